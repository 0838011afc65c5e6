import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { EventOut } from '@/api/models'

import { perFrame } from './frames'
import { applyEvent, applyEvents, emptyPicture, NOUNS } from './reducer'

describe('work gathered for a frame', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is done once, however often it is asked for', () => {
    const work = vi.fn()
    const frame = perFrame(work)
    for (let n = 0; n < 50; n++) frame.due()
    expect(work).not.toHaveBeenCalled()
    vi.advanceTimersByTime(300)
    expect(work).toHaveBeenCalledTimes(1)
    frame.due()
    vi.advanceTimersByTime(300)
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('is done although no frame comes, as in a page that nobody sees', () => {
    vi.stubGlobal('requestAnimationFrame', () => 0)
    const work = vi.fn()
    perFrame(work).due()
    vi.advanceTimersByTime(260)
    expect(work).toHaveBeenCalledTimes(1)
    vi.unstubAllGlobals()
  })

  it('is done at once when somebody must have it now, and not again', () => {
    const work = vi.fn()
    const frame = perFrame(work)
    frame.now()
    expect(work).not.toHaveBeenCalled()
    frame.due()
    frame.now()
    vi.advanceTimersByTime(300)
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('events taken together', () => {
  const event = (seq: number, kind: string, record: object): EventOut => ({ seq, at: '', kind, incident_id: null, actor_id: null, actor_name: null, [kind.split('.')[0]!]: record })
  const course = Array.from({ length: 300 }, (_, n) => event(n, n % 7 === 6 ? 'closure.removed' : ['team.changed', 'need.changed', 'closure.changed'][n % 3]!, { id: `${n % 11}`, version: n, name: `${n}` }))

  it('give the same picture as one by one', () => {
    const [together, single] = [emptyPicture(), emptyPicture()]
    applyEvents(together, course)
    for (const one of course) applyEvent(single, one)
    for (const noun of NOUNS) expect([...together[noun]]).toEqual([...single[noun]])
    expect(together.team.size).toBeGreaterThan(0)
  })
})
