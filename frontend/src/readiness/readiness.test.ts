import { describe, expect, it } from 'vitest'

import type { Cell, State } from './calls'
import { cellsBy, factsOf, factsText, minutes, only, percentDone, sparkline, toneOf } from './readiness'

const cell = (...states: State[]): Cell => ({
  plan_code: 'P', jurisdiction_code: '420102', held_to: null, standing: 'some',
  levels: states.map((state, k) => ({ response_level: 4 - k, state, cases: 2, met: state === 'met' ? 2 : 0 })),
})

describe('how far a plan holds', () => {
  it('is coloured as the service says it stands, and one level by its own state', () => {
    const whole = cell('met', 'unknown', 'short', 'short')
    expect(toneOf(whole, null)).toBe('some')
    expect([4, 3, 2].map((level) => toneOf(only(whole, level), level))).toEqual(['good', 'open', 'bad'])
  })

  it('can be asked of one level alone', () => {
    expect(only(cell('met', 'short', 'met', 'met'), 3).levels.map((one) => one.state)).toEqual(['short'])
    expect(cellsBy([cell('met')]).get('P/420102')?.levels).toHaveLength(1)
  })
})

describe('figures', () => {
  it('reads facts as they are written and writes them back', () => {
    expect(factsOf('deaths=10，exposed=500, spill=large, substance_un=1017,')).toEqual({ facts: { deaths: 10, exposed: 500, spill: 'large', substance_un: '1017' }, unread: [] })
    expect(factsText({ deaths: 10, spill: 'large' })).toBe('deaths=10, spill=large')
    expect(factsOf('')).toEqual({ facts: {}, unread: [] })
  })

  it('names what is no fact instead of leaving it out', () => {
    expect(factsOf('deaths 10, trapped=3, a=b=c, =4').unread).toEqual(['deaths 10', 'a=b=c', '=4'])
  })

  it('rounds minutes up', () => expect([0, 1, 60, 61].map(minutes)).toEqual([0, 1, 1, 2]))

  it('tells how far a run is, never that it is done before it is, and nothing where nobody knows', () => {
    expect(percentDone('reading', 0, null)).toBe(0)
    expect(percentDone('cases', 10, 10)).toBe(20)
    expect(percentDone('storing', 1, 1)).toBe(99)
    expect(percentDone('', 0, null)).toBeNull()
  })

  it('draws the share that held week by week', () => {
    const weeks = [{ week: '2026-11-09', cases: 10, met: 5 }, { week: '2026-11-16', cases: 10, met: 10 }]
    expect(sparkline(weeks, 100, 20)).toBe('0.0,10.0 100.0,0.0')
    expect(sparkline(weeks.slice(0, 1), 100, 20)).toBe('0.0,10.0')
  })
})
