import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Pieces } from './pieces'

const answer = (status: number) => Promise.resolve(new Response(status === 200 ? 'piece' : null, { status, headers: { etag: '"1"' } }))
const cutOff = () => Promise.reject(new TypeError('Failed to fetch'))
const asked = vi.fn<() => Promise<Response>>()

beforeEach(() => {
  vi.useFakeTimers()
  asked.mockReset()
  vi.stubGlobal('fetch', asked)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a piece of the base map', () => {
  it('comes by itself when the service is back, whether it was cut off or starting', async () => {
    asked.mockImplementationOnce(cutOff).mockImplementationOnce(() => answer(503)).mockImplementationOnce(() => answer(200))
    const piece = new Pieces('/map?x=1').getBytes(0, 5)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(new TextDecoder().decode((await piece).data)).toBe('piece')
    expect(asked).toHaveBeenCalledTimes(3)
  })

  it('is asked for at once when the line is back, and never less often than every eight seconds', async () => {
    asked.mockImplementation(cutOff)
    void new Pieces('/map?x=1').getBytes(0, 5)
    await vi.advanceTimersByTimeAsync(60_000)
    const before = asked.mock.calls.length
    expect(before).toBeGreaterThan(8)
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.mock.calls.length).toBe(before + 1)
  })

  it('is not waited for where the service says that there is none', async () => {
    asked.mockImplementation(() => answer(404))
    await expect(new Pieces('/map?x=1').getBytes(0, 5)).rejects.toThrow('404')
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('is not waited for by a sheet of paper, nor by whom nobody needs any more', async () => {
    asked.mockImplementation(cutOff)
    await expect(new Pieces('/map?x=1', false).getBytes(0, 5)).rejects.toThrow('fetch')
    const end = new AbortController()
    const piece = expect(new Pieces('/map?x=1').getBytes(0, 5, end.signal)).rejects.toThrow()
    await vi.advanceTimersByTimeAsync(0)
    end.abort()
    await vi.advanceTimersByTimeAsync(10_000)
    await piece
  })
})
