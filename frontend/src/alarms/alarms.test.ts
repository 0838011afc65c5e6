import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Alarm } from '@/api/models'
import { wordsOf } from '@/app/locales/both'

import { calls, filtered, grouped } from './group'
import { ALARM_KINDS } from './kinds'
import { fromMinutes, minutesOf } from './limits'
import { countsFrom, pageOf } from './notices'
import { isNews, mutedUntil, readMute, takeRing, TUNES, writeMute } from './sound'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 19, minute)).toISOString()
let counted = 0

function alarm(changes: Partial<Alarm> = {}): Alarm {
  counted++
  return {
    id: `a${String(counted).padStart(3, '0')}`, kind: 'order_unacknowledged', severity: 'warning', noun: 'order', subject: `${counted}`, incident_id: 'i1',
    jurisdiction_code: '420111', facts: { who: `消防${counted}队` }, since_at: at(0), raised_at: at(3), called_at: at(3),
    calls: [{ role: 'duty_officer', jurisdiction_code: '420100' }], repeats: 0, acknowledged_at: null, acknowledged_by_name: null, note: null,
    escalated_at: null, ended_at: null, version: 1, ...changes,
  }
}

describe('alarms in groups', () => {
  it('make one line of a flood of one kind, and leave two as they are', () => {
    const flood = grouped([alarm(), alarm(), alarm(), alarm({ kind: 'need_uncovered' }), alarm({ kind: 'need_uncovered' })])
    expect(flood.map((group) => [group.kind, group.alarms.length])).toEqual([['order_unacknowledged', 3], ['need_uncovered', 1], ['need_uncovered', 1]])
  })

  it('never mix what somebody took with what nobody took', () => {
    const taken = { acknowledged_at: at(5), acknowledged_by_name: '值班员' }
    const groups = grouped([alarm(), alarm(), alarm(), alarm(taken), alarm(taken), alarm(taken)])
    expect(groups.map((group) => group.alarms.map((one) => one.acknowledged_at !== null))).toEqual([[false, false, false], [true, true, true]])
  })

  it('put the urgent before warnings, the escalated before others, then the oldest', () => {
    const rows = [
      alarm({ raised_at: at(1) }),
      alarm({ kind: 'way_cut', severity: 'urgent', raised_at: at(9) }),
      alarm({ escalated_at: at(8), raised_at: at(7) }),
      alarm({ kind: 'way_cut', severity: 'urgent', raised_at: at(2), acknowledged_at: at(3) }),
    ]
    const order = grouped(rows).flatMap((group) => group.alarms.map((one) => one.id))
    expect(order).toEqual([rows[1]!.id, rows[2]!.id, rows[0]!.id, rows[3]!.id])
  })

  it('keep every alarm of a flood of hundreds', () => {
    const rows = Array.from({ length: 300 }, () => alarm())
    expect(grouped(rows)).toHaveLength(1)
    expect(grouped(rows)[0]!.alarms).toHaveLength(300)
  })

  it('are found by all words, whatever their order, and by kind', () => {
    const rows = [alarm({ facts: { who: '洪山消防' } }), alarm({ facts: { who: '武昌消防' } })]
    const words = (one: Alarm) => `${String(one.facts.who)} 未确认`
    expect(filtered(rows, { text: '未确认 洪山', kind: '' }, words)).toEqual([rows[0]])
    expect(filtered(rows, { text: '', kind: 'way_cut' }, words)).toEqual([])
  })

  it('call those who hold a named role in a named area, and nobody else', () => {
    const duty = { grants: [{ role: 'duty_officer', jurisdiction_code: '420100' }] }
    const clerk = { grants: [{ role: 'county_clerk', jurisdiction_code: '420100' }] }
    expect([calls(alarm(), duty), calls(alarm(), clerk), calls(alarm(), null)]).toEqual([true, false, false])
  })

  it('are of fourteen kinds, three of which are notices', () => {
    expect(new Set(ALARM_KINDS).size).toBe(14)
  })

  it('leave notices of what falls due in days for last, also before what somebody took', () => {
    const rows = [
      alarm({ kind: 'drill_due', severity: 'notice', raised_at: at(1) }),
      alarm({ acknowledged_at: at(5), raised_at: at(9) }),
    ]
    expect(grouped(rows).map((group) => group.kind)).toEqual(['order_unacknowledged', 'drill_due'])
    expect(grouped(Array.from({ length: 40 }, () => alarm({ kind: 'plan_due', severity: 'notice' })))).toHaveLength(1)
  })

  it('count a notice from the end of its due day, and lead to where it is seen to', () => {
    const drill = alarm({ kind: 'drill_due', severity: 'notice', facts: { due_on: '2026-11-22' } })
    expect(countsFrom(drill)).toBe(Date.UTC(2026, 10, 22, 15, 59, 59))
    expect(pageOf(drill)).toBe('/exercises?tab=clocks')
    expect(pageOf(alarm({ kind: 'plan_due', severity: 'notice', facts: { plan_id: 'p1' } }))).toBe('/plans/p1')
  })

  it('have words for every stage of every notice, in both languages', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      const said = wordsOf(locale).alarm.said as unknown as Record<string, Record<string, string>>
      for (const kind of ['drill_due', 'plan_due', 'task_due']) expect(Object.keys(said[kind]!)).toEqual(expect.arrayContaining(['ahead', 'due', 'overdue']))
      expect(said.drill_due!.never).toBeTruthy()
    }
  })
})

describe('the sound of alarms', () => {
  beforeEach(() => localStorage.clear())
  afterEach(() => localStorage.clear())

  it('is muted for a while and comes back by itself', () => {
    expect(writeMute(5, 1_000)).toBe(301_000)
    expect(readMute(300_999)).toBe(301_000)
    expect(readMute(301_000)).toBeNull()
  })

  it('can be unmuted at once', () => {
    writeMute(30, 0)
    expect(writeMute(0, 1_000)).toBeNull()
    expect(readMute(1_001)).toBeNull()
  })

  it('is not muted by something that is no time', () => {
    expect(mutedUntil('for ever', 0)).toBeNull()
    expect(mutedUntil(null, 0)).toBeNull()
    expect(mutedUntil('Infinity', 0)).toBeNull()
  })

  it('is made by one window of a browser for one call', () => {
    expect(takeRing('a1 19:03')).toBe(true)
    expect(takeRing('a1 19:03')).toBe(false)
    expect(takeRing('a1 19:05')).toBe(true)
    expect(isNews(null, 'x')).toBe(true)
  })

  it('differs for the urgent and for warnings', () => {
    expect(TUNES.urgent.length).toBeGreaterThan(TUNES.warning.length)
  })
})

describe('limits in minutes', () => {
  it('keep their sign where the alarm comes before its moment', () => {
    expect(minutesOf(600)).toBe(10)
    expect(minutesOf(90)).toBe(1.5)
    expect(fromMinutes({ after_s: -600 }, 'after_s', 5)).toBe(-300)
    expect(fromMinutes({ after_s: 180 }, 'after_s', 2.5)).toBe(150)
    expect(fromMinutes({ after_s: -600 }, 'repeat_s', 5)).toBe(300)
  })

  it('are left alone when nothing usable was entered', () => {
    expect(fromMinutes({ after_s: 0 }, 'after_s', undefined)).toBeNull()
    expect(fromMinutes({ after_s: 0 }, 'after_s', -1)).toBeNull()
  })
})
