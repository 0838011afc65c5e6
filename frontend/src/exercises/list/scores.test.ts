import { describe, expect, it } from 'vitest'

import type { Score } from '@/exercises/score/calls'

import type { Exercise, Progress } from './calls'
import { forgetScores, keptScores, oneByOne, standingOf } from './scores'

const row = (state: string): Exercise => ({ id: 'a', state }) as Exercise
const score = (until_seq: number, is_over: boolean): Score => ({ subject: { until_seq, is_over } }) as Score
const told = (last_seq: number): Progress => ({ last_seq }) as Progress

describe('scores beside each other', () => {
  it('are missing until somebody asks, and none before there is a log', () => {
    expect(standingOf(row('ready'), undefined, undefined)).toBe('none')
    expect(standingOf(row('running'), undefined, told(4))).toBe('missing')
  })

  it('are old once something happened since, or the exercise was ended', () => {
    expect(standingOf(row('running'), score(4, false), told(4))).toBe('fresh')
    expect(standingOf(row('running'), score(4, false), undefined)).toBe('fresh')
    expect(standingOf(row('running'), score(4, false), told(5))).toBe('old')
    expect(standingOf(row('ended'), score(4, false), told(4))).toBe('old')
  })

  it('are computed one after the other, and one that fails stops none', async () => {
    const log: string[] = []
    const ask = (one: string): Promise<string> => (one === 'b' ? Promise.reject(new Error('away')) : Promise.resolve(one.toUpperCase()))
    await oneByOne(['a', 'b', 'c'], ask, {
      goesOn: () => true,
      came: (_one, found) => log.push(found),
      failed: (one, error) => log.push(`${one}: ${(error as Error).message}`),
      at: (done, all) => log.push(`${done}/${all}`),
    })
    expect(log).toEqual(['0/3', 'A', '1/3', 'b: away', '2/3', 'C'])
  })

  it('are forgotten where what they are marked by was changed', () => {
    keptScores.value = new Map([['a', score(1, true)], ['b', score(1, true)]])
    forgetScores('a')
    expect([...keptScores.value.keys()]).toEqual(['b'])
    forgetScores()
    expect(keptScores.value.size).toBe(0)
  })
})
