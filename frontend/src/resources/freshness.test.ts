import { describe, expect, it } from 'vitest'

import type { Freshness } from '@/api/models'

import { leastTrusted, overall } from './freshness'

const row = (code: string, noun: Freshness['noun'], rows: number, trust_percent: number): Freshness => ({
  noun, jurisdiction_code: code, jurisdiction_name: `县${code}`, rows, fresh: 0, stale: 0, trust_percent, oldest_at: '2026-01-01T00:00:00Z',
})

describe('how far the inventory is trusted', () => {
  it('counts every lot and team once, whatever the county', () => {
    expect(overall([row('1', 'lot', 90, 100), row('2', 'lot', 10, 50), row('1', 'depot', 500, 0)])).toBe(95)
  })

  it('is unknown, not zero, where there is nothing', () => {
    expect(overall([])).toBeNull()
    expect(overall([row('1', 'truck', 5, 80)])).toBeNull()
  })

  it('names the county trusted least, and none where there is but one', () => {
    const rows = [row('1', 'lot', 10, 90), row('2', 'lot', 10, 60), row('2', 'team', 30, 100), row('3', 'team', 1, 80)]
    expect(leastTrusted(rows)).toEqual({ code: '3', name: '县3', percent: 80 })
    expect(leastTrusted(rows.slice(0, 1))).toBeNull()
  })
})
