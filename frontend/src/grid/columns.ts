/** The columns of the stock grid: what each shows, how it is looked for, and whether it can be written in. */
import type { LotRow } from './calls'
import type { ColumnChoice } from './choice'
import type { PasteColumn } from './pasting'

export type Filter = 'text' | 'number' | 'date' | 'item' | 'depot' | 'county' | 'how' | 'yesNo'
export type Edited = 'quantity' | 'batch' | 'made_on' | 'expires_on' | 'safety_stock'

/** A column; `key` is its name in the row and at the service, `title` its words in the catalogue. */
export interface Column {
  key: string
  title: string
  width: number
  number?: boolean
  hidden?: boolean
  filter?: Filter
  edit?: Edited
  /** Whether the service orders and writes out by this column. */
  kept?: boolean
  /** The column of a list brought in that holds the same. */
  field?: string
}

/** The first column holds the marks of status; it is no column of the service. */
export const COLUMNS: readonly Column[] = [
  { key: 'status', title: 'grid.column.status', width: 136, kept: false },
  { key: 'item_name', title: 'lot.item', width: 200, filter: 'item', field: 'item_code' },
  { key: 'batch', title: 'lot.batch', width: 130, filter: 'text', edit: 'batch', field: 'batch' },
  { key: 'depot_name', title: 'lot.depot', width: 270, filter: 'depot', field: 'depot_id' },
  { key: 'quantity', title: 'lot.quantity', width: 104, number: true, filter: 'number', edit: 'quantity', field: 'quantity' },
  { key: 'unit', title: 'stock.unit', width: 66, field: 'unit' },
  { key: 'free', title: 'lot.free', width: 96, number: true, filter: 'number' },
  { key: 'reserved', title: 'lot.reserved', width: 90, number: true },
  { key: 'expires_on', title: 'lot.expires', width: 126, filter: 'date', edit: 'expires_on', field: 'expires_on' },
  { key: 'confirmed_at', title: 'lot.confirmedAt', width: 142, filter: 'date' },
  { key: 'relied_on', title: 'grid.column.reliedOn', width: 100, number: true },
  { key: 'county_name', title: 'grid.column.county', width: 110, filter: 'county' },
  { key: 'item_code', title: 'lot.code', width: 100, hidden: true },
  { key: 'depot_code', title: 'grid.column.depotCode', width: 110, hidden: true },
  { key: 'made_on', title: 'grid.column.madeOn', width: 126, hidden: true, edit: 'made_on', field: 'made_on' },
  { key: 'on_the_way', title: 'stock.onTheWay', width: 90, number: true, hidden: true },
  { key: 'delivered', title: 'stock.delivered', width: 90, number: true, hidden: true },
  { key: 'safety_stock', title: 'stock.safety', width: 104, number: true, hidden: true, edit: 'safety_stock' },
  { key: 'confirmed_by', title: 'grid.column.confirmedBy', width: 110, hidden: true },
  { key: 'confirmed_how', title: 'stock.confirmedHow', width: 110, hidden: true, filter: 'how' },
  { key: 'reusable', title: 'stock.reusable', width: 96, hidden: true, filter: 'yesNo' },
  { key: 'changed_at', title: 'grid.column.changedAt', width: 142, hidden: true },
  { key: 'changed_by', title: 'grid.column.changedBy', width: 110, hidden: true },
]

export const SORTABLE: ReadonlySet<string> = new Set(COLUMNS.filter((one) => one.kept !== false).map((one) => one.key))
export const STANDARD: readonly ColumnChoice[] = COLUMNS.map(({ key, width, hidden }) => ({ key, width, hidden: hidden === true }))
const BY_KEY = new Map(COLUMNS.map((one) => [one.key, one]))

/** Return a column by its name. */
export function columnOf(key: string): Column {
  return BY_KEY.get(key)!
}

/** Words a cell needs: the language, and how a way of confirming and yes and no are called. */
export interface CellWords {
  english: boolean
  how: (code: string) => string
  yes: string
  no: string
}

/** Return what a cell holds as text that can be copied: numbers and days as they are, names in the reader's language. */
export function cellText(row: LotRow, key: string, words: CellWords): string {
  if (key === 'item_name') return (words.english && row.item_name_en) || row.item_name
  if (key === 'confirmed_how') return words.how(row.confirmed_how)
  if (key === 'reusable') return row.reusable ? words.yes : words.no
  const value = (row as unknown as Record<string, unknown>)[key]
  if (value === null || value === undefined) return ''
  if (key.endsWith('_at')) return minuteText(String(value))
  return String(value)
}

/** Write an instant as 2026-11-21 08:05, where the reader is. */
export function minuteText(iso: string): string {
  const at = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Return the columns as pasting sees them; titles in every language are known. */
export function pasteColumns(titlesOf: (column: Column) => string[]): PasteColumn[] {
  return COLUMNS.map((column) => {
    const { key, field = null } = column
    const isWritable = field !== null && (column.edit !== undefined || field === 'depot_id' || field === 'item_code')
    return { key, field, isWritable, titles: titlesOf(column) }
  })
}
