import { describe, expect, it } from 'vitest'

import type { QuestionRow, TimeRow } from './calls'
import { ALL, partOf, percent, questionsOf, replayAt, SIGN, timesOf, TONE } from './reading'

const time = (key: string, more: Partial<TimeRow>): TimeRow => ({ key, group: 'plan', title: { zh: key, en: null }, who: null, incident_title: null, verdict: 'met', late_s: null, due_at: null, left_out: null, ...more }) as TimeRow
const question = (key: string, more: Partial<QuestionRow>): QuestionRow => ({ key, label: { zh: key, en: null }, incident_title: '', code: '', verdict: 'as_good', lost_s: null, due_at: '2026-07-02T10:00:00Z', ...more }) as QuestionRow
const keys = (rows: { key: string }[]): string[] => rows.map((row) => row.key)

describe('the lines of a score', () => {
  const rows = [
    time('a', { verdict: 'met', due_at: '2026-07-02T10:30:00Z' }),
    time('b', { verdict: 'late', late_s: 60, group: 'statutory' }),
    time('c', { verdict: 'missed', late_s: 20, due_at: '2026-07-02T10:10:00Z' }),
    time('d', { verdict: 'late', late_s: 600 }),
    time('e', { verdict: 'missed', late_s: 900, left_out: 'called_off' }),
  ]

  it('stand with the worst first, those that do not count after all others', () => {
    expect(keys(timesOf(rows, { ...ALL, sort: 'worst' }))).toEqual(['c', 'd', 'b', 'a', 'e'])
  })

  it('stand by when they were due, what has no time last', () => {
    expect(keys(timesOf(rows, { ...ALL, sort: 'due' })).slice(0, 2)).toEqual(['c', 'a'])
  })

  it('are found by words, verdict, group and by the mark they belong to', () => {
    expect(keys(timesOf(rows, { ...ALL, text: ' B ' }))).toEqual(['b'])
    expect(keys(timesOf(rows, { ...ALL, verdicts: ['late'] }))).toEqual(['b', 'd'])
    expect(keys(timesOf(rows, { ...ALL, groups: ['statutory'] }))).toEqual(['b'])
    expect(keys(timesOf(rows, { ...ALL, keys: ['a', 'c'] }))).toEqual(['a', 'c'])
  })

  it('never put what is unknown before what was lost', () => {
    const asked = [question('x', { verdict: 'unknown' }), question('y', { verdict: 'later', lost_s: 300 }), question('z', { verdict: 'unanswered' })]
    expect(keys(questionsOf(asked, { ...ALL, sort: 'worst' }))).toEqual(['z', 'y', 'x'])
  })

  it('have a sign for each verdict beside its colour', () => {
    expect(Object.keys(SIGN).sort()).toEqual(Object.keys(TONE).sort())
    expect(Object.values(SIGN).every((sign) => sign.length === 1)).toBe(true)
  })
})

describe('a line of a score', () => {
  const event = { seq: 42, at: '2026-07-02T10:33:00Z', kind: 'order.issued' }

  it('leads to the replay of the world it happened in, at its event', () => {
    expect(replayAt({ kind: 'exercise', id: '1', world: 'exercise_0a' }, event)).toBe('/w/exercise_0a/replay?at=2026-07-02T10%3A33%3A00Z&event=42')
    expect(replayAt({ kind: 'incident', id: '7', world: 'live' }, event)).toBe('/replay?incident=7&at=2026-07-02T10%3A33%3A00Z&event=42')
  })

  it('stands in the part that its measure counts', () => {
    expect([partOf({ measure: 'times_met' }), partOf({ measure: 'minutes_lost' }), partOf({ measure: 'cover_left' }), partOf({ measure: 'observed' })]).toEqual(['times', 'questions', 'decisions', 'entries'])
  })

  it('says that all was judged only when it was', () => {
    expect([percent(0.9999), percent(1), percent(0)]).toEqual([99, 100, 0])
  })
})
