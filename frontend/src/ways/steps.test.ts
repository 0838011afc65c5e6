import { describe, expect, it } from 'vitest'

import type { RouteStep, Way } from '@/api/models'

import { compass, distanceText, marksOf, stepText, wayText } from './steps'

const say = (key: string, facts: Record<string, unknown> = {}): string => [key, ...Object.values(facts)].join(' ')

function step(given: Partial<RouteStep>): RouteStep {
  return { turn: 'left', name: '', road_class: 'primary_link', metres: 340, seconds: 20, bearing_deg: 90, first: 1, ...given }
}

function way(given: Partial<Way>): Way {
  return {
    line: { type: 'LineString', coordinates: [[114, 30], [114.1, 30], [114.2, 30]] }, seconds_at: [0, 100, 300], seconds: 300, metres: 5000, metres_inside: 0, estimated: false, steps: [], ...given,
  }
}

describe('a way in words', () => {
  it('says a road by its name, else by its class', () => {
    expect(stepText(say, step({ name: '武珞路' }))).toBe('way.turn.left 武珞路')
    expect(stepText(say, step({}))).toBe('way.turn.left way.class.primary')
  })

  it('begins with the point of the compass', () => {
    expect(stepText(say, step({ turn: 'start', bearing_deg: 350 }))).toContain('way.compass.n')
    expect([compass(44), compass(181), compass(-45)]).toEqual(['ne', 's', 'nw'])
  })

  it('writes short distances in tens of metres and long ones in kilometres', () => {
    expect([distanceText(say, 344), distanceText(say, 4), distanceText(say, 1250)]).toEqual(['way.metres 340', 'way.metres 4', 'way.kilometres 1.3'])
  })

  it('is pasted as one line a step under its title', () => {
    expect(wayText(say, way({ steps: [step({}), step({ turn: 'right' })] }), 'A to B').split('\n')).toHaveLength(3)
  })

  it('carries its minutes at the right places and at most twelve of them', () => {
    const marks = marksOf(way({}))
    expect(marks.map((mark) => mark.minutes)).toEqual([1, 2, 3, 4])
    expect(marks[0]!.at[0]).toBeCloseTo(114.06)
    expect(marks[1]!.at[0]).toBeCloseTo(114.11)
    expect(marksOf(way({ seconds: 30_000, seconds_at: [0, 10_000, 30_000] })).length).toBeLessThanOrEqual(12)
    expect(marksOf(way({ seconds: null, seconds_at: [] }))).toEqual([])
  })
})
