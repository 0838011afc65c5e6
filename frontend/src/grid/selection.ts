/** Which rows are marked: one by one, as a range, or all that match; kept while the list scrolls. */
import { computed, shallowRef } from 'vue'

/** The most rows that can be marked at once: what one change may carry. */
export const MOST_MARKED = 2000

/** Keep marked rows by id, in the order in which they were marked. */
export function useMarked<T extends { id: string }>() {
  const marked = shallowRef(new Map<string, T>())
  let anchor: number | null = null

  function set(next: Map<string, T>): void {
    marked.value = next
  }

  /** Mark a row, or take the mark away; it becomes the beginning of the next range. */
  function toggle(row: T, index: number): void {
    const next = new Map(marked.value)
    if (!next.delete(row.id)) next.set(row.id, row)
    anchor = index
    set(next)
  }

  /** The rows a range reaches over: from the last marked row to this one. */
  function rangeTo(index: number): [from: number, to: number] {
    const start = anchor ?? index
    return start < index ? [start, index] : [index, start]
  }

  /** Mark rows beside those that are marked already; returns how many found no room. */
  function add(rows: readonly T[]): number {
    const next = new Map(marked.value)
    let left = 0
    for (const row of rows) {
      if (next.has(row.id) || next.size < MOST_MARKED) next.set(row.id, row)
      else left += 1
    }
    set(next)
    return left
  }

  /** Put the newest version of a row where it is marked. */
  function renew(row: T): void {
    if (marked.value.has(row.id)) set(new Map(marked.value).set(row.id, row))
  }

  function clear(): void {
    anchor = null
    if (marked.value.size) set(new Map())
  }

  function startAt(index: number): void {
    anchor ??= index
  }

  return { marked, rows: computed(() => [...marked.value.values()]), toggle, rangeTo, add, renew, clear, startAt, has: (id: string) => marked.value.has(id) }
}
