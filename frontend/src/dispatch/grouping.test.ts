import { describe, expect, it } from 'vitest'

import type { AnsweredNeed, Delivery, NextBest, Pick, Shortfall } from '@/api/models'

import { acceptedLines, byNeed, lineKey, tripKey } from './grouping'
import { priceWords } from './priceWords'
import { changedKeys, inOrder, steadyOrder } from './steady'

const need = (need_id: string, incident_id = 'i', short = 0) => ({ need_id, incident_id, incident_title: incident_id, short }) as AnsweredNeed
const pick = (team_id: string, fills: Record<string, number>, eta_s = 600, incident_id = 'i') => ({ team_id, fills, eta_s, incident_id }) as unknown as Pick

describe('a proposal by need', () => {
  it('shows a team in full under the first need it fills and mentions it under the others', () => {
    const [group] = byNeed({ needs: [need('n1'), need('n2')], picks: [pick('t', { n1: 2, n2: 1 })], deliveries: [], shortfalls: [] })
    expect(group!.needs.map((one) => one.picks.map((line) => [line.pick.team_id, line.units, line.mention]))).toEqual([[['t', 2, false]], [['t', 1, true]]])
  })

  it('keeps needs in their order, puts the soonest team first and a shortfall with its need', () => {
    const short = { need_id: 'n2', amount: 3 } as Shortfall
    const groups = byNeed({ needs: [need('n2', 'b', 3), need('n1', 'a')], picks: [pick('slow', { n1: 1 }, 900, 'a'), pick('fast', { n1: 1 }, 300, 'a')], deliveries: [], shortfalls: [short] })
    expect(groups.map((group) => group.id)).toEqual(['b', 'a'])
    expect(groups[0]!.needs[0]!.shortfall).toBe(short)
    expect(groups[1]!.needs[0]!.picks.map((line) => line.pick.team_id)).toEqual(['fast', 'slow'])
  })

  it('does not lose a team that fills nothing any more', () => {
    expect(byNeed({ needs: [need('n')], picks: [pick('idle', {})], deliveries: [], shortfalls: [] })[0]!.rest.map((one) => one.team_id)).toEqual(['idle'])
  })
})

describe('lines that are accepted', () => {
  it('are told as teams and trips', () => {
    const trip = tripKey({ truck_id: 'k', trip: 2 } as Delivery)
    expect(acceptedLines([lineKey({ team_id: 't' }), trip])).toEqual({ team_ids: ['t'], trips: [{ truck_id: 'k', trip: 2 }] })
  })

  it('are nothing where none is named', () => {
    expect(acceptedLines([])).toBeNull()
  })
})

describe('the price of the next best', () => {
  const next = (more: Partial<NextBest>) => ({ team_id: 'b', team_name: 'B', price: 9, eta_s: 900, later_s: 0, unmet: {}, terms: {}, origin: null, vehicle: null, ...more }) as NextBest

  it('is minutes and needs, the unmet need first', () => {
    expect(priceWords(next({ later_s: 240, unmet: { n: 2 } }))).toEqual([{ code: 'unmet', needId: 'n', amount: 2 }, { code: 'later', seconds: 240 }])
  })

  it('says what else is worse where the other would be there as soon', () => {
    expect(priceWords(next({ later_s: -30, terms: { cover_lost: 500, distance_cost: 20, response_time: 900 } }))).toEqual([{ code: 'sameTime' }, { code: 'term', term: 'cover_lost' }])
  })

  it('says that nobody would come, and what that leaves unmet', () => {
    expect(priceWords(next({ team_id: null, unmet: { n: 1 } })).map((word) => word.code)).toEqual(['nobody', 'unmet'])
    expect(priceWords(next({ team_id: null })).map((word) => word.code)).toEqual(['nobody', 'nothingLost'])
  })

  it('never takes an unknown arrival for an early one', () => {
    expect(priceWords(next({ later_s: null }))).toEqual([{ code: 'unknownTime' }])
  })
})

describe('a list under the pointer', () => {
  it('leaves known lines where they are and puts new ones behind the line they follow', () => {
    expect(steadyOrder(['a', 'b', 'c'], ['c', 'x', 'a'])).toEqual(['a', 'c', 'x'])
    expect(steadyOrder([], ['b', 'a'])).toEqual(['b', 'a'])
    expect(steadyOrder(['a'], ['new', 'a'])).toEqual(['new', 'a'])
  })

  it('is put in the order of its keys, unknown ones last', () => {
    expect(inOrder(['z', 'b', 'a'], (row) => row, ['a', 'b'])).toEqual(['a', 'b', 'z'])
  })

  it('marks new and changed lines, and nothing at first sight', () => {
    const now = new Map([['a', '1'], ['b', '2']])
    expect(changedKeys(null, now).size).toBe(0)
    expect([...changedKeys(new Map([['a', '1'], ['b', '1']]), now)]).toEqual(['b'])
  })
})
