// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import type { Alarm, EventOut } from '@/api/models'

const around = vi.hoisted(() => ({ alarm: new Map<string, unknown>(), heard: (() => undefined) as (event: unknown) => void }))
vi.mock('@/live/store', () => ({ useLive: () => ({ alarm: around.alarm, onEvent: (hear: (event: unknown) => void) => void (around.heard = hear) }) }))
vi.mock('@/app/session', () => ({ useSession: () => ({ me: { grants: [{ role: 'duty_officer', jurisdiction_code: '420100' }] }, may: () => true }) }))

import { allowed, rung, takeRing } from './sound'
import { useAlarms } from './store'

const RAISED = {
  id: 'a1', kind: 'need_uncovered', severity: 'warning', called_at: '2026-11-22T03:00:00Z', raised_at: '2026-11-22T03:00:00Z', ended_at: null, acknowledged_at: null,
  calls: [{ role: 'duty_officer', jurisdiction_code: '420100' }], facts: {},
} as unknown as Alarm

function raise(): void {
  around.alarm.set(RAISED.id, RAISED)
  around.heard({ kind: 'alarm.raised', alarm: RAISED } as unknown as EventOut)
}

describe('of several windows of one desk', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    around.alarm.clear()
    rung.value = 0
    allowed.value = false
    setActivePinia(createPinia())
    useAlarms()
  })
  afterEach(() => void vi.useRealTimers())

  it('one that may sound rings at once', async () => {
    allowed.value = true
    raise()
    await vi.advanceTimersByTimeAsync(200)
    expect(rung.value).toBe(1)
  })

  it('one that nobody ever clicked leaves the call to one that may sound', async () => {
    raise()
    await vi.advanceTimersByTimeAsync(200)
    expect(takeRing(`${RAISED.id} ${RAISED.called_at}`), 'the other window finds the call untaken').toBe(true)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(rung.value).toBe(0)
  })

  it('the only one keeps what it could not sound for its first click, if it still calls', async () => {
    raise()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(rung.value).toBe(1)
    allowed.value = true
    await nextTick()
    expect(rung.value, 'now it is heard').toBe(2)
    allowed.value = false
    await nextTick()
    allowed.value = true
    await nextTick()
    expect(rung.value, 'and only once').toBe(2)
  })
})
