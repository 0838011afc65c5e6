import { describe, expect, it } from 'vitest'

import { conditionTexts, triggerOf } from './conditions'

const say = (key: string): string => key.split('.').at(-1)!
const span = (seconds: number): string => `${seconds / 60} min`

describe('what an inject waits for', () => {
  const incidents = new Map([['A', '液氯槽车泄漏']])

  it('is said with the title of the incident, the measure and the number it has to reach', () => {
    const when = [
      { measure: 'on_scene', incident: 'A', at_least: 3 },
      { measure: 'reported', incident: null, at_most: 0 },
      { measure: 'elapsed_s', at_least: 5400 },
    ]
    expect(conditionTexts({ when }, say, span, incidents)).toEqual(['液氯槽车泄漏 on_scene ≥ 3', 'reported ≤ 0', 'elapsed_s ≥ 90 min'])
  })

  it('is nothing where only the clock or a hand brings it', () => {
    expect(conditionTexts(triggerOf({ script: null }), say, span, incidents)).toEqual([])
    expect(conditionTexts({ by_hand: true }, say, span, incidents)).toEqual([])
  })
})
