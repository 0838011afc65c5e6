/** Which columns somebody wants to see, in which order and how wide; kept at the service for each person. */

export interface ColumnChoice {
  key: string
  width: number
  hidden: boolean
}

/** What is kept: the columns, and the order of the rows. */
export interface GridChoice {
  columns: ColumnChoice[]
  sort: { key: string; descending: boolean }[]
}

const NARROWEST = 50
const WIDEST = 800

/**
 * Lay a kept choice over the columns there are. A column that is gone is forgotten; one that is new
 * stands where it stands by default, after the column before it, as it is by default.
 */
export function merged(standard: readonly ColumnChoice[], kept: unknown): ColumnChoice[] {
  const known = new Map(standard.map((one) => [one.key, one]))
  const chosen: ColumnChoice[] = []
  for (const one of columnsOf(kept)) {
    const usual = known.get(one.key)
    if (!usual || chosen.some((other) => other.key === one.key)) continue
    chosen.push({ key: one.key, width: widthOf(one.width, usual.width), hidden: one.hidden === true })
  }
  standard.forEach((usual, n) => {
    if (chosen.some((one) => one.key === usual.key)) return
    const before = standard[n - 1]?.key
    const at = chosen.findIndex((one) => one.key === before)
    chosen.splice(at + 1, 0, { ...usual })
  })
  return chosen.some((one) => !one.hidden) ? chosen : standard.map((one) => ({ ...one }))
}

/** Return the kept order of rows, only by columns that can be ordered. */
export function sortOf(kept: unknown, sortable: ReadonlySet<string>): GridChoice['sort'] {
  const rows = (kept as Partial<GridChoice> | null)?.sort
  if (!Array.isArray(rows)) return []
  return rows.filter((one) => sortable.has(one?.key)).map((one) => ({ key: one.key, descending: one.descending === true }))
}

/** Whether two choices look the same, so that nothing is sent when nothing was changed. */
export function same(one: GridChoice, other: GridChoice): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function columnsOf(kept: unknown): ColumnChoice[] {
  const rows = (kept as Partial<GridChoice> | null)?.columns
  return Array.isArray(rows) ? rows.filter((one) => typeof one?.key === 'string') : []
}

function widthOf(wanted: unknown, usual: number): number {
  if (typeof wanted !== 'number' || !Number.isFinite(wanted)) return usual
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, wanted)))
}
