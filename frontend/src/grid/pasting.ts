/** What a block pasted into the grid means: a list with its own heading, or cells for the rows it was pasted on. */
import { writeBlock } from './tsv'

/** A column as pasting sees it: its name at the importer, whether a cell in it may be pasted over, every title it has. */
export interface PasteColumn {
  key: string
  field: string | null
  isWritable: boolean
  titles: readonly string[]
}

/** What names a lot in a list. */
export interface Named {
  depot: string
  item: string
  batch: string
}

export type Refusal = 'empty' | 'noCell' | 'fixedColumn' | 'tooManyRows' | 'tooManyColumns'
export type Pasted = { text: string; rows: number; byHeading: boolean } | { refusal: Refusal }

/** The columns by which the importer finds a lot. */
const NAMING = ['depot_id', 'item_code', 'batch'] as const

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()

/** Return which field each cell of a heading names, or null where the row is no heading. */
export function headingOf(row: readonly string[], columns: readonly PasteColumn[]): (string | null)[] | null {
  const known = new Map<string, string>()
  for (const column of columns) {
    for (const title of column.titles) if (column.field && !known.has(plain(title))) known.set(plain(title), column.field)
  }
  const fields = row.map((cell) => known.get(plain(cell)) ?? null)
  const filled = row.filter((cell) => cell.trim() !== '').length
  const named = fields.filter((field) => field !== null).length
  return named > 0 && named * 2 >= filled ? fields : null
}

/**
 * Make the list that the importer shall preview of a pasted block. With a heading the block is that
 * list. Without one its cells belong to the shown columns from the cell in focus on, and its rows to
 * the lots from there on, unless the block itself names depot and item.
 */
export function listOf(block: string[][], columns: readonly PasteColumn[], shown: readonly string[], from: string | null, lots: readonly Named[], titleOf: (field: string) => string): Pasted {
  if (!block.length) return { refusal: 'empty' }
  const heading = headingOf(block[0]!, columns)
  if (heading) {
    if (block.length === 1) return { refusal: 'empty' }
    const first = block[0]!.map((cell, n) => (heading[n] ? titleOf(heading[n]) : cell))
    return { text: writeBlock([first, ...block.slice(1)]), rows: block.length - 1, byHeading: true }
  }
  const start = shown.findIndex((key) => key === from)
  if (start < 0) return { refusal: 'noCell' }
  const width = Math.max(...block.map((row) => row.length))
  const under = shown.slice(start, start + width).map((key) => columns.find((column) => column.key === key))
  if (under.length < width) return { refusal: 'tooManyColumns' }
  if (under.some((column) => !column?.isWritable || column.field === null)) return { refusal: 'fixedColumn' }
  return besideLots(block, under.map((column) => column!.field!), lots, titleOf)
}

function besideLots(block: string[][], fields: string[], lots: readonly Named[], titleOf: (field: string) => string): Pasted {
  const namesItself = fields.includes('depot_id') && fields.includes('item_code')
  if (namesItself) return { text: writeBlock([fields.map(titleOf), ...block]), rows: block.length, byHeading: false }
  if (block.length > lots.length) return { refusal: 'tooManyRows' }
  if (fields.some((field) => (NAMING as readonly string[]).includes(field))) return { refusal: 'fixedColumn' }
  const rows = block.map((cells, n) => [lots[n]!.depot, lots[n]!.item, lots[n]!.batch, ...cells])
  return { text: writeBlock([[...NAMING, ...fields].map(titleOf), ...rows]), rows: block.length, byHeading: false }
}
