/** Lists that must fit: so many rows as there is room for; the gravest stay, the rest come in turn. */

export interface Fitted<T> {
  rows: T[]
  /** How many are not shown. */
  more: number
  /** Which page of how many, where pages turn. */
  page: number
  pages: number
}

/**
 * Return the rows that fit: `room` of them, or `beside` of them beside the line that tells how many more there are.
 *
 * What is `held` stands on top of every page, whichever it is; one place is left to the others, so that each of them is
 * seen in its turn. Only where a single row fits at all is nothing held. Without `turn` the first ones, which are the
 * worst, stay and the rest is counted.
 */
export function fitted<T>(all: readonly T[], room: number, beside: number, turn: number | null, held: (row: T) => boolean = () => false): Fitted<T> {
  if (all.length <= room) return { rows: [...all], more: 0, page: 0, pages: 1 }
  const size = Math.max(1, beside)
  const kept = all.filter(held).slice(0, size - 1)
  const others = all.filter((row) => !kept.includes(row))
  const step = size - kept.length
  const pages = Math.ceil(others.length / step)
  const page = turn === null ? 0 : turn % pages
  const rows = [...kept, ...others.slice(page * step, (page + 1) * step)]
  return { rows, more: all.length - rows.length, page, pages }
}
