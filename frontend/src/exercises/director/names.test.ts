import { describe, expect, it } from 'vitest'

import type { Inject } from './calls'
import { freeKey, namesOf, nthOf } from './names'

const inject = (ref: string, position: number, doing: object): Inject => ({ ref, position, doing }) as unknown as Inject

describe('what people call what a scenario names by keys', () => {
  const call = inject('call', 0, { do: 'report', incident: 'A', title: '液氯槽车泄漏' })
  const pump = inject('pump', 1, { do: 'tell', incident: null, title: null })
  const names = namesOf([call, pump])

  it('is the title of an incident and the number of an inject', () => {
    expect(names.incidents).toEqual(new Map([['A', '液氯槽车泄漏']]))
    expect(nthOf(names.injects.get('pump')!)).toBe(2)
  })

  it('is nothing that one has to make up for a further incident', () => {
    expect(freeKey(names.incidents)).toBe('B')
    const all = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((key) => [key, key]))
    expect(freeKey(all)).toBe('A1')
  })
})
