/** The first column: which rows are marked, and their number in the list. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community'

import type { LotRow } from './calls'
import { MOST_MARKED, type useMarked } from './selection'

/** The most rows the service gives at once. */
const PAGE_ROWS = 500

/** Return the column of marks; a row is marked by a click, by the space bar, or as a range with Shift. */
export function columnOfMarks(marked: ReturnType<typeof useMarked<LotRow>>): ColDef<LotRow> {
  return {
    colId: 'marked', headerName: '', width: 74, pinned: 'left', lockPosition: 'left', sortable: false, resizable: false, filter: false, suppressMovable: true,
    suppressKeyboardEvent: ({ event }) => event.key === ' ' || event.ctrlKey,
    cellClass: 'mark-cell',
    cellRenderer: (params: ICellRendererParams<LotRow>) => boxOf(params, marked),
  }
}

function boxOf({ data, node }: ICellRendererParams<LotRow>, marked: ReturnType<typeof useMarked<LotRow>>): HTMLElement {
  const line = document.createElement('span')
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.tabIndex = -1
  box.checked = !!data && marked.has(data.id)
  box.disabled = !data
  box.setAttribute('aria-label', data ? `${data.item_name} ${data.batch}` : '')
  box.addEventListener('click', (event) => event.preventDefault())
  const number = document.createElement('span')
  number.className = 'row-number'
  number.textContent = String((node.rowIndex ?? 0) + 1)
  line.append(box, number)
  return line
}

/**
 * Return so many rows from an index on: those that were in sight already as they are, else fetched.
 * More than can be marked at once are never fetched.
 */
export async function rangeRows<T>(index: number, count: number, known: (at: number) => T | undefined, fetch: (offset: number, limit: number) => Promise<{ rows: T[] }>): Promise<T[]> {
  const asked = Math.min(count, MOST_MARKED + 1)
  const rows = Array.from({ length: asked }, (_, n) => known(index + n))
  if (rows.every((row) => row !== undefined)) return rows as T[]
  const fetched: T[] = []
  while (fetched.length < asked) {
    const page = await fetch(index + fetched.length, Math.min(asked - fetched.length, PAGE_ROWS))
    fetched.push(...page.rows)
    if (!page.rows.length) break
  }
  return fetched
}
