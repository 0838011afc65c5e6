import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const told = vi.hoisted(() => vi.fn())
vi.mock('@/ui/feedback', () => ({ tellTrouble: told }))

import { attachNow } from './later'

const cutOff = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))

describe('a part that is attached', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    told.mockReset()
  })

  it('is asked for again after a while when it did not come', async () => {
    const undo = vi.fn()
    const attach = vi.fn(cutOff as () => Promise<() => void>).mockImplementationOnce(cutOff).mockResolvedValueOnce(undo)
    const end = attachNow(attach)
    await vi.advanceTimersByTimeAsync(900)
    expect(attach).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(attach).toHaveBeenCalledTimes(2)
    end()
    expect(undo).toHaveBeenCalledTimes(1)
    expect(told).not.toHaveBeenCalled()
  })

  it('is asked for at once when the line is back', async () => {
    const attach = vi.fn(cutOff as () => Promise<() => void>)
    const end = attachNow(attach)
    await vi.advanceTimersByTimeAsync(0)
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(attach).toHaveBeenCalledTimes(2)
    end()
  })

  it('is said once to be missing when it does not come at all, and is asked for until the page is left', async () => {
    const attach = vi.fn(cutOff as () => Promise<() => void>)
    const end = attachNow(attach)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(told).toHaveBeenCalledTimes(1)
    const asked = attach.mock.calls.length
    expect(asked).toBeGreaterThan(5)
    end()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(attach).toHaveBeenCalledTimes(asked)
  })
})
