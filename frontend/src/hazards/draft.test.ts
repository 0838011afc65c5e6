import { describe, expect, it } from 'vitest'

import { draftOf, emptyDraft, firstMethod, howOf, METHODS, missing } from './draft'

const LIMIT = { name: 'AEGL-2', mg_m3: 5.8, source: 'US EPA', tag: 'GK' }
const RING = { type: 'Polygon' as const, coordinates: [[[114, 30], [114.1, 30], [114.1, 30.1], [114, 30]] as [number, number][]] }

describe('a hazard area being entered', () => {
  it('begins with the guide where something leaks, with the water where it floods, else with a distance', () => {
    expect(firstMethod({ substance_un: '1017', kind: 'hazmat_leak' })).toBe('guide')
    expect(firstMethod({ substance_un: null, kind: 'urban_flood' })).toBe('flood')
    expect(firstMethod({ substance_un: null, kind: 'building_fire' })).toBe('buffer')
  })

  it('says what is missing until it can be asked for', () => {
    expect(missing(emptyDraft('guide'), null)).toBe('substance')
    expect(missing(emptyDraft('guide'), '1017')).toBeNull()
    expect(missing(emptyDraft('plume'), '1017')).toBe('limits')
    expect(missing({ ...emptyDraft('plume'), limits: [{ ...LIMIT, source: ' ' }] }, '1017')).toBe('limits')
    expect(missing({ ...emptyDraft('plume'), limits: [LIMIT], release: 'mass' }, '1017')).toBe('amount')
    expect(missing(emptyDraft('flood'), null)).toBe('level')
    expect(missing({ ...emptyDraft('buffer'), shape: 'line' }, null)).toBe('points')
    expect(missing(emptyDraft('buffer'), null)).toBeNull()
    expect(missing({ ...emptyDraft('drawn'), area: RING }, null)).toBe('note')
  })

  it('leaves to the incident what is not entered', () => {
    expect(howOf(emptyDraft('guide'))).toMatchObject({ position: null, substances: [], wind_from_deg: null })
    expect(howOf({ ...emptyDraft('plume'), limits: [LIMIT], minutes: 30 })).toMatchObject({ rate_kg_s: 0.5, mass_kg: null, duration_s: 1800 })
    expect(howOf({ ...emptyDraft('plume'), limits: [LIMIT], release: 'mass', mass: 900, minutes: 30 })).toMatchObject({ rate_kg_s: null, mass_kg: 900, duration_s: null })
  })

  it('comes back from what an area was drawn by', () => {
    const full = { ...emptyDraft('plume'), limits: [LIMIT], release: 'mass' as const, rate: 0.5, mass: 900, substances: ['1005'], windFrom: 90, note: '演练' }
    for (const method of METHODS) {
      const draft = { ...full, method, level: 27, area: RING, shape: 'line' as const, points: [{ lon: 114, lat: 30 }] }
      expect(howOf(draftOf(howOf(draft))!)).toEqual(howOf(draft))
    }
    expect(draftOf(undefined)).toBeNull()
  })
})
