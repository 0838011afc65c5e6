import { describe, expect, it } from 'vitest'

import type { VariantAnswer } from '@/api/models'

import { curve, isPending, lastArrival, signed, trend, unitsShort, variantRow } from './measures'

const arriving = (...etas: number[]) => etas.map((eta_s) => ({ eta_s }))

describe('the measures of an answer', () => {
  it('count units short and the last arrival of teams and goods', () => {
    expect(unitsShort([{ amount: 2 }, { amount: 30 }])).toBe(32)
    expect(lastArrival({ picks: arriving(300, 900), deliveries: arriving(1200) })).toBe(1200)
  })

  it('know no last arrival where nobody is sent', () => {
    expect(lastArrival({ picks: [], deliveries: [] })).toBeNull()
  })

  it('give none for a variant without an answer', () => {
    expect(variantRow({ error: 'team_unknown' } as VariantAnswer)).toBeNull()
  })

  it('count the teams that go elsewhere, not those that stay', () => {
    const variant = {
      error: null, objective: 120, picks: arriving(60), deliveries: [], shortfalls_after: [{ amount: 1 }],
      difference: { changes: [{ change: 'kept' }, { change: 'redirected' }, { change: 'recalled' }] },
    } as unknown as VariantAnswer
    expect(variantRow(variant)).toEqual({ short: 1, last_s: 60, objective: 120, moved: 2 })
  })
})

describe('a comparison', () => {
  it('is better when less, and unknown when one side is not known', () => {
    expect([trend(3, 1), trend(1, 3), trend(2, 2), trend(null, 2), trend(null, null)]).toEqual(['better', 'worse', 'same', 'unknown', 'same'])
  })

  it('is written with its sign', () => {
    expect([signed(1200), signed(-7), signed(0)]).toEqual(['+1,200', '−7', '±0'])
  })
})

describe('the curve', () => {
  it('fills its box: slower to the right, more cover lost upwards', () => {
    const points = [{ mean_arrival_s: 300, cover_lost: 40 }, { mean_arrival_s: null, cover_lost: 9 }, { mean_arrival_s: 600, cover_lost: 0 }]
    expect(curve(points, 100, 50)).toEqual([{ x: 0, y: 0, at: 0 }, { x: 100, y: 50, at: 2 }])
  })

  it('is nothing without arrivals', () => {
    expect(curve([{ mean_arrival_s: null, cover_lost: 1 }], 10, 10)).toEqual([])
  })
})

describe('a study', () => {
  it('waits until it is answered or has failed', () => {
    expect((['requested', 'solving', 'answered', 'failed'] as const).map((state) => isPending({ state }))).toEqual([true, true, false, false])
  })
})
