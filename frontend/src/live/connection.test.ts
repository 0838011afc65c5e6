import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { backoffMs, type Health, type Listener, LiveConnection } from './connection'

class FakeSocket {
  readyState = 0
  sent: string[] = []
  closed = false
  onopen: (() => void) | null = null
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.closed = true
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

function rig(reset?: () => Promise<void>) {
  const sockets: FakeSocket[] = []
  const seen = { health: [] as Health[], events: 0, seq: 7, resets: 0, refused: 0 }
  const listener: Listener = {
    lastSeq: () => seen.seq,
    events: (events) => void (seen.events += events.length),
    positions: () => undefined,
    heartbeat: () => undefined,
    reset:
      reset ??
      (async () => {
        seen.resets++
        seen.seq = 100
      }),
    health: (state) => void seen.health.push(state),
    refused: () => void seen.refused++,
  }
  const connection = new LiveConnection('ws://here/api/live', listener, () => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket as unknown as WebSocket
  })
  return { connection, sockets, seen, last: () => sockets.at(-1)! }
}

describe('the live connection', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('says hello with the last seq it knows', () => {
    const { connection, last } = rig()
    connection.start()
    last().onopen?.()
    expect(JSON.parse(last().sent[0]!)).toEqual({ type: 'hello', after: 7 })
    connection.stop()
  })

  it('comes back after a loss and resumes from the newest seq', () => {
    const { connection, sockets, seen, last } = rig()
    connection.start()
    last().onclose?.({ code: 1006 })
    expect(seen.health.at(-1)).toBe('offline')
    seen.seq = 42
    vi.advanceTimersByTime(1_000)
    last().onopen?.()
    expect(sockets).toHaveLength(2)
    expect(JSON.parse(last().sent[0]!).after).toBe(42)
    connection.stop()
  })

  it('takes a snapshot on reset and says hello from there on a fresh socket', async () => {
    const { connection, seen, last, sockets } = rig()
    connection.start()
    sockets[0]!.say({ type: 'reset' })
    await vi.advanceTimersByTimeAsync(0)
    last().onopen?.()
    expect(seen.resets).toBe(1)
    expect(sockets[0]!.closed).toBe(true)
    expect(JSON.parse(last().sent[0]!).after).toBe(100)
    connection.stop()
  })

  it('tries again later when the snapshot cannot be had', async () => {
    const { connection, seen, sockets } = rig(async () => {
      throw new Error('unavailable')
    })
    connection.start()
    sockets[0]!.say({ type: 'reset' })
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.health.at(-1)).toBe('offline')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(sockets).toHaveLength(2)
    connection.stop()
  })

  it('is live after events, delayed after silence, and gives up a dead socket', () => {
    const { connection, seen, last } = rig()
    connection.start()
    last().say({ type: 'events', events: [{ seq: 8 }] })
    expect(seen.health.at(-1)).toBe('live')
    vi.advanceTimersByTime(24_000)
    expect(seen.health.at(-1)).toBe('delayed')
    vi.advanceTimersByTime(20_000)
    expect(seen.health).toContain('offline')
    connection.stop()
  })

  it('says hello on the socket that was opened while the picture came, and only at the start', () => {
    const { connection, sockets, last } = rig()
    connection.prepare()
    last().readyState = 1
    expect(last().sent).toEqual([])
    connection.start()
    expect(sockets).toHaveLength(1)
    expect(JSON.parse(last().sent[0]!)).toEqual({ type: 'hello', after: 7 })
    connection.stop()
  })

  it('opens a fresh socket when the one opened beforehand was closed meanwhile', () => {
    const { connection, sockets, last } = rig()
    connection.prepare()
    last().readyState = 3
    connection.start()
    expect(sockets).toHaveLength(2)
    connection.stop()
  })

  it('leaves the socket opened beforehand when it never starts', () => {
    const { connection, last } = rig()
    connection.prepare()
    last().readyState = 1
    connection.stop()
    expect(last().closed).toBe(true)
  })

  it('tells when the session is refused', () => {
    const { connection, seen, last } = rig()
    connection.start()
    last().onclose?.({ code: 4401 })
    expect(seen.refused).toBe(1)
    connection.stop()
  })

  it('waits longer with each attempt, up to a limit', () => {
    expect(backoffMs(0, 1)).toBe(500)
    expect(backoffMs(3, 1)).toBe(4_000)
    expect(backoffMs(30, 1)).toBe(15_000)
    expect(backoffMs(3, 0)).toBe(2_000)
  })
})
