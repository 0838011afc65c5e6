import { describe, expect, it } from 'vitest'

import { same } from '@/ui/same'

import { bodyOf, differing, emptyRow, faultsOf, isBeingTyped, moved, type Row, useHistory } from './cards'
import type { CardPlace, CardState } from './calls'
import { columnsOf } from './columns'
import { cornersOf, draftOfPlace, isUnread, placeOf, windowOf } from './limits'

const columns = columnsOf((key) => key, [])
const cell = (list: string, key: string) => columns[list]!.find((one) => one.key === key)!

describe('the tables of a run card', () => {
  it('keep minutes and hours in seconds and show them as they were typed', () => {
    const row = emptyRow('requirements', [])
    const within = cell('requirements', 'within_s')
    expect(within.write(row, '7.5').within_s).toBe(450)
    expect(within.show(within.write(row, '7.5'))).toBe('7.5')
    expect(within.write(row, 'bald').within_s).toBe(1800)
    expect(cell('requirements', 'relief_after_s').write(row, '12').relief_after_s).toBe(43_200)
    expect(cell('requirements', 'relief_after_s').write({ ...row, relief_after_s: 9 }, '').relief_after_s).toBeNull()
  })

  it('tell goods from capabilities by their code', () => {
    const code = cell('requirements', 'code')
    expect(code.write({}, '2990109 救生衣')).toMatchObject({ item_code: '2990109', capability_code: null })
    expect(code.write({}, 'drainage_pump')).toMatchObject({ item_code: null, capability_code: 'drainage_pump' })
  })

  it('leave out what is not written, and split what a task waits for', () => {
    expect(cell('requirements', 'least').write({}, ' ').least).toBeNull()
    expect(cell('tasks', 'after').write({}, 't1、t2 t3').after).toEqual(['t1', 't2', 't3'])
    expect(cell('areas', 'method').write({ distance_m: 300 }, 'guide')).toEqual({ method: 'guide', distance_m: null })
    expect(cell('messages', 'title').write({ title: 'a', text: 'b' }, 'c')).toEqual({ title: 'c', text: 'b' })
  })

  it('give new rows numbers that nobody has, and move rows within their list', () => {
    expect(emptyRow('tasks', [{ ref: 't2' }]).ref).toBe('t3')
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  })

  it('show a fault where it is', () => {
    const found = [{ part: 'requirements', row: 2, field: 'unit', code: 'x', facts: {}, message: '不能换算', is_fault: true }]
    expect([...faultsOf(found, 'requirements')]).toEqual([['2.unit', '不能换算']])
    expect(faultsOf(found, 'tasks').size).toBe(0)
  })
})

describe('what is being written', () => {
  it('is the draft, else the card in use, else nothing', () => {
    const state = (draft: string | null, used: string | null) => ({ draft: draft && { trigger: draft }, in_use: used && { trigger: used } }) as unknown as CardState
    expect(bodyOf(state('a', 'b')).trigger).toBe('a')
    expect(bodyOf(state(null, 'b')).trigger).toBe('b')
    expect(bodyOf(null).requirements).toEqual([])
  })

  it('is taken back and made again step by step; the same twice is one step', () => {
    const history = useHistory<Row>({ n: 0 })
    history.put({ n: 1 })
    history.put({ n: 1 })
    history.put({ n: 2 })
    history.undo()
    expect(history.value.value).toEqual({ n: 1 })
    history.undo()
    expect([history.value.value, history.canUndo.value]).toEqual([{ n: 0 }, false])
    history.redo()
    history.put({ n: 5 })
    expect([history.value.value, history.canRedo.value]).toEqual([{ n: 5 }, false])
  })
})

describe('two writers of one card', () => {
  it('are told in which parts they differ, whatever the order of fields', () => {
    expect(same({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
    const mine = bodyOf(null)
    const theirs = { ...mine, trigger: 'incident.deaths > 0', contacts: [{ function: '', function_en: '', body: '', phone: '119' }] }
    expect(differing(theirs, mine)).toEqual(['card', 'contacts'])
    expect(differing(mine, bodyOf(null))).toEqual([])
  })
})

describe('taking back by keyboard', () => {
  const field = (tagName: string, value: string, said?: string) => ({ tagName, value, dataset: said === undefined ? {} : { said } }) as unknown as HTMLElement

  it('is the card’s where a cell stands as it was, and the field’s own while one types', () => {
    expect(isBeingTyped(field('INPUT', '2', '2'))).toBe(false)
    expect(isBeingTyped(field('INPUT', '25', '2'))).toBe(true)
    expect(isBeingTyped(field('INPUT', 'search'))).toBe(true)
    expect(isBeingTyped(field('BUTTON', ''))).toBe(false)
  })
})

describe('where a card holds', () => {
  const place: CardPlace = { holds: 'within', kind: 'area', code: null, name: '', area: [[114.1, 30.5], [114.2, 30.5], [114.2, 30.6]], lon: null, lat: null, radius_m: null }

  it('is read back as it was written', () => {
    expect(placeOf(draftOfPlace(place), 1)).toEqual(place)
    expect(cornersOf('114.1 30.5\n\n 114.2，30.6 ').corners).toEqual([[114.1, 30.5], [114.2, 30.6]])
  })

  it('names the line or the field that cannot be read instead of leaving it out', () => {
    const draft = draftOfPlace(place)
    expect(placeOf({ ...draft, corners: `${draft.corners}\n114.3 x` }, 2)).toEqual({ place: 2, field: 'corners', line: 4 })
    expect(placeOf({ ...draft, corners: '114.1 30.5' }, 1)).toEqual({ place: 1, field: 'corners', line: null })
    const address = { ...draft, kind: 'address' as const, name: '江边', corners: '' }
    expect(placeOf({ ...address, radius_m: 'abc' }, 3)).toEqual({ place: 3, field: 'radius', line: null })
    const read = placeOf({ ...address, lon: '114.3', lat: '30.5', radius_m: '500' }, 1)
    expect(isUnread(read)).toBe(false)
    expect(read).toMatchObject({ lon: 114.3, lat: 30.5, radius_m: 500, area: null })
  })

  it('has hours only where they are filled in', () => {
    expect(windowOf({ days: [1], from_time: '', to_time: ' ', from_day: '06-01', to_day: '09-30' })).toEqual({ days: [1], from_time: null, to_time: null, from_day: '06-01', to_day: '09-30' })
  })
})
