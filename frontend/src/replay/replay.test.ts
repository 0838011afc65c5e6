import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { api, unwrap } from '@/api/client'
import type { Me } from '@/api/models'
import { useSession } from '@/app/session'
import { SNAPSHOT_KEYS } from '@/live/reducer'
import { useLive } from '@/live/store'

import { density, instantAt, markBeyond, nearest, shareOf } from './marks'
import { actsOnThePast, countsNow, replaying } from './mode'
import { lineCutter } from './reading'

const SPAN = { beginsMs: 0, endsMs: 600_000 }
const at = (second: number) => new Date(second * 1000).toISOString()

describe('a replay', () => {
  const sent: string[] = []
  beforeEach(() => {
    setActivePinia(createPinia())
    sent.length = 0
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname}`)
      return new Response('{}', { headers: { 'Content-Type': 'application/json' } })
    })
    replaying.value = true
  })
  afterEach(() => {
    replaying.value = false
    vi.unstubAllGlobals()
  })

  it('leaves of all permissions those to read, and that to branch off', () => {
    const session = useSession()
    session.me = { permissions: ['picture.read', 'needs.raise', 'orders.issue', 'proposals.accept', 'exercises.direct'] } as unknown as Me
    expect(['picture.read', 'needs.raise', 'orders.issue', 'proposals.accept', 'exercises.direct'].filter(session.may)).toEqual(['picture.read', 'exercises.direct'])
    replaying.value = false
    expect(session.may('needs.raise')).toBe(true)
  })

  it('sends nothing that would change anything, whatever button is pressed', async () => {
    const id = '00000000-0000-7000-8000-000000000001'
    const acts = [
      () => unwrap(api.POST('/api/incidents/{incident_id}/needs', { params: { path: { incident_id: id } }, body: { capability_code: 'x', quantity: 1, within_s: 60 } })),
      () => unwrap(api.POST('/api/proposals')),
      () => unwrap(api.PATCH('/api/tasks/{task_id}', { params: { path: { task_id: id } }, body: { state: 'done' } })),
    ]
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'past' })
    expect(sent).toEqual([])
    await unwrap(api.GET('/api/timers'))
    expect(sent).toEqual(['GET /api/timers'])
  })

  it('lets one sign out, keep how one likes the screens, and plan an exercise', () => {
    for (const path of ['/api/session', '/api/me/choices/desk', '/w/exercise_1/api/me', '/api/exercises']) expect(actsOnThePast('POST', path), path).toBe(false)
    for (const path of ['/api/incidents', '/api/orders/1/recall', '/api/messages']) expect(actsOnThePast('POST', path), path).toBe(true)
    expect(countsNow('orders.own')).toBe(false)
  })
})

describe('the live picture that is lent', () => {
  it('is not overwritten by what was asked for before', async () => {
    setActivePinia(createPinia())
    const answers: ((title: string) => void)[] = []
    const nothing = { world: { clock: null }, at: '2026-11-22T10:00:00Z', seq: 1, capabilities: [], items: [], positions: [], ...Object.fromEntries(Object.values(SNAPSHOT_KEYS).map((key) => [key, []])) }
    vi.stubGlobal('fetch', () => new Promise((resolve) => answers.push((title) =>
      resolve(new Response(JSON.stringify({ ...nothing, incidents: [{ id: title, title }] }), { headers: { 'Content-Type': 'application/json' } })))))
    const live = useLive()
    void live.start(() => undefined)
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    const lent = live.lend()
    await vi.waitFor(() => expect(answers).toHaveLength(2))
    answers[1]!('lent')
    await lent
    answers[0]!('too late')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([...live.incident.keys()]).toEqual(['lent'])
    vi.unstubAllGlobals()
  })
})

describe('lines that come in pieces', () => {
  it('are put together again, the last one without an end too', () => {
    const cut = lineCutter()
    expect(cut('{"a":1}\n{"b"')).toEqual(['{"a":1}'])
    expect(cut(':2}\n\n{"c":3}')).toEqual(['{"b":2}'])
    expect(cut('', true)).toEqual(['{"c":3}'])
  })
})

describe('the time slider', () => {
  it('puts an instant where it belongs and takes it back from there', () => {
    expect([shareOf(SPAN, 150_000), shareOf(SPAN, -5), shareOf(SPAN, 9e9)]).toEqual([0.25, 0, 1])
    expect([instantAt(SPAN, 0.25), instantAt(SPAN, 2)]).toEqual([150_000, 600_000])
    expect(shareOf({ beginsMs: 5, endsMs: 5 }, 5)).toBe(0)
  })

  it('shows how much happened when, the busiest part at full height', () => {
    const bars = density([{ at: at(0), count: 1 }, { at: at(60), count: 4 }, { at: at(600), count: 1 }], SPAN, 10)
    expect(bars).toEqual([0.5, 1, 0, 0, 0, 0, 0, 0, 0, 0.5])
  })

  it('finds the mark under the pointer, and the next and the last one', () => {
    const marks = [{ seq: 3, at: at(100), mark: 'order' }, { seq: 9, at: at(300), mark: 'plan' }]
    expect(nearest(marks, SPAN, 0.17, 0.01)).toBe(marks[0])
    expect(nearest(marks, SPAN, 0.25, 0.01)).toBeNull()
    expect([markBeyond(marks, 3, true), markBeyond(marks, 9, true), markBeyond(marks, 9, false), markBeyond(marks, 3, false)]).toEqual([marks[1], null, marks[0], null])
  })
})
