import { describe, expect, it } from 'vitest'

import type { Team } from '@/api/models'

import { areasOf, placesInside } from './area'
import { coverOf, coverSum } from './cover'
import { shownAt } from './flashLayer'
import { type IncidentRow, inOrder, matches, type NeedLine, type TeamRow, teamsInOrder, worseNeed } from './order'
import { timersOf } from './timers'

const NOON = Date.parse('2026-11-21T12:00:00Z')
const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString()
const RULES = { limits: new Map([[1, { waiting_s: 60, quiet_s: 600 }], [3, { waiting_s: 300, quiet_s: 1800 }]]), report_ahead_s: 600 }

describe('how far needs are met', () => {
  it('holds each stage within the one before it, whatever the sources say', () => {
    const need = { id: 'n', quantity: 5, committed: 1, arrived: 2 }
    expect(coverOf(need, new Map([['n', 4]]))).toEqual({ asked: 5, proposed: 4, ordered: 2, arrived: 2 })
    expect(coverOf({ ...need, committed: 9 }, new Map())).toEqual({ asked: 5, proposed: 5, ordered: 5, arrived: 2 })
  })

  it('moves on as an order does: proposed, ordered, on scene', () => {
    const need = { id: 'n', quantity: 2, committed: 0, arrived: 0 }
    const steps = [coverOf(need, new Map([['n', 2]])), coverOf({ ...need, committed: 2 }, new Map()), coverOf({ ...need, committed: 2, arrived: 2 }, new Map())]
    expect(steps.map((cover) => [cover.proposed, cover.ordered, cover.arrived])).toEqual([[2, 0, 0], [2, 2, 0], [2, 2, 2]])
  })

  it('counts needs wholly met and weighs each the same, as units differ', () => {
    const sum = coverSum([{ asked: 2, proposed: 2, ordered: 2, arrived: 0 }, { asked: 1000, proposed: 500, ordered: 0, arrived: 0 }])
    expect(sum.whole).toEqual({ proposed: 1, ordered: 1, arrived: 0 })
    expect(sum.share).toEqual({ proposed: 0.75, ordered: 0.5, arrived: 0 })
  })
})

describe('the timers of an incident', () => {
  const incident = { state: 'reported' as const, priority: 1, reported_at: at(-2), report_steps: [] }

  it('turn to overdue by the limit of the priority', () => {
    expect(timersOf(incident, undefined, RULES, NOON)[0]).toMatchObject({ kind: 'waiting', state: 'overdue', over_s: 60 })
    expect(timersOf({ ...incident, priority: 3 }, undefined, RULES, NOON)[0]).toMatchObject({ state: 'fine', over_s: 0 })
  })

  it('stop waiting when the response begins, and start anew with news', () => {
    const [waiting, quiet] = timersOf({ ...incident, state: 'responding', reported_at: at(-60) }, at(-1), RULES, NOON)
    expect(waiting).toMatchObject({ state: 'fine', s: 3600 })
    expect(quiet).toMatchObject({ state: 'fine', s: 60 })
    expect(timersOf({ ...incident, state: 'responding' }, at(-11), RULES, NOON)[1]!.state).toBe('overdue')
  })

  it('run towards the first report that is due, soon and then overdue', () => {
    const report = (minutes: number) => timersOf({ ...incident, report_steps: [{ due_at: at(minutes), sent_at: null }] as never }, undefined, RULES, NOON)[2]
    expect(report(30)!.state).toBe('fine')
    expect(report(5)!.state).toBe('soon')
    expect(report(-3)).toMatchObject({ state: 'overdue', over_s: 180 })
  })

  it('do not run for what is over, and without limits nothing is overdue', () => {
    expect(timersOf({ ...incident, state: 'closed' }, undefined, RULES, NOON)).toEqual([])
    expect(timersOf(incident, undefined, { limits: new Map(), report_ahead_s: 0 }, NOON).map((timer) => timer.state)).toEqual(['fine', 'fine'])
  })
})

describe('the order of the board', () => {
  const row = (id: string, priority: number, overdue: number, reported = 0): IncidentRow =>
    ({ incident: { id, priority, reported_at: at(reported) }, level: null, overdue, timers: [], cover: coverSum([]) }) as unknown as IncidentRow

  it('puts what is overdue first, then the higher priority, then the latest', () => {
    const rows = [row('calm', 1, 0), row('late', 4, 1), row('grave', 1, 2), row('new', 1, 0, 5)]
    expect(inOrder(rows, 'worst').map((one) => one.incident.id)).toEqual(['grave', 'late', 'new', 'calm'])
    expect(inOrder(rows, 'received').map((one) => one.incident.id)[0]).toBe('new')
  })

  it('puts teams whose time is unknown last: not knowing is never near', () => {
    const team = (id: string, eta_s: number | null): TeamRow => ({ team: { id, name: id } as Team, group: 'available', county: '1', eta_s })
    expect(teamsInOrder([team('unknown', null), team('far', 900), team('near', 60)], 'nearest').map((one) => one.team.id)).toEqual(['near', 'far', 'unknown'])
  })

  it('finds teams by name, number, kind, or by what the service found', () => {
    const team = { id: 't', name: '危化一队', code: 'WH-01' } as Team
    expect(['危化', 'wh-0', '专业', ''].map((text) => matches(team, '专业队伍', text, new Set()))).toEqual([true, true, true, true])
    expect(matches(team, '专业队伍', 'whyd', new Set())).toBe(false)
    expect(matches(team, '专业队伍', 'whyd', new Set(['t']))).toBe(true)
  })

  it('puts late and unmet needs first, then the widest gap of the gravest incident', () => {
    const need = (id: string, ordered: number, more: Partial<NeedLine> = {}): NeedLine => ({ id, cover: { asked: 4, proposed: 4, ordered, arrived: 0 }, late: false, priority: 2, latest_at: at(30), ...more })
    const rows = [need('met', 4), need('part', 2), need('none', 0), need('late', 4, { late: true }), need('grave', 2, { priority: 1 })]
    expect(rows.sort(worseNeed).map((one) => one.id)).toEqual(['late', 'grave', 'none', 'part', 'met'])
  })
})

describe('areas and places', () => {
  it('lists each area of a person once, with the roles held there', () => {
    const grant = (role: string, jurisdiction_code: string) => ({ role, jurisdiction_code, jurisdiction_name: jurisdiction_code })
    expect(areasOf([grant('duty_officer', '420111'), grant('planner', '420103'), grant('county_clerk', '420111')])).toEqual([
      { code: '420103', name: '420103', roles: ['planner'] },
      { code: '420111', name: '420111', roles: ['duty_officer', 'county_clerk'] },
    ])
  })

  it('lists the places within the areas of a person, a county below its city', () => {
    const place = (code: string) => ({ code, name: code, name_en: null })
    const all = ['420000', '420100', '420102', '420200', '420201', '430100'].map(place)
    expect(placesInside(['420000'], all).map((row) => [row.code, row.depth])).toEqual([['420100', 0], ['420102', 1], ['420200', 0], ['420201', 1]])
    expect(placesInside(['420100'], all).map((row) => row.code)).toEqual(['420102'])
    expect(placesInside(['420102'], all)).toEqual([])
  })

  it('shows what is out of sight at the border, on the way there, without moving the map', () => {
    expect(shownAt([300, 200], [800, 600])).toEqual({ at: [300, 200], inside: true })
    expect(shownAt([-500, 300], [800, 600])).toEqual({ at: [22, 300], inside: false })
  })
})
