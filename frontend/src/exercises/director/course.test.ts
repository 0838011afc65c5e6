import { describe, expect, it } from 'vitest'

import type { Inject } from './calls'
import { inOrder, isFirstToCome, moved, nextOf, ringAround } from './course'

const inject = (id: string, more: Partial<Inject>) => ({ id, state: 'waiting', passed_s: null, due_s: null, position: 0, ...more }) as Inject
const COURSE = [
  inject('spare', { position: 1 }),
  inject('later', { due_s: 600, position: 2 }),
  inject('soon', { due_s: 300, position: 3 }),
  inject('second', { passed_s: 90, state: 'given', position: 4 }),
  inject('first', { passed_s: 0, state: 'given', position: 5 }),
  inject('broken', { due_s: 100, state: 'failed', position: 6 }),
]

describe('the course of an exercise', () => {
  it('lists what came, what failed, what the clock brings and what waits for people', () => {
    expect(inOrder(COURSE).map((one) => one.id)).toEqual(['first', 'second', 'broken', 'soon', 'later', 'spare'])
  })

  it('knows the next one by the clock', () => {
    expect(nextOf(COURSE)?.id).toBe('soon')
    expect(nextOf([COURSE[0]!, COURSE[5]!])).toBeNull()
  })

  it('draws the present between what came and what is to come', () => {
    const ordered = inOrder(COURSE)
    expect(ordered.map((_, index) => isFirstToCome(ordered, index))).toEqual([false, false, true, false, false, false])
  })

  it('walks up and down without leaving the list', () => {
    const ordered = inOrder(COURSE)
    expect(moved(ordered, null, 1)).toBe('broken')
    expect(moved(ordered, 'soon', 1)).toBe('later')
    expect(moved(ordered, 'first', -1)).toBe('first')
    expect(moved([], null, 1)).toBeNull()
  })

  it('closes a circle of the right size', () => {
    const ring = ringAround(114.3, 30.5, 500)
    expect(ring[0]).toEqual(ring[ring.length - 1])
    expect((ring[0]![0] - 114.3) * 111_320 * Math.cos((30.5 * Math.PI) / 180)).toBeCloseTo(500, -1)
  })
})
