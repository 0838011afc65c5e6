/** What a study is compared by: units short, the last arrival, teams that change, in numbers. */
import type { Shortfall, Study, VariantAnswer } from '@/api/models'

interface Arriving {
  eta_s: number
}

/** Units and goods that stay unmet, counted over all needs. */
export function unitsShort(shortfalls: Pick<Shortfall, 'amount'>[]): number {
  return shortfalls.reduce((sum, row) => sum + row.amount, 0)
}

/** When the last help arrives; null when nobody is sent. */
export function lastArrival(answer: { picks: Arriving[]; deliveries: Arriving[] }): number | null {
  const all = [...answer.picks, ...answer.deliveries].map((row) => row.eta_s)
  return all.length ? Math.max(...all) : null
}

export interface Row {
  short: number
  last_s: number | null
  objective: number | null
  moved: number
}

/** The measures of one variant; null when there is no answer to it. */
export function variantRow(variant: VariantAnswer): Row | null {
  if (variant.error !== null) return null
  const moved = variant.difference?.changes.filter((change) => change.change !== 'kept').length ?? 0
  return { short: unitsShort(variant.shortfalls_after), last_s: lastArrival(variant), objective: variant.objective, moved }
}

/** The sign and the words' colour of a difference of which less is better. */
export function trend(before: number | null, after: number | null): 'better' | 'worse' | 'same' | 'unknown' {
  if (before === null || after === null) return before === after ? 'same' : 'unknown'
  return after < before ? 'better' : after > before ? 'worse' : 'same'
}

/** A whole number with its sign, a true minus, and nothing for zero. */
export function signed(value: number): string {
  if (value === 0) return '±0'
  return `${value > 0 ? '+' : '−'}${Math.abs(value).toLocaleString()}`
}

/** Say whether a study still waits for its answer. */
export function isPending(study: Pick<Study, 'state'>): boolean {
  return study.state === 'requested' || study.state === 'solving'
}

/** Points of a curve scaled into a box: response time to the right, cover lost upwards. */
export function curve(points: { mean_arrival_s: number | null; cover_lost: number }[], width: number, height: number): { x: number; y: number; at: number }[] {
  const known = points.map((point, at) => ({ ...point, at })).filter((point) => point.mean_arrival_s !== null)
  if (!known.length) return []
  const xs = known.map((point) => point.mean_arrival_s!)
  const ys = known.map((point) => point.cover_lost)
  const scale = (value: number, all: number[], size: number) => {
    const [low, high] = [Math.min(...all), Math.max(...all)]
    return high === low ? size / 2 : ((value - low) / (high - low)) * size
  }
  return known.map((point) => ({ x: scale(point.mean_arrival_s!, xs, width), y: height - scale(point.cover_lost, ys, height), at: point.at }))
}
