/** Who is cut off or comes later, in the order somebody wants; no time never counts as the best. */
import type { ImpactEffect } from '@/api/models'

export const COLUMNS = ['name', 'incident_title', 'before_s', 'after_s', 'later_s'] as const
export type Column = (typeof COLUMNS)[number]
export interface Order {
  column: Column | null
  descending: boolean
}

/** A missing figure stands after every figure, whichever way it is sorted; cut off is later than any delay. */
function rank(effect: ImpactEffect, column: 'before_s' | 'after_s' | 'later_s'): number | null {
  if (column === 'later_s' && effect.change === 'cut') return Number.MAX_SAFE_INTEGER
  if (column === 'after_s' && effect.change === 'cut') return Number.MAX_SAFE_INTEGER
  return effect[column]
}

function compare(a: ImpactEffect, b: ImpactEffect, order: Order): number {
  const { column } = order
  const sign = order.descending ? -1 : 1
  if (column === 'name' || column === 'incident_title') return sign * a[column].localeCompare(b[column], 'zh-CN')
  const [left, right] = [rank(a, column!), rank(b, column!)]
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return sign * (left - right)
}

/** Return the effects on one incident or all, in order; without a column as the service has them, worst first. */
export function sorted(effects: ImpactEffect[], order: Order, incidentId: string | null): ImpactEffect[] {
  const wanted = incidentId ? effects.filter((one) => one.incident_id === incidentId) : [...effects]
  return order.column ? wanted.sort((a, b) => compare(a, b, order)) : wanted
}
