import { describe, expect, it } from 'vitest'

import type { EventOut, Position, Snapshot } from '@/api/models'

import { applyEvent, applyPositions, cataloguesOf, emptyPicture, isNewer, loadSnapshot, NOUNS, SNAPSHOT_KEYS } from './reducer'

function event(kind: string, record: object): EventOut {
  return { seq: 1, at: '', kind, incident_id: null, actor_id: null, actor_name: null, [kind.split('.')[0]!]: record }
}

describe('the reducer', () => {
  it('puts a record under its noun by its id', () => {
    const picture = emptyPicture()
    applyEvent(picture, event('incident.reported', { id: 'a', version: 1, title: 'first' }))
    expect(picture.incident.get('a')).toMatchObject({ title: 'first' })
  })

  it('replaces a record by a newer or equal version and never by an older one', () => {
    const picture = emptyPicture()
    applyEvent(picture, event('team.changed', { id: 't', version: 3, name: 'three' }))
    applyEvent(picture, event('team.changed', { id: 't', version: 2, name: 'two' }))
    expect(picture.team.get('t')).toMatchObject({ name: 'three' })
    applyEvent(picture, event('team.changed', { id: 't', version: 3, name: 'three again' }))
    expect(picture.team.get('t')).toMatchObject({ name: 'three again' })
  })

  it('keeps a record that is over and removes only when the kind says removed', () => {
    const picture = emptyPicture()
    applyEvent(picture, event('closure.lifted', { id: 'c', version: 2, lifted_at: 'now' }))
    expect(picture.closure.has('c')).toBe(true)
    applyEvent(picture, event('closure.removed', { id: 'c', version: 3 }))
    expect(picture.closure.has('c')).toBe(false)
  })

  it('passes over nouns that are not held, such as lots', () => {
    const picture = emptyPicture()
    applyEvent(picture, event('lot.changed', { id: 'l', version: 1 }))
    expect(NOUNS.every((noun) => picture[noun].size === 0)).toBe(true)
  })

  it('gives the same picture when events come twice', () => {
    const once = emptyPicture()
    const twice = emptyPicture()
    const course = [event('need.raised', { id: 'n', version: 1 }), event('need.changed', { id: 'n', version: 2, quantity: 4 })]
    for (const one of course) applyEvent(once, one)
    for (const one of [...course, ...course]) applyEvent(twice, one)
    expect([...twice.need]).toEqual([...once.need])
  })

  it('lets the latest position of a team win, whatever the order of arrival', () => {
    const held = new Map<string, Position>()
    const at = (time: string, lon: number) => ({ team_id: 't', lon, lat: 30, at: time, source: 'phone', accuracy_m: null })
    applyPositions(held, [at('2026-01-01T00:00:10Z', 2), at('2026-01-01T00:00:05Z', 1)])
    expect(held.get('t')?.lon).toBe(2)
  })

  it('takes records without a version as they come', () => {
    expect(isNewer({ id: 'a' }, { id: 'a' })).toBe(true)
  })

  it('empties what a snapshot does not hold any more', () => {
    const picture = emptyPicture()
    applyEvent(picture, event('order.issued', { id: 'o', version: 1 }))
    const empty = Object.fromEntries(Object.values(SNAPSHOT_KEYS).map((key) => [key, []])) as unknown as Snapshot
    loadSnapshot(picture, empty)
    expect(picture.order.size).toBe(0)
  })

  it('indexes the catalogues by code', () => {
    const row = { code: 'x', name: '', name_en: '', unit: '', unit_en: '', kind: 'team' as const, measures: null }
    expect(cataloguesOf({ capabilities: [row], items: [] }).capabilities.get('x')).toBe(row)
  })
})
