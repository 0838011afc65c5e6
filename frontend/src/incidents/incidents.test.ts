import { describe, expect, it } from 'vitest'

import type { Incident } from '@/api/models'

import { draftOf, emptyDraft, patchOf, reportOf } from './draft'
import { runningStep } from './reportClock'

describe('a report', () => {
  it('sends a blank count as unknown and a typed zero as zero', () => {
    const draft = { ...emptyDraft(), kind: 'hazmat_leak', title: 'x', place_name: 'y', position: { lon: 114, lat: 30 }, deaths: 0 }
    expect(reportOf(draft)).toMatchObject({ deaths: 0, missing: null, loss_yuan: null })
  })
})

describe('a correction', () => {
  const seen = { title: 'x', place_name: 'y', description: '', position: { lon: 114, lat: 30 }, priority: 2, deaths: null, spill: 'small', substance_un: null, container: null, wind_from_deg: null, wind_speed_ms: null, missing: null, serious_injuries: null, minor_injuries: null, trapped: null, exposed: null, loss_yuan: null } as unknown as Incident

  it('sends only what was changed', () => {
    expect(patchOf({ ...draftOf(seen), deaths: 2 }, seen)).toEqual({ deaths: 2 })
  })

  it('sends nothing when nothing was changed', () => {
    expect(patchOf(draftOf(seen), seen)).toEqual({})
  })
})

describe('the report clock', () => {
  it('runs for the open hop that is due first', () => {
    const step = (id: string, due_at: string, sent_at: string | null) => ({ id, due_at, sent_at })
    const steps = [step('a', '2026-01-01T02:00Z', null), step('b', '2026-01-01T01:00Z', null), step('c', '2026-01-01T00:30Z', 'sent')]
    expect(runningStep({ report_steps: steps } as unknown as Incident)?.id).toBe('b')
    expect(runningStep({ report_steps: [] } as unknown as Incident)).toBeNull()
  })
})
