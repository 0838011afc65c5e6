import { describe, expect, it } from 'vitest'

import { gapLine, gapOf, type LadderStep, progressOf, shareText, troubleOf } from './ladder'

const step = (objective: number, bound: number, name: LadderStep['step'] = 'better'): LadderStep => ({ at_s: 0.1, step: name, objective, bound })

describe('the distance to the best answer', () => {
  it('is nothing when bound and value meet, and never rounds a real gap to nothing', () => {
    expect(shareText(gapOf(step(1000, 1000)))).toBe('0%')
    expect(shareText(gapOf(step(10_000_000, 9_999_999)))).toBe('<0.01%')
    expect(shareText(gapOf(step(1000, 986)))).toBe('1.40%')
    expect(shareText(null)).toBe('—')
  })

  it('is zero, not a division by zero, for a value of zero', () => {
    expect(gapOf(step(0, 0))).toBe(0)
    expect(gapOf(step(0, -3))).toBe(3)
  })
})

describe('where a proposal stands', () => {
  it('is still improving until its solve has ended', () => {
    expect(progressOf({ state: 'feasible', timings_s: { load: 0.1 } })).toBe('improving')
    expect(progressOf({ state: 'feasible', timings_s: { solve: 1.1 } })).toBe('unproven')
    expect(progressOf({ state: 'proven', timings_s: {} })).toBe('proven')
    expect(progressOf({ state: 'failed', timings_s: {} })).toBeNull()
  })
})

describe('the line of the ladder', () => {
  it('falls from the first answer to the floor of a proof', () => {
    const points = gapLine([step(200, 100, 'first'), step(110, 100), step(100, 100, 'proof')], 90, 18).split(' ').map((pair) => pair.split(',').map(Number))
    expect(points.map(([x]) => x)).toEqual([0, 45, 90])
    expect(points[0]![1]).toBe(0)
    expect(points[1]![1]).toBeGreaterThan(0)
    expect(points[2]![1]).toBe(18)
  })

  it('is not drawn for a single step', () => {
    expect(gapLine([step(1, 1, 'proof')], 90, 18)).toBe('')
  })
})

describe('the trouble of a solve', () => {
  it('is a code with its detail, or free words', () => {
    expect(troubleOf('solver_killed: still running 5 s after its time')).toEqual({ code: 'solver_killed', detail: 'still running 5 s after its time' })
    expect(troubleOf('2 violations: eta')).toEqual({ code: '', detail: '2 violations: eta' })
  })
})
