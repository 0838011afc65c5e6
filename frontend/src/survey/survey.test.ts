import { describe, expect, it } from 'vitest'

import type { Area, Gap, PlanCover } from './calls'
import { nameOf } from './calls'
import { areasOf, byPlan, minutes, seesBeyond, shares } from './survey'

const area = (code: string): Area => ({ code, name: code, name_en: null, level: 'county', parent_code: null }) as Area

describe('the areas that may be surveyed', () => {
  it('are those at or below what somebody holds, the widest first and no townships', () => {
    const all = [area('420111'), area('420100'), area('420111001'), area('430100'), area('420103')]
    expect(areasOf(all, ['420100']).map((one) => one.code)).toEqual(['420100', '420103', '420111'])
    expect(areasOf(all, ['420111']).map((one) => one.code)).toEqual(['420111'])
  })

  it('have neighbours for those alone who see beyond them', () => {
    expect(seesBeyond('420111', ['420100'])).toBe(true)
    expect(seesBeyond('420111', ['420111'])).toBe(false)
    expect(seesBeyond('420100', ['420100'])).toBe(false)
  })
})

describe('the bar of a gap', () => {
  it('shows own means, then help, and leaves free what is missing', () => {
    const gap = { wanted: 10, own: 4, aid: 3, missing: 3 } as Gap
    const found = shares(gap)
    expect([found.own, found.aid, found.missing].map((one) => Math.round(one * 10))).toEqual([4, 3, 3])
    expect(shares({ wanted: 5, own: 9, aid: 0, missing: 0 } as Gap).own).toBe(1)
  })
})

describe('plans', () => {
  it('stand in one row each with their levels in order', () => {
    const covers = [{ code: 'A', response_level: 1 }, { code: 'A', response_level: 2 }, { code: 'B', response_level: 1 }] as PlanCover[]
    expect(byPlan(covers).map((row) => [row.code, row.levels.length])).toEqual([['A', 2], ['B', 1]])
  })
})

describe('a file', () => {
  it('is saved under the name the service gives, in Chinese too', () => {
    expect(nameOf("attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf")).toBe('报告.pdf')
    expect(nameOf(null)).toBeNull()
  })

  it('says minutes rounded up, so that nobody comes late by rounding', () => {
    expect(minutes(61)).toBe(2)
  })
})
