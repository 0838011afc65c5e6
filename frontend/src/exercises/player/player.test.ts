import { describe, expect, it } from 'vitest'

import type { Message } from './calls'
import { newsIn, replaced, unreadOf } from './unread'

const message = (id: string, read_at: string | null = null) => ({ id, read_at }) as Message

describe('what a player is told', () => {
  it('counts what nobody has read', () => {
    expect(unreadOf([message('b'), message('a', '2026-07-02T11:00:00Z')]).map((one) => one.id)).toEqual(['b'])
  })

  it('announces what is new in the order in which it came, and nothing at the first look', () => {
    expect(newsIn(null, [message('b'), message('a')])).toEqual([])
    expect(newsIn(new Set(['a']), [message('c'), message('b'), message('a')]).map((one) => one.id)).toEqual(['b', 'c'])
  })

  it('puts an answer in the place of what it answers', () => {
    const after = replaced([message('a'), message('b')], message('a', '2026-07-02T11:00:00Z'))
    expect(after.map((one) => one.read_at)).toEqual(['2026-07-02T11:00:00Z', null])
  })
})
