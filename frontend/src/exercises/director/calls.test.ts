import { beforeEach, describe, expect, it, vi } from 'vitest'

import { Problem } from '@/api/problem'

import { maySteer } from './calls'

const held = vi.hoisted(() => ({ me: (): unknown => null }))
vi.mock('@/api/client', () => ({
  api: {},
  liveApi: { GET: (path: string) => (path === '/api/me' ? held.me() : {}) },
  ifMatch: () => ({}),
  unwrap: (answer: unknown) => Promise.resolve(answer),
}))

describe('whether somebody may set the clock of an exercise', () => {
  beforeEach(() => void (held.me = () => null))

  it('is what the live world lets them do, not that they can read it', async () => {
    held.me = () => ({ permissions: ['exercises.read'] })
    expect(await maySteer('x')).toBe(false)
    held.me = () => ({ permissions: ['exercises.read', 'exercises.direct'] })
    expect(await maySteer('x')).toBe(true)
  })

  it('is not known as long as the live world does not answer', async () => {
    held.me = () => Promise.reject(new Problem(0, 'offline', '断网'))
    expect(await maySteer('x')).toBeNull()
    held.me = () => Promise.reject(new Problem(401, 'signed_out', '未登录'))
    expect(await maySteer('x')).toBe(false)
  })
})
