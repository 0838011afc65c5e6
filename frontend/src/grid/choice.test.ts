import { describe, expect, it } from 'vitest'

import { type ColumnChoice, merged, sortOf } from './choice'
import { COLUMNS, SORTABLE, STANDARD } from './columns'

const usual = (key: string, hidden = false): ColumnChoice => ({ key, width: 100, hidden })
const FOUR = [usual('a'), usual('b'), usual('c', true), usual('d')]
const keys = (columns: ColumnChoice[]) => columns.map((one) => one.key).join('')

describe('the choice of columns', () => {
  it('is the usual one where nothing was kept or what was kept is no choice', () => {
    for (const kept of [null, undefined, {}, { columns: 'x' }, { columns: [{ nonsense: 1 }] }, []]) expect(merged(FOUR, kept)).toEqual(FOUR)
  })

  it('keeps order, width and what is hidden', () => {
    const kept = { columns: [{ key: 'd', width: 240, hidden: false }, { key: 'a', width: 80, hidden: true }, { key: 'b', width: 90, hidden: false }, { key: 'c', width: 70, hidden: false }] }
    expect(merged(FOUR, kept)).toEqual(kept.columns)
  })

  it('forgets columns that are gone and puts new ones where they usually stand', () => {
    const kept = { columns: [usual('gone'), usual('d'), usual('b'), usual('a')] }
    expect(keys(merged(FOUR, kept))).toBe('dbca')
    expect(keys(merged([usual('new'), ...FOUR], kept))).toBe('newdbca')
  })

  it('never hides everything and never makes a column too narrow to be seen', () => {
    const hidden = { columns: FOUR.map((one) => ({ ...one, hidden: true })) }
    expect(merged(FOUR, hidden)).toEqual(FOUR)
    expect(merged(FOUR, { columns: [{ key: 'a', width: 2, hidden: false }, { key: 'b', width: Infinity }] }).slice(0, 2).map((one) => one.width)).toEqual([50, 100])
  })

  it('takes a column only once', () => {
    expect(keys(merged(FOUR, { columns: [usual('b'), usual('b'), usual('a')] }))).toBe('bcda')
  })

  it('keeps the order of rows only by columns that have one', () => {
    expect(sortOf({ sort: [{ key: 'quantity', descending: true }, { key: 'status' }, { key: 'gone' }] }, SORTABLE)).toEqual([{ key: 'quantity', descending: true }])
    expect(sortOf(null, SORTABLE)).toEqual([])
  })

  it('names every column of the grid once', () => {
    expect(new Set(STANDARD.map((one) => one.key)).size).toBe(COLUMNS.length)
  })
})
