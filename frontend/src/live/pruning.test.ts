import { describe, expect, it } from 'vitest'

import { prune } from './pruning'
import { emptyPicture, type Noun, type Picture } from './reducer'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const hoursAgo = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString()

function pictureWith(rows: Partial<Record<Noun, Record<string, unknown>[]>>): Picture {
  const picture = emptyPicture()
  for (const [noun, records] of Object.entries(rows)) for (const row of records!) (picture[noun as Noun] as Map<string, unknown>).set(row.id as string, row)
  prune(picture, NOW)
  return picture
}

describe('letting go of what is over', () => {
  it('keeps an incident for a day after its end, then drops it with all that belongs to it', () => {
    const picture = pictureWith({
      incident: [{ id: 'old', closed_at: hoursAgo(25) }, { id: 'new', closed_at: hoursAgo(2) }, { id: 'open', closed_at: null }],
      need: [{ id: 'n1', incident_id: 'old' }, { id: 'n2', incident_id: 'new' }],
      log_entry: [{ id: 'l1', incident_id: 'old' }, { id: 'l2', incident_id: 'open' }],
    })
    expect([...picture.incident.keys()]).toEqual(['new', 'open'])
    expect([...picture.need.keys()]).toEqual(['n2'])
    expect([...picture.log_entry.keys()]).toEqual(['l2'])
  })

  it('leaves what has just ended to whoever is looking at it', () => {
    const picture = pictureWith({ closure: [{ id: 'just', lifted_at: hoursAgo(0.1) }, { id: 'long', lifted_at: hoursAgo(1) }, { id: 'holds', lifted_at: null }] })
    expect([...picture.closure.keys()]).toEqual(['just', 'holds'])
  })

  it('keeps the proposals in play, the last accepted and a few before them', () => {
    const old = Array.from({ length: 40 }, (_, n) => ({ id: `old ${n}`, number: n, state: 'superseded' }))
    const picture = pictureWith({ proposal: [...old, { id: 'first', number: 3, state: 'accepted' }, { id: 'accepted', number: 41, state: 'accepted' }, { id: 'proven', number: 42, state: 'proven' }] })
    expect([...picture.proposal.keys()]).toEqual(['old 36', 'old 37', 'old 38', 'old 39', 'accepted', 'proven'])
  })

  it('keeps standing alarms for ever and the last two hundred that ended', () => {
    const ended = Array.from({ length: 260 }, (_, n) => ({ id: `${n}`, ended_at: hoursAgo(n / 60) }))
    const picture = pictureWith({ alarm: [...ended, { id: 'stands', ended_at: null, raised_at: hoursAgo(400) }] })
    expect(picture.alarm.size).toBe(201)
    expect(picture.alarm.has('stands')).toBe(true)
    expect(picture.alarm.has('0')).toBe(true)
  })

  it('touches nothing that still stands', () => {
    const standing = { team: [{ id: 't', retired_at: null }], order: [{ id: 'o', closed_at: null, state: 'arrived' }], hazard_area: [{ id: 'h', withdrawn_at: null, incident_id: 'i' }] }
    const picture = pictureWith(standing)
    expect(picture.team.size + picture.order.size + picture.hazard_area.size).toBe(3)
  })
})
