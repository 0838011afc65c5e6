import { describe, expect, it } from 'vitest'

import type { ImportBatch, ImportKind } from './calls'
import { applicable, canBeAssumed, choose, isPlaced, lacking, shownValue, speaksForItself, unnamed } from './columns'

const field = (name: string, required = false) => ({ name, required, title: name, title_en: name, shape: 'text', catalogue: '', choices: [], note: '', note_en: '' })
const LOTS = { name: 'lots', title: '', title_en: '', can_be_whole: true, fields: [field('depot_id', true), field('item_code', true), field('quantity', true), field('batch')] } as ImportKind
const TEAMS = { ...LOTS, name: 'teams', fields: [field('code'), field('name', true), field('lon')] } as ImportKind

describe('the columns of a list', () => {
  it('give a field to one column only', () => {
    expect(choose({ 0: 'depot_id', 1: 'quantity' }, 2, 'quantity')).toEqual({ 0: 'depot_id', 2: 'quantity' })
  })

  it('leave a column out when nothing is chosen', () => {
    expect(choose({ 0: 'depot_id', 1: 'quantity' }, 1, '')).toEqual({ 0: 'depot_id' })
  })

  it('must say what names a row', () => {
    expect(unnamed(LOTS, { 0: 'quantity' })).toEqual(['depot_id', 'item_code'])
    expect(unnamed(TEAMS, { 0: 'code' })).toEqual([])
    expect(unnamed(TEAMS, {})).toEqual(['name'])
  })

  it('may lack what is said for every row at once', () => {
    expect(canBeAssumed(LOTS, { 0: 'item_code', 1: 'quantity' }).map((one) => one.name)).toEqual(['depot_id'])
    expect(unnamed(LOTS, { 0: 'item_code' }, { depot_id: '洪山库' })).toEqual([])
    expect(unnamed(LOTS, { 0: 'item_code' }, { depot_id: '  ' })).toEqual(['depot_id'])
    expect(lacking(LOTS, { 0: 'item_code', 1: 'quantity' }, { depot_id: '洪山库' })).toEqual([])
  })

  it('need no look where all of them are known by their own names', () => {
    const seen = (names: string[], why = 'known') => ({
      error: null,
      options: { mapping: { 0: 'depot_id', 1: 'item_code', 2: 'quantity' } },
      outline: {
        rows: 3, sheets: [{ name: '物资批次' }, { name: '填写说明' }], columns: names.map((name) => ({ name, samples: [] })),
        suggestions: [0, 1, 2].map((column) => ({ column, field: '', sure: 1, why })),
      },
    }) as unknown as ImportBatch
    expect(speaksForItself(seen(['物资库*', '物资*', '数量*', '问题']), LOTS)).toBe(true)
    expect(speaksForItself(seen(['物资库*', '物资*', '数量*', '备注']), LOTS)).toBe(false)
    expect(speaksForItself(seen(['物资库*', '物资*', '数量*'], 'alike'), LOTS)).toBe(false)
  })

  it('tell what new entries would miss', () => {
    expect(lacking(LOTS, { 0: 'depot_id', 1: 'item_code' })).toEqual(['quantity'])
  })

  it('ask for a datum only where there are positions', () => {
    expect(isPlaced({ 0: 'name' })).toBe(false)
    expect(isPlaced({ 0: 'name', 3: 'coordinates' })).toBe(true)
  })

  it('count what would be written without the faulty rows', () => {
    expect(applicable({ added: 2, changed: 1, unchanged: 4, removed: 0, error: 9, warned: 3 })).toBe(7)
  })

  it('say nothing as nothing and amounts by name', () => {
    expect(shownValue(null, '空')).toBe('空')
    expect(shownValue({ water_rescue: 2 }, '空')).toBe('water_rescue×2')
    expect(shownValue(0, '空')).toBe('0')
  })
})
