/** How the cells of the stock grid look: marks with shape, word and colour, numbers grouped, days as they are. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community'

import type { LotRow } from './calls'
import { ChoiceFilter, type ChoiceParams } from './choiceFilter'
import { cellText, type CellWords, type Column, type Filter, minuteText } from './columns'
import { MARKS, marksOf } from './marks'
import type { Judging } from './query'

/** What the cells need to know of the page around them. */
export interface CellContext {
  /** Whether this person may change a row: it lies in an own area, and the role allows it. */
  may: (row: LotRow | undefined) => boolean
  words: CellWords
  title: (column: Column) => string
  markWord: (mark: string) => string
  judging: () => Judging
  choices: (filter: Filter) => ChoiceParams
  openHint: string
  /** A unit in the reader's language. */
  unit: (text: string | null, item: string) => string
}

/** Keys the page answers to itself, so that a cell does not begin to be edited by them. */
const OF_PAGE = /^[/?]$/
const WITH_CTRL = /^[azycvAZYCV]$/

function isOfPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return WITH_CTRL.test(event.key)
  return OF_PAGE.test(event.key) || event.key === ' '
}

const NUMBERS = { filter: 'agNumberColumnFilter', filterParams: { filterOptions: ['greaterThanOrEqual', 'lessThanOrEqual', 'equals', 'inRange'], inRangeInclusive: true } }
const DAYS = { filter: 'agDateColumnFilter', filterParams: { filterOptions: ['lessThan', 'greaterThan', 'equals', 'inRange'], minValidYear: 1990, maxValidYear: 2100 } }
const TEXT = { filter: 'agTextColumnFilter', filterParams: { filterOptions: ['contains'] } }
const PLAIN = { maxNumConditions: 1, buttons: ['clear'], debounceMs: 300 }

function filterOf(filter: Filter | undefined, context: CellContext): ColDef<LotRow> {
  switch (filter) {
    case undefined:
      return { filter: false }
    case 'number':
      return { filter: NUMBERS.filter, filterParams: { ...PLAIN, ...NUMBERS.filterParams } }
    case 'date':
      return { filter: DAYS.filter, filterParams: { ...PLAIN, ...DAYS.filterParams } }
    case 'text':
      return { filter: TEXT.filter, filterParams: { ...PLAIN, ...TEXT.filterParams } }
    default:
      return { filter: ChoiceFilter, filterParams: context.choices(filter) }
  }
}

function editorOf(column: Column): ColDef<LotRow> {
  if (column.number) return { cellEditor: 'agNumberCellEditor', cellEditorParams: { min: 0, max: 1_000_000_000, precision: 0 } }
  if (column.edit === 'batch') return { cellEditor: 'agTextCellEditor', cellEditorParams: { maxLength: 100 } }
  return { cellEditor: 'agDateStringCellEditor' }
}

/** Return the definition of a column for the grid. */
export function definitionOf(column: Column, context: CellContext): ColDef<LotRow> {
  return {
    colId: column.key,
    field: column.key as ColDef<LotRow>['field'],
    headerName: context.title(column),
    headerTooltip: context.title(column),
    headerClass: column.number ? 'ag-right-aligned-header' : '',
    sortable: column.kept !== false,
    editable: (params) => column.edit !== undefined && context.may(params.data),
    cellClass: classOf(column),
    cellClassRules: column.edit ? { writable: ({ data }) => context.may(data) } : {},
    cellDataType: false,
    suppressKeyboardEvent: ({ event, editing }) => !editing && isOfPage(event),
    ...filterOf(column.filter, context),
    ...(column.edit ? editorOf(column) : {}),
    ...looksOf(column, context),
  }
}

function classOf(column: Column): string[] {
  return [column.number ? 'right' : '', column.key === 'item_name' ? 'opens' : ''].filter(Boolean)
}

function looksOf(column: Column, context: CellContext): ColDef<LotRow> {
  if (column.key === 'status') return { cellRenderer: (params: ICellRendererParams<LotRow>) => marksIn(params.data, context), sortable: false, tooltipValueGetter: ({ data }) => wordsOf(data, context) }
  if (column.key === 'item_name') return { tooltipValueGetter: () => context.openHint, valueFormatter: ({ data }) => (data ? cellText(data, 'item_name', context.words) : '') }
  if (column.key === 'unit') return { valueFormatter: ({ data }) => (data ? context.unit(data.unit, data.item_code) : '') }
  if (column.key === 'confirmed_how' || column.key === 'reusable') return { valueFormatter: ({ data }) => (data ? cellText(data, column.key, context.words) : '') }
  if (column.key.endsWith('_at')) return { valueFormatter: ({ value }) => (value ? minuteText(String(value)) : '') }
  if (column.number) return { valueFormatter: ({ value }) => (typeof value === 'number' ? value.toLocaleString() : '') }
  return { tooltipValueGetter: ({ value }) => (value ? String(value) : null) }
}

function wordsOf(row: LotRow | undefined, context: CellContext): string | null {
  if (!row) return null
  const { today, warningDays } = context.judging()
  return marksOf(row, today, warningDays).map(context.markWord).join(' · ') || null
}

/** The marks of a row; the first with its word, the others by shape, with their words for those who cannot see them. */
function marksIn(row: LotRow | undefined, context: CellContext): HTMLElement {
  const line = document.createElement('span')
  if (!row) return line
  const { today, warningDays } = context.judging()
  line.className = 'row-marks'
  marksOf(row, today, warningDays).forEach((mark, n) => {
    const one = document.createElement('span')
    one.className = `row-mark ${MARKS[mark].tone}`
    one.dataset.mark = mark
    one.textContent = n === 0 ? `${MARKS[mark].shape} ${context.markWord(mark)}` : MARKS[mark].shape
    if (n > 0) one.setAttribute('aria-label', context.markWord(mark))
    line.append(one)
  })
  return line
}
