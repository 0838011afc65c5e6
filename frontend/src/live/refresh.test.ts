import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'

const held = vi.hoisted(() => ({ handlers: null as null | { events(arrived: unknown[]): void; lastSeq(): number }, answers: [] as ((snapshot: unknown) => void)[] }))

vi.mock('./connection', async (original) => ({
  ...(await original<object>()),
  LiveConnection: class {
    constructor(_url: string, handlers: never) {
      held.handlers = handlers
    }
    prepare() {}
    start() {}
    stop() {}
  },
}))
vi.mock('@/api/client', async (original) => ({
  ...(await original<object>()),
  api: { GET: () => new Promise((resolve) => held.answers.push((snapshot) => resolve({ data: snapshot, response: new Response() }))) },
}))

import type { EventOut } from '@/api/models'

import { SNAPSHOT_KEYS } from './reducer'
import { useLive } from './store'

const order = (state: string, version: number) => ({ id: 'order-1', state, version })
const snapshot = (seq: number, orders: object[]) => ({
  ...Object.fromEntries(Object.values(SNAPSHOT_KEYS).map((key) => [key, []])),
  seq, orders, positions: [], capabilities: [], items: [], at: '2026-07-01T00:00:00Z', world: {},
})

describe('a picture that is taken anew', () => {
  it('takes nothing back that came while it was asked for', async () => {
    setActivePinia(createPinia())
    const live = useLive()
    const begun = live.start(() => undefined)
    await vi.waitFor(() => expect(held.answers).toHaveLength(1))
    held.answers[0]!(snapshot(1, []))
    await begun
    const anew = live.refresh()
    await vi.waitFor(() => expect(held.answers).toHaveLength(2))
    held.handlers!.events([{ seq: 3, kind: 'order.acknowledged', order: order('acknowledged', 2) } as unknown as EventOut])
    expect(held.handlers!.lastSeq()).toBe(3) // and thereby puts it into the picture
    held.answers[1]!(snapshot(2, [order('issued', 1)]))
    await anew
    expect(live.order.get('order-1')).toMatchObject({ state: 'acknowledged' })
    expect(live.seq).toBe(3)
    live.stop()
  })

  it('is not put in the place of one that was asked for later', async () => {
    setActivePinia(createPinia())
    held.answers.length = 0
    const live = useLive()
    const begun = live.start(() => undefined)
    await vi.waitFor(() => expect(held.answers).toHaveLength(1))
    held.answers[0]!(snapshot(1, []))
    await begun
    const [slow, quick] = [live.refresh(), live.refresh()]
    await vi.waitFor(() => expect(held.answers).toHaveLength(3))
    held.answers[2]!(snapshot(900, [order('en_route', 3)]))
    await quick
    held.answers[1]!(snapshot(2, [order('issued', 1)]))
    await slow
    expect(live.order.get('order-1')).toMatchObject({ state: 'en_route' })
    expect(live.seq).toBe(900)
    live.stop()
  })
})
