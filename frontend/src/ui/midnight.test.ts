import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchEffect } from 'vue'

describe('an instant on a screen that nobody touches', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 23, 59, 50) }))
  afterEach(() => void vi.useRealTimers())

  it('has its date from midnight on, without anything else having changed', async () => {
    vi.resetModules()
    const { instantText } = await import('./time')
    const at = new Date(2026, 10, 22, 8, 15).toISOString()
    const shown: string[] = []
    watchEffect(() => shown.push(instantText(at)), { flush: 'sync' })
    vi.advanceTimersByTime(8_000)
    expect(shown).toEqual(['08:15:00'])
    vi.advanceTimersByTime(5_000)
    expect(shown).toEqual(['08:15:00', '11-22 08:15'])
  })
})
