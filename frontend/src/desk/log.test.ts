import { describe, expect, it } from 'vitest'

import type { Told } from '@/app/sentences'

import { filtered, foldedLines, groupOf, isRoutine, joined, leavesHole, lightOf, peopleIn } from './logLines'
import { placeOf } from './placeOf'
import { chosenOf, follow } from './sharing'

const line = (seq: number, kind: string, more: Partial<Told> = {}): Told => ({ seq, at: '2026-11-21T12:00:00Z', kind, incident_id: null, actor_name: null, ...more })
const ALL = { text: '', group: '' as const, person: '', incidentId: '', routine: true }

describe('the log', () => {
  it('holds each event once, the newest first, and no more than it is given room for', () => {
    const lines = joined([line(1, 'need.raised'), line(3, 'order.issued')], [line(3, 'order.issued'), line(2, 'alarm.raised')], 2)
    expect(lines.map((one) => one.seq)).toEqual([3, 2])
  })

  it('knows when it missed more than a page, so that it does not pretend to be whole', () => {
    const [one, two, nine, ten] = [line(1, 'a.b'), line(2, 'a.b'), line(9, 'a.b'), line(10, 'a.b')]
    expect(leavesHole([two, one], [ten, nine])).toBe(true)
    expect(leavesHole([nine, two], [ten, nine])).toBe(false)
    expect(leavesHole([], [ten])).toBe(false)
  })

  it('keeps of an event what a sentence needs, and none of its lists and shapes', () => {
    const event = { seq: 1, at: 'x', kind: 'alarm.raised', incident_id: null, actor_id: null, actor_name: null, alarm: { kind: 'way_cut', facts: { who: '一队' }, calls: [{ role: 'duty' }], note: null } }
    expect(lightOf(event as never).alarm).toEqual({ kind: 'way_cut', facts: { who: '一队' }, note: null })
  })

  it('is filtered by group, person, incident and words, and hides routine until asked', () => {
    const lines = [line(3, 'order.issued', { actor_name: '甲', incident_id: 'i' }), line(2, 'proposal.solving'), line(1, 'team.entered', { actor_name: '乙' })]
    const seqs = (filter: object) => filtered(lines, { ...ALL, ...filter }, (one) => one.kind).map((one) => one.seq)
    expect(seqs({ routine: false })).toEqual([3, 1])
    expect(seqs({ group: 'dispatch' })).toEqual([3, 2])
    expect(seqs({ person: '乙' })).toEqual([1])
    expect(seqs({ incidentId: 'i' })).toEqual([3])
    expect(seqs({ text: 'ENTERED' })).toEqual([1])
    expect(peopleIn(lines)).toHaveLength(2)
  })

  it('folds what one act brought about at once, and nothing that only happens to stand together', () => {
    const task = (seq: number, more: Partial<Told> = {}) => line(seq, 'task.given', { actor_name: '甲', incident_id: 'i', ...more })
    const rows = foldedLines([task(9), task(8), task(7), line(6, 'need.raised'), task(5), task(4, { actor_name: '乙' }), task(3, { at: '2026-11-21T11:59:00Z' })])
    expect(rows.map((row) => [row.line.seq, row.more])).toEqual([[9, 2], [6, 0], [5, 0], [4, 0], [3, 0]])
  })

  it('calls what somebody did never routine', () => {
    expect(['order.issued', 'proposal.accepted', 'log_entry.written', 'alarm.raised'].some(isRoutine)).toBe(false)
    expect(groupOf('speed_fit.made')).toBe('site')
  })

  it('knows where a line belongs: the team where it was last seen, else its base, else the incident', () => {
    const live = {
      positions: new Map([['t', { team_id: 't', lon: 1, lat: 2 }]]), team: new Map([['u', { home: { lon: 3, lat: 4 } }]]),
      depot: new Map(), incident: new Map([['i', { position: { lon: 5, lat: 6 } }]]),
    } as never
    expect(placeOf(live, line(1, 'order.issued', { order: { team_id: 't' }, incident_id: 'i' }))).toEqual({ lon: 1, lat: 2 })
    expect(placeOf(live, line(1, 'team.changed', { team: { id: 'u' } }))).toEqual({ lon: 3, lat: 4 })
    expect(placeOf(live, line(1, 'need.raised', { need: {}, incident_id: 'i' }))).toEqual({ lon: 5, lat: 6 })
    expect(placeOf(live, line(1, 'policy.changed', { policy: {} }))).toBeNull()
  })
})

describe('windows of one person', () => {
  const panel = (mode: string) => ({ incidentId: null, teamId: null, mode, tab: 'facts' }) as never as Parameters<typeof follow>[0]

  it('select what another window selected', () => {
    const mine = panel('proposal')
    follow(mine, { incidentId: 'i', teamId: null, mode: 'incident', tab: 'needs' })
    expect(chosenOf(mine)).toEqual({ incidentId: 'i', teamId: null, mode: 'incident', tab: 'needs' })
  })

  it('never take away a report that is being filled in, nor open one elsewhere', () => {
    const writing = panel('report')
    follow(writing, { incidentId: 'i', teamId: null, mode: 'incident', tab: 'needs' })
    expect(writing.mode).toBe('report')
    const other = panel('incident')
    follow(other, { incidentId: 'i', teamId: null, mode: 'report', tab: 'facts' })
    expect(other.mode).toBe('incident')
  })
})
