import { describe, expect, it } from 'vitest'

import { areasWithin, grantable, standingOf, works } from './standing'

const NOW = Date.parse('2026-11-22T00:00:00Z')
const DAY = 86_400_000
const at = (days: number) => new Date(NOW + days * DAY).toISOString()
const key = (ends: number, used: number | null, revoked: number | null = null) => ({
  expires_at: at(ends), last_used_at: used === null ? null : at(used), revoked_at: revoked === null ? null : at(revoked), created_at: at(-200),
})

describe('how a key stands', () => {
  it('says first that it was revoked or has run out, then that it soon will', () => {
    expect(standingOf(key(30, -1, -2), NOW)).toBe('revoked')
    expect(standingOf(key(0, -1), NOW)).toBe('expired')
    expect(standingOf(key(13, -1), NOW)).toBe('ending')
    expect(standingOf(key(30, -1), NOW)).toBe('valid')
  })

  it('points at a key that nobody used for long, or ever', () => {
    expect(standingOf(key(300, -91), NOW)).toBe('unused')
    expect(standingOf(key(300, null), NOW)).toBe('unused')
  })

  it('opens nothing once it is revoked or has run out', () => {
    expect(['valid', 'ending', 'unused', 'expired', 'revoked'].map((one) => works(one as never))).toEqual([true, true, true, false, false])
  })
})

describe('what may be given to a program', () => {
  it('is what a person holds but never the making of keys, the usual scopes first', () => {
    expect(grantable(['tokens.own', 'teams.write', 'log.write', 'picture.read'])).toEqual({ usual: ['picture.read', 'teams.write'], more: ['log.write'] })
  })

  it('is an area at or below the own one', () => {
    const areas = ['420000', '420100', '420106', '420111', '420111001', '430100'].map((code) => ({ code, name: code }))
    expect(areasWithin(areas, ['420100']).map((one) => one.code)).toEqual(['420100', '420106', '420111', '420111001'])
    expect(areasWithin(areas, ['420111']).map((one) => one.code)).toEqual(['420111', '420111001'])
    expect(areasWithin(areas, ['420000'])).toHaveLength(5)
  })
})
