import { describe, expect, it } from 'vitest'

import { untilOf } from './untils'

describe('until when a team is out of service', () => {
  it('is the next such hour, never one that has passed', () => {
    expect(untilOf('evening', new Date(2026, 10, 22, 9, 0))).toEqual(new Date(2026, 10, 22, 18, 0))
    expect(untilOf('evening', new Date(2026, 10, 22, 18, 0))).toEqual(new Date(2026, 10, 23, 18, 0))
    expect(untilOf('morning', new Date(2026, 10, 22, 9, 0))).toEqual(new Date(2026, 10, 23, 8, 0))
    expect(untilOf('morning', new Date(2026, 10, 22, 3, 0))).toEqual(new Date(2026, 10, 22, 8, 0))
  })

  it('is two hours from now, or open', () => {
    expect(untilOf('twoHours', new Date(2026, 10, 22, 23, 0))).toEqual(new Date(2026, 10, 23, 1, 0))
    expect(untilOf('open', new Date())).toBeNull()
  })
})
