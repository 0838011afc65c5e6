import { describe, expect, it } from 'vitest'

import { liesIn } from './areas'
import type { LotRow } from './calls'
import { actOf } from './deskKeys'
import { dayAfter, marksOf } from './marks'
import { rangeRows } from './markColumn'
import { type FilterModel, type Judging, type Look, queryOf } from './query'
import { renewed } from './rows'
import { MOST_MARKED, useMarked } from './selection'
import { type Step, useSteps } from './steps'

const JUDGING: Judging = { today: '2026-11-22', now: Date.parse('2026-11-22T08:00:00Z'), warningDays: 90, fullDays: 30, own: ['420111'] }
const ask = (model: FilterModel, { q = '', mark = null, own = false }: Partial<Look> = {}, sort: { colId: string; sort: string }[] = []) => queryOf(model, sort, { q, mark, own }, JUDGING)

describe('the question to the service', () => {
  it('carries words, several orders and nothing that was not asked for', () => {
    expect(ask({}, { q: ' zp ', mark: null }, [{ colId: 'item_name', sort: 'asc' }, { colId: 'quantity', sort: 'desc' }])).toEqual({ q: 'zp', sort: 'item_name,-quantity' })
    expect(ask({})).toEqual({})
  })

  it('names what was chosen from lists', () => {
    expect(ask({ item_name: { values: ['2990101', '2990102'] }, depot_name: { values: ['d'] }, reusable: { values: ['true'] } })).toEqual({ item_code: ['2990101', '2990102'], depot_id: ['d'], reusable: true })
    expect(ask({ reusable: { values: ['true', 'false'] } })).toEqual({})
  })

  it('asks for the own area alone unless an area was chosen', () => {
    expect(ask({}, { own: true })).toEqual({ jurisdiction_code: ['420111'] })
    expect(ask({ county_name: { values: ['420106'] } }, { own: true })).toEqual({ jurisdiction_code: ['420106'] })
  })

  it('turns numbers into bounds that include their ends', () => {
    expect(ask({ quantity: { type: 'inRange', filter: 5, filterTo: 9 }, free: { type: 'lessThanOrEqual', filter: 0 } })).toEqual({ quantity_min: 5, quantity_max: 9, free_max: 0 })
    expect(ask({ quantity: { type: 'equals', filter: 7 } })).toEqual({ quantity_min: 7, quantity_max: 7 })
    expect(ask({ quantity: { type: 'equals', filter: null } })).toEqual({})
  })

  it('turns days into bounds that include their ends', () => {
    expect(ask({ expires_on: { type: 'lessThan', dateFrom: '2027-01-31 00:00:00', dateTo: null } })).toEqual({ expires_before: '2027-01-31' })
    expect(ask({ expires_on: { type: 'inRange', dateFrom: '2027-01-01 00:00:00', dateTo: '2027-01-31 00:00:00' } })).toEqual({ expires_after: '2027-01-01', expires_before: '2027-01-31' })
    const { confirmed_after, confirmed_before } = ask({ confirmed_at: { type: 'equals', dateFrom: '2026-11-01 00:00:00', dateTo: null } })
    expect(Date.parse(confirmed_before!) - Date.parse(confirmed_after!)).toBe(86_400_000)
  })

  it('asks for the rows of one mark by the rules of the site', () => {
    expect(ask({}, { q: '', mark: 'expiring' })).toEqual({ expired: false, expires_before: '2027-02-20' })
    expect(ask({}, { q: '', mark: 'stale' })).toEqual({ confirmed_before: '2026-10-22T08:00:00.000Z' })
    expect(ask({}, { q: '', mark: 'belowSafety' })).toEqual({ below_safety: true })
  })
})

describe('the marks of a row', () => {
  const row = { expired: false, expires_on: null as string | null, below_safety: false, trust_percent: 100 }

  it('are none for goods in date, trusted and enough of', () => {
    expect(marksOf(row, '2026-11-22', 90)).toEqual([])
    expect(marksOf({ ...row, expires_on: '2027-02-21' }, '2026-11-22', 90)).toEqual([])
  })

  it('come with the most urgent first', () => {
    expect(marksOf({ expired: true, expires_on: '2026-01-01', below_safety: true, trust_percent: 60 }, '2026-11-22', 90)).toEqual(['expired', 'belowSafety', 'stale'])
    expect(marksOf({ ...row, expires_on: dayAfter('2026-11-22', 90) }, '2026-11-22', 90)).toEqual(['expiring'])
  })
})

describe('a place', () => {
  it('lies in an area when the code of the area begins its own', () => {
    expect(liesIn('420111', ['420100'])).toBe(true)
    expect(liesIn('420111', ['420111'])).toBe(true)
    expect(liesIn('420111002', ['420111'])).toBe(true)
    expect(liesIn('420106', ['420111'])).toBe(false)
    expect(liesIn('429000', ['420000'])).toBe(true)
    expect(liesIn('420111', [])).toBe(false)
  })
})

describe('a row that is told of anew', () => {
  const row = { id: 'r', quantity: 10, confirmed_at: '2026-01-01T00:00:00Z', trust_percent: 50, relied_on: 5 } as LotRow

  it('is relied on by its own trust until somebody confirms it', () => {
    expect(renewed(row, { quantity: 7, confirmed_at: row.confirmed_at })).toMatchObject({ quantity: 7, trust_percent: 50, relied_on: 3 })
    expect(renewed(row, { quantity: 7, confirmed_at: '2026-11-01T00:00:00Z' })).toMatchObject({ trust_percent: 100, relied_on: 7 })
  })

  it('takes the trust the service tells', () => {
    expect(renewed(row, { ...row, trust_percent: 80, relied_on: 8 })).toMatchObject({ trust_percent: 80, relied_on: 8 })
  })
})

describe('the keys of the desk', () => {
  const key = (name: string, held: Partial<KeyboardEvent> = {}) => actOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

  it('are the ones of a spreadsheet and nothing else', () => {
    expect([key('/'), key('z', { ctrlKey: true }), key('y', { ctrlKey: true }), key('Z', { metaKey: true, shiftKey: true })]).toEqual(['search', 'undo', 'redo', 'redo'])
    expect([key('z'), key('a', { ctrlKey: true }), key('/', { ctrlKey: true }), key('z', { ctrlKey: true, altKey: true })]).toEqual([null, null, null, null])
  })
})

describe('marked rows', () => {
  const rows = Array.from({ length: 12 }, (_, n) => ({ id: `r${n}` }))

  it('are marked one by one and as a range from the last one', () => {
    const marked = useMarked<{ id: string }>()
    marked.toggle(rows[4]!, 4)
    expect(marked.rangeTo(7)).toEqual([4, 7])
    expect(marked.rangeTo(2)).toEqual([2, 4])
    marked.add(rows.slice(4, 8))
    marked.toggle(rows[5]!, 5)
    expect(marked.rows.value.map((one) => one.id)).toEqual(['r4', 'r6', 'r7'])
  })

  it('are never more than one change may carry', () => {
    const marked = useMarked<{ id: string }>()
    expect(marked.add(Array.from({ length: MOST_MARKED + 3 }, (_, n) => ({ id: String(n) })))).toBe(3)
    expect(marked.rows.value).toHaveLength(MOST_MARKED)
    marked.clear()
    expect(marked.rows.value).toEqual([])
  })

  it('of a range are fetched where they have not been in sight', async () => {
    const asked: [number, number][] = []
    const fetch = async (offset: number, limit: number) => {
      asked.push([offset, limit])
      return { rows: Array.from({ length: limit }, (_, n) => offset + n) }
    }
    expect(await rangeRows(3, 2, (at) => at, fetch)).toEqual([3, 4])
    expect(asked).toEqual([])
    expect(await rangeRows(10, 700, () => undefined, fetch)).toHaveLength(700)
    expect(asked).toEqual([[10, 500], [510, 200]])
  })
})

describe('own steps', () => {
  const step = (title: string, log: string[]): Step => ({ title, back: async () => void log.push(`-${title}`), again: async () => void log.push(`+${title}`) })

  it('are taken back and done again in order, and a new one ends the way forward', async () => {
    const log: string[] = []
    const steps = useSteps()
    steps.add(step('a', log))
    steps.add(step('b', log))
    await steps.undo()
    await steps.undo()
    await steps.redo()
    expect(log).toEqual(['-b', '-a', '+a'])
    steps.add(step('c', log))
    expect(steps.canRedo.value).toBe(false)
    expect(await steps.redo()).toBeNull()
  })

  it('stay where they were when the service refuses', async () => {
    const steps = useSteps()
    steps.add({ title: 'a', back: () => Promise.reject(new Error('no')), again: null })
    await expect(steps.undo()).rejects.toThrow('no')
    expect(steps.canUndo.value).toBe(true)
  })

  it('that cannot be done again end the way forward', async () => {
    const steps = useSteps()
    steps.add({ title: 'list', back: async () => undefined, again: null })
    await steps.undo()
    expect(steps.canRedo.value).toBe(false)
  })
})
