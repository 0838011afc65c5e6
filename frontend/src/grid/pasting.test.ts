import { describe, expect, it } from 'vitest'

import { headingOf, listOf, type PasteColumn } from './pasting'
import { readBlock, writeBlock } from './tsv'

const column = (key: string, field: string | null, isWritable: boolean, ...titles: string[]): PasteColumn => ({ key, field, isWritable, titles })
const COLUMNS = [
  column('status', null, false, '状态'),
  column('item_name', 'item_code', true, '物资', 'Item'),
  column('batch', 'batch', true, '批号', '批次', 'Batch'),
  column('depot_name', 'depot_id', true, '物资库', 'Depot'),
  column('quantity', 'quantity', true, '库存', '数量', 'Quantity'),
  column('free', null, false, '可用'),
  column('expires_on', 'expires_on', true, '有效期', '有效期至'),
]
const SHOWN = ['status', 'item_name', 'batch', 'depot_name', 'quantity', 'expires_on', 'free']
const LOTS = [
  { depot: 'D1', item: '2990101', batch: 'A' },
  { depot: 'D2', item: '2990102', batch: 'B' },
]
const titleOf = (field: string) => ({ depot_id: '物资库', item_code: '物资', batch: '批次', quantity: '数量', expires_on: '有效期至' })[field] ?? field
const paste = (text: string, from: string | null, lots = LOTS) => listOf(readBlock(text), COLUMNS, SHOWN, from, lots, titleOf)

describe('a block from a spreadsheet', () => {
  it('is read as Excel writes it, without the empty line at its end', () => {
    expect(readBlock('1\t2\r\n3\t4\r\n')).toEqual([['1', '2'], ['3', '4']])
  })

  it('keeps tabs, line breaks and quotes inside a quoted cell', () => {
    expect(readBlock('"a\tb"\t"two\nlines"\r\n"he said ""no"""\tx\r\n')).toEqual([['a\tb', 'two\nlines'], ['he said "no"', 'x']])
  })

  it('takes a cell that only begins with a quote as it stands', () => {
    expect(readBlock('"5 inch\t7\n8" pipe\t9')).toEqual([['"5 inch', '7'], ['8" pipe', '9']])
  })

  it('keeps empty cells, also at the end of a row and in the middle of the block', () => {
    expect(readBlock('a\t\n\t\nb\tc\n')).toEqual([['a', ''], ['', ''], ['b', 'c']])
  })

  it('reads what old Macs and plain text break lines with', () => {
    expect(readBlock('a\rb\nc')).toEqual([['a'], ['b'], ['c']])
    expect(readBlock('')).toEqual([])
  })

  it('is read again as it was written, whatever is in the cells', () => {
    const cells = [['plain', '"quoted"', 'tab\there'], ['line\nbreak', '', '12']]
    expect(readBlock(writeBlock(cells))).toEqual(cells)
    expect(writeBlock([[null, undefined, 0]])).toBe('\t\t0')
  })
})

describe('a pasted block', () => {
  it('is known by its heading in any language, however it is spaced or full-width', () => {
    expect(headingOf(['物 资', 'Quantity', '备注'], COLUMNS)).toEqual(['item_code', 'quantity', null])
    expect(headingOf(['帐篷', '12', '某库'], COLUMNS)).toBeNull()
  })

  it('with a heading is a list of its own, under the titles the importer knows', () => {
    const list = paste('物资\t批号\t库存\n帐篷\tA\t5\n', null)
    expect(list).toEqual({ text: '物资\t批次\t数量\r\n帐篷\tA\t5', rows: 1, byHeading: true })
  })

  it('with a heading alone holds nothing to bring in', () => {
    expect(paste('物资\t库存\n', 'quantity')).toEqual({ refusal: 'empty' })
  })

  it('without a heading belongs to the lots and columns from the cell in focus on', () => {
    const list = paste('5\t2028-01-01\n6\t2028-02-01', 'quantity')
    expect(list).toEqual({ text: '物资库\t物资\t批次\t数量\t有效期至\r\nD1\t2990101\tA\t5\t2028-01-01\r\nD2\t2990102\tB\t6\t2028-02-01', rows: 2, byHeading: false })
  })

  it('that names item and depot itself may hold lots that are not there yet', () => {
    const list = paste('帐篷\tC\t某库\t5\n帐篷\tD\t某库\t6\n帐篷\tE\t某库\t7', 'item_name', [])
    expect('text' in list && list.rows).toBe(3)
  })

  it('is refused where it would fall on columns that cannot be written', () => {
    expect(paste('5\t2028-01-01\t7', 'quantity')).toEqual({ refusal: 'fixedColumn' })
    expect(paste('X', 'batch')).toEqual({ refusal: 'fixedColumn' })
    expect(paste('1\t2\t3\t4', 'expires_on')).toEqual({ refusal: 'tooManyColumns' })
  })

  it('is refused where there is no row for a line or no cell in focus', () => {
    expect(paste('5\n6\n7', 'quantity')).toEqual({ refusal: 'tooManyRows' })
    expect(paste('5', null)).toEqual({ refusal: 'noCell' })
  })
})
