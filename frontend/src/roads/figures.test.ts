import { describe, expect, it } from 'vitest'

import { daysBetween, errorOf, percent, scaleTop, signed, spots } from './figures'

describe('figures of drive times', () => {
  it('write shares with a sign only where there is one, and unknown as a dash', () => {
    expect([signed(0.124), signed(-0.031), signed(0.001), signed(null)]).toEqual(['+12%', '−3%', '0%', '—'])
    expect([percent(0.187), percent(0.187, 1), percent(undefined)]).toEqual(['19%', '18.7%', '—'])
  })

  it('compare only drives of which both times are known', () => {
    expect(errorOf({ predicted_s: 600, actual_s: 720 })).toBeCloseTo(0.2)
    expect(errorOf({ predicted_s: 600, actual_s: null })).toBeNull()
    expect(errorOf({ predicted_s: null, actual_s: 720 })).toBeNull()
    expect(errorOf({ predicted_s: 0, actual_s: 720 })).toBeNull()
  })

  it('put a chart’s points between its edges', () => {
    expect(scaleTop([0.17, 0.42])).toBe(0.5)
    expect(scaleTop([])).toBe(0.1)
    expect(spots([0, 0.5, 1], 1, 100, 40)).toEqual([{ x: 0, y: 40 }, { x: 50, y: 20 }, { x: 100, y: 0 }])
    expect(spots([0.3], 0.5, 100, 40)).toEqual([{ x: 50, y: 16 }])
  })

  it('count the days a network is old', () => {
    expect(daysBetween('2026-11-20T12:00:00Z', Date.parse('2026-11-22T11:00:00Z'))).toBe(1)
  })
})
