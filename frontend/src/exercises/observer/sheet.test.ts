import { describe, expect, it } from 'vitest'

import type { Entry as Unsent } from '@/field/outbox/entries'

import type { Criterion, Entry } from './calls'
import { groupOf, ratedBy, standing, waitingOf } from './sheet'

const entry = (id: string, criterion: string, more: Partial<Entry> = {}) =>
  ({ id, criterion, observer_id: 'me', corrected_by: null, rating: null, points: null, ...more }) as Entry

describe("an observer's sheet", () => {
  it('shows what is expected of the newest inject first', () => {
    const criteria = [{ key: 'o', kind: 'objective' }, { key: 'e1', kind: 'expected' }, { key: 'e2', kind: 'expected' }] as Criterion[]
    expect(groupOf(criteria, 'expected').map((one) => one.key)).toEqual(['e2', 'e1'])
  })

  it('counts what stands: not what was corrected, not words without a rating, not what others rated', () => {
    const entries = [
      entry('1', 'a', { rating: 'P', corrected_by: '2' }),
      entry('2', 'a', { rating: 'S' }),
      entry('3', 'b'),
      entry('4', 'c', { points: 0 }),
      entry('5', 'd', { rating: 'U', observer_id: 'other' }),
    ]
    expect(standing(entries, 'a').map((one) => one.id)).toEqual(['2'])
    expect(ratedBy(entries, 'me')).toBe(2)
  })

  it('shows what still waits on the phone, and counts it with what has arrived', () => {
    const noted = (criterion: string, state: Unsent['state'], rating: 'P' | null = 'P') =>
      ({ key: criterion, at: '2026-11-22T03:00:00Z', state, act: { kind: 'evaluation', title: '', photo: null, body: { criterion, rating, points: null, note: '见闻', corrects_id: null } } }) as Unsent
    const step = { key: 's', state: 'waiting', act: { kind: 'readiness' } } as Unsent
    const unsent = waitingOf([noted('a', 'waiting'), noted('b', 'sending'), noted('c', 'sent'), noted('d', 'refused'), noted('e', 'waiting', null), step])
    expect(unsent.map((one) => one.criterion)).toEqual(['a', 'b', 'e'])
    expect(unsent[0]).toMatchObject({ rating: 'P', note: '见闻' })
    expect(ratedBy([entry('1', 'a', { rating: 'S' })], 'me', unsent)).toBe(2)
  })
})
