/** What the person looks for, as the service is asked for it. */
import type { LotQuery } from './calls'
import { dayAfter, type Mark } from './marks'

export interface NumberModel {
  type: string
  filter: number | null
  filterTo?: number | null
}
export interface DateModel {
  type: string
  dateFrom: string | null
  dateTo: string | null
}
export interface TextModel {
  filter: string | null
}
export interface ChoiceModel {
  values: string[]
}
export type FilterModel = Record<string, NumberModel | DateModel | TextModel | ChoiceModel>

/** What stands above the grid: words looked for, and one mark of which only such rows are shown. */
export interface Look {
  q: string
  mark: Mark | null
  /** Only what lies in one's own area: others' stock is seen through agreements, but not kept. */
  own: boolean
}

/** How the site judges: how early it warns of expiry, and how long a count is trusted in full. */
export interface Judging {
  today: string
  warningDays: number
  fullDays: number
  now: number
  /** The areas in which this person holds a role. */
  own: string[]
}

const CHOICES: Record<string, (values: string[]) => LotQuery> = {
  item_name: (item_code) => ({ item_code }),
  depot_name: (depot_id) => ({ depot_id }),
  county_name: (jurisdiction_code) => ({ jurisdiction_code }),
  confirmed_how: (values) => ({ confirmed_how: values as LotQuery['confirmed_how'] }),
  reusable: (values) => (values.length === 1 ? { reusable: values[0] === 'true' } : {}),
}
const DAY_MS = 86_400_000

/** Return the question to the service for a filter of the columns, an order and what stands above. */
export function queryOf(model: FilterModel, sort: readonly { colId: string; sort: string }[], look: Look, judging: Judging): LotQuery {
  const parts = Object.entries(model).map(([column, one]) => partOf(column, one))
  const order = sort.map((one) => (one.sort === 'desc' ? `-${one.colId}` : one.colId)).join(',')
  const q = look.q.trim()
  const own = look.own && !model.county_name && judging.own.length ? { jurisdiction_code: judging.own } : {}
  return Object.assign({}, own, ...parts, look.mark ? ofMark(look.mark, judging) : {}, q ? { q } : {}, order ? { sort: order } : {}) as LotQuery
}

function partOf(column: string, model: FilterModel[string]): LotQuery {
  if ('values' in model) return model.values.length ? (CHOICES[column]?.(model.values) ?? {}) : {}
  if ('dateFrom' in model) return ofDates(column, model)
  if (column === 'quantity' || column === 'free') return ofNumbers(column, model as NumberModel)
  return model.filter ? ({ [column]: String(model.filter) } as LotQuery) : {}
}

function ofNumbers(column: 'quantity' | 'free', { type, filter, filterTo }: NumberModel): LotQuery {
  if (filter === null) return {}
  const least = type === 'lessThanOrEqual' ? undefined : filter
  const most = type === 'greaterThanOrEqual' ? undefined : type === 'inRange' ? (filterTo ?? undefined) : filter
  return { ...(least === undefined ? {} : { [`${column}_min`]: least }), ...(most === undefined ? {} : { [`${column}_max`]: most }) }
}

function ofDates(column: string, { type, dateFrom, dateTo }: DateModel): LotQuery {
  const first = dateFrom?.slice(0, 10)
  if (!first) return {}
  const after = type === 'lessThan' ? undefined : first
  const before = type === 'greaterThan' ? undefined : type === 'inRange' ? dateTo?.slice(0, 10) : first
  if (column === 'expires_on') return { ...(after ? { expires_after: after } : {}), ...(before ? { expires_before: before } : {}) }
  return { ...(after ? { confirmed_after: midnight(after) } : {}), ...(before ? { confirmed_before: midnight(before, 1) } : {}) }
}

/** The instant at which a day begins where the person is, or some days later. */
function midnight(day: string, later = 0): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(year, month - 1, date + later).toISOString()
}

function ofMark(mark: Mark, { today, warningDays, fullDays, now }: Judging): LotQuery {
  switch (mark) {
    case 'expired':
      return { expired: true }
    case 'expiring':
      return { expired: false, expires_before: dayAfter(today, warningDays) }
    case 'belowSafety':
      return { below_safety: true }
    case 'stale':
      return { confirmed_before: new Date(now - (fullDays + 1) * DAY_MS).toISOString() }
  }
}
