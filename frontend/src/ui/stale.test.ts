import { describe, expect, it, vi } from 'vitest'

import { Problem } from '@/api/problem'

import { differing, saveOrAsk } from './stale'

const seen = { id: 'a', version: 3, quantity: 10, phone: '1', changed_by: null, changed_at: null }
const stale = (record: object) => new Problem(412, 'stale_version', '', { record })
const label = (field: string) => field

describe('two people and one record', () => {
  it('differ only where both changed a field, and to different values', () => {
    const theirs = { ...seen, version: 4, quantity: 8, phone: '2' }
    expect(differing({ seen, mine: { quantity: 9 }, label }, theirs)).toEqual([{ field: 'quantity', label: 'quantity', seen: '10', theirs: '8', mine: '9' }])
    expect(differing({ seen, mine: { quantity: 8 }, label }, theirs)).toEqual([])
    expect(differing({ seen, mine: { phone: '3' }, label }, { ...seen, version: 4, quantity: 8 })).toEqual([])
  })

  it('are both served without asking where they changed different fields', async () => {
    const theirs = { ...seen, version: 4, phone: '2' }
    const send = vi.fn().mockRejectedValueOnce(stale(theirs)).mockResolvedValueOnce('saved')
    await expect(saveOrAsk({ seen, mine: { quantity: 9 }, label }, send)).resolves.toBe('saved')
    expect(send.mock.calls.map(([record]) => record.version)).toEqual([3, 4])
  })

  it('are told of any other refusal', async () => {
    const send = vi.fn().mockRejectedValue(new Problem(409, 'stock_not_free', 'no'))
    await expect(saveOrAsk({ seen, mine: { quantity: 9 }, label }, send)).rejects.toThrow('no')
  })
})
