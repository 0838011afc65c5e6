import { describe, expect, it } from 'vitest'

import { rings } from './orderBell'

const told = (on_duty: boolean) => [{ role: 'leader' as const, name: '队长', phone: '1', on_duty }]

describe('whose phone rings', () => {
  it('rings for an order just issued to somebody on duty, and stops when it is taken', () => {
    expect(rings({ state: 'issued', recipients: told(true) }, { on_duty: true })).toBe(true)
    expect(rings({ state: 'acknowledged', recipients: told(true) }, { on_duty: true })).toBe(false)
    expect(rings(null, { on_duty: true })).toBe(false)
  })

  it('does not ring for whoever is off duty', () => {
    expect(rings({ state: 'issued', recipients: told(false) }, { on_duty: false })).toBe(false)
  })

  it('rings where nobody is named, unless the team is off duty', () => {
    expect(rings({ state: 'issued', recipients: [] }, { on_duty: true })).toBe(true)
    expect(rings({ state: 'issued', recipients: [] }, { on_duty: false })).toBe(false)
  })
})
