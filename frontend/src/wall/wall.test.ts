import { describe, expect, it } from 'vitest'
import { ref } from 'vue'

import type { Closure, Incident, Need, Order, Proposal, Team } from '@/api/models'

import { clockFigures, closuresInForce, incidentFigures, needFigures, staysShown, teamCounts, withoutNumbers } from './figures'
import { fitted } from './fitting'
import { columnsFor, unitOf } from './layout'
import { assetsOf, isMinute, isOther, shiftAt } from './recovery'
import { lunarDay, lunarText } from './lunar'
import { PANELS, readBox, readSettings, SHIPPED, writeSettings } from './settings'
import { useTurn } from './turning'

const NOON = Date.UTC(2026, 10, 21, 4)
const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString()

const incident = (id: string, changes: Partial<Incident> = {}): Incident =>
  ({ id, state: 'responding', level: 3, proposed_level: { level: 2 }, priority: 3, occurred_at: null, reported_at: at(-83), report_steps: [], title: id, ...changes }) as unknown as Incident
const need = (id: string, incident_id: string, changes: Partial<Need> = {}): Need =>
  ({ id, incident_id, state: 'open', quantity: 4, committed: 0, arrived: 0, latest_at: at(30), ...changes }) as Need
const order = (incident_id: string, state: Order['state']): Order => ({ incident_id, state }) as Order

describe('the address of a wall', () => {
  it('says what it shows, and survives being written and read again', () => {
    const settings = { ...SHIPPED, name: '东湖厅', box: [114.1, 30.4, 114.6, 30.8] as [number, number, number, number], hidden: ['log' as const], light: true, lang: 'en' as const, rotate: false, sound: true, shift: false, lunar: true, reload: '04:30' }
    expect(readSettings(writeSettings(settings))).toEqual(settings)
    expect(writeSettings(SHIPPED)).toEqual({})
  })

  it('that is not understood shows what is shipped', () => {
    expect(readSettings({ bbox: '1,2,3', theme: 'pink', lang: 'fr', hide: 'everything', reload: '25:00', rotate: 'yes' })).toEqual(SHIPPED)
    expect(readBox('114.6,30.4,114.1,30.8')).toBeNull()
    expect(readBox('114.1,,114.6,30.8')).toBeNull()
  })
})

describe('the layout of a wall', () => {
  it('grows with the height, so that it is read from as far', () => {
    expect(unitOf(1920, 1080)).toBe(1)
    expect(unitOf(3840, 2160)).toBe(2)
    expect(unitOf(5120, 1440)).toBeCloseTo(4 / 3)
    expect(unitOf(7680, 2160)).toBe(2)
  })

  it('has three columns on an ordinary screen, four on an ultra-wide one, one on a tall one', () => {
    expect([columnsFor(1920, 1080, []), columnsFor(5120, 1440, []), columnsFor(1080, 1920, [])].map((one) => one.length)).toEqual([3, 4, 1])
  })

  it('leaves no empty column behind when panels are hidden', () => {
    expect(columnsFor(5120, 1440, ['map']).map((column) => column.panels.length > 0)).toEqual([true, true, true])
    expect(columnsFor(1920, 1080, [...PANELS])).toEqual([])
  })
})

describe('a list that must fit', () => {
  const seven = [1, 2, 3, 4, 5, 6, 7]

  it('shows the worst and says how many more there are', () => {
    expect(fitted(seven, 4, 3, null)).toEqual({ rows: [1, 2, 3], more: 4, page: 0, pages: 3 })
    expect(fitted(seven, 7, 6, null)).toEqual({ rows: seven, more: 0, page: 0, pages: 1 })
  })

  it('turns through every row when pages are asked for', () => {
    const seen = [0, 1, 2].flatMap((turn) => fitted(seven, 4, 3, turn).rows)
    expect(seen).toEqual(seven)
    expect(fitted(seven, 4, 3, 3).rows).toEqual([1, 2, 3])
  })

  it('keeps what is held on every page and still shows every other row in its turn', () => {
    const held = (row: number): boolean => row === 1 || row === 6
    const pages = [0, 1, 2, 3, 4].map((turn) => fitted(seven, 4, 3, turn, held))
    expect(pages.every((one) => one.rows.includes(1) && one.rows.includes(6))).toBe(true)
    expect(new Set(pages.flatMap((one) => one.rows))).toEqual(new Set(seven))
    expect(pages[0]).toMatchObject({ page: 0, pages: 5, more: 4 })
  })

  it('leaves one place to the others however many are held, so that none is hidden for ever', () => {
    const pages = [0, 1, 2, 3, 4].map((turn) => fitted(seven, 4, 3, turn, () => true).rows)
    expect(new Set(pages.flat())).toEqual(new Set(seven))
    expect(pages.every((rows) => rows.length === 3)).toBe(true)
  })

  it('turns slowly, and half as often where less movement is asked for', () => {
    const now = ref(NOON)
    const [turns, calm] = [ref(true), ref(false)]
    const turn = useTurn(turns, now, calm)
    expect(turn.value).toBe(0)
    now.value = NOON + 14_000
    expect(turn.value).toBe(0)
    now.value = NOON + 30_000
    expect(turn.value).toBe(2)
    calm.value = true
    expect(turn.value).toBe(1)
    turns.value = false
    expect(turn.value).toBeNull()
  })

  it('shows one row even where there is hardly room', () => {
    expect(fitted(seven, 1, 0, null)).toMatchObject({ rows: [1], more: 6 })
  })
})

describe('what a wall tells', () => {
  it('keeps incidents of the gravest level and new ones on every page', () => {
    const rows = incidentFigures([incident('gravest', { level: 1 }), incident('new', { level: 4, reported_at: at(-3) }), incident('other')], [], [], NOON)
    expect(rows.filter((row) => staysShown(row, NOON)).map((row) => row.incident.id)).toEqual(['gravest', 'new'])
  })

  it('puts the gravest incident first, by the level decided before the one proposed', () => {
    const rows = incidentFigures([incident('a', { level: 4 }), incident('b', { level: null }), incident('c'), incident('over', { state: 'closed' })], [], [], NOON)
    expect(rows.map((row) => [row.incident.id, row.level])).toEqual([['b', 2], ['c', 3], ['a', 4]])
    expect(rows.map((row) => row.proposed)).toEqual([true, false, false])
    expect(rows[0]!.elapsed_s).toBe(83 * 60)
  })

  it('counts who is there, under way and only ordered, and what is short', () => {
    const orders = [order('a', 'on_scene'), order('a', 'delivered'), order('a', 'en_route'), order('a', 'issued'), order('a', 'declined'), order('a', 'released'), order('b', 'on_scene')]
    const [row] = incidentFigures([incident('a')], [need('n', 'a'), need('m', 'a', { committed: 4 })], orders, NOON)
    expect(row).toMatchObject({ onScene: 2, underWay: 1, ordered: 1, uncovered: 1 })
  })

  it('tells of each need what is proposed, ordered and on scene, the least covered first', () => {
    const proposal = { state: 'proven', number: 2, picks: [{ fills: { open: 3 } }], deliveries: [] } as unknown as Proposal
    const rows = needFigures(
      [need('half', 'a', { committed: 2, arrived: 1 }), need('open', 'a'), need('met', 'a', { committed: 4, arrived: 4 }), need('sent', 'a', { committed: 4, arrived: 1, latest_at: at(-1) })],
      new Map([['a', incident('a')]]), [proposal], NOON)
    expect(rows.map((row) => [row.need.id, row.proposed, row.ordered, row.arrived, row.missing, row.late])).toEqual([
      ['open', 3, 0, 0, 4, false], ['half', 2, 2, 1, 2, false], ['sent', 4, 4, 1, 0, true],
    ])
  })

  it('counts teams by the signs of the map and leaves out who is retired', () => {
    const team = (state: string, retired_at: string | null = null) => ({ state, retired_at }) as Team
    expect(teamCounts([team('available'), team('standby'), team('assigned'), team('returning'), team('on_scene'), team('maintenance'), team('available', at(0))]))
      .toEqual({ available: 2, committed: 1, moving: 1, scene: 1, out: 1 })
  })

  it('puts the report clock that ran out longest ago on top', () => {
    const step = (id: string, minutes: number, sent_at: string | null = null) => ({ id, due_at: at(minutes), sent_at })
    const rows = clockFigures([incident('a', { report_steps: [step('1', 20), step('2', -5)] as Incident['report_steps'] }), incident('b', { report_steps: [step('3', 1), step('4', -60, at(-70))] as Incident['report_steps'] })], NOON)
    expect(rows.map((row) => [row.step.id, row.left_s])).toEqual([['2', -300], ['3', 60], ['1', 1200]])
  })

  it('lists closures that hold now only', () => {
    const closure = (id: string, from: number, to: number | null, lifted_at: string | null = null) => ({ id, valid_from: at(from), valid_to: to === null ? null : at(to), lifted_at }) as Closure
    expect(closuresInForce([closure('now', -10, null), closure('later', 10, null), closure('over', -20, -1), closure('lifted', -5, null, at(-1))], NOON).map((one) => one.id)).toEqual(['now'])
  })

  it('hides numbers of telephones and identity cards, and nothing else', () => {
    expect(withoutNumbers('报告人电话13812345678，027-87654321')).toBe('报告人电话138****5678，（电话）')
    expect(withoutNumbers('身份证42010119900101123X，UN1017，20261121-003，12:30')).toBe('身份证（证件号），UN1017，20261121-003，12:30')
  })
})

describe('a wall that keeps itself going', () => {
  it('knows another version by what its page would load', () => {
    const page = '<script type="module" src="/assets/index-abc.js"></script><link rel="stylesheet" href="/assets/index-1.css">'
    const mine = [...assetsOf(page), '/assets/WallPage-9.js']
    expect(isOther(mine, assetsOf(page))).toBe(false)
    expect(isOther(mine, assetsOf(page.replace('abc', 'def')))).toBe(true)
    expect(isOther([], assetsOf(page))).toBe(false)
  })

  it('reloads by the clock only in the minute that was named', () => {
    const morning = new Date(2026, 10, 21, 4, 30, 12).getTime()
    expect([isMinute(morning, '04:30'), isMinute(morning, '04:31'), isMinute(morning, '')]).toEqual([true, false, false])
  })

  it('moves by a few units only, and comes back to where it stood', () => {
    const places = Array.from({ length: 8 }, (_, minute) => shiftAt(minute * 60_000))
    expect(places.every(({ x, y }) => Math.abs(x) <= 4 && Math.abs(y) <= 4)).toBe(true)
    expect(shiftAt(8 * 60_000)).toEqual(shiftAt(0))
  })
})

describe('the lunar date of a wall', () => {
  it('is written as on a calendar', () => {
    expect([1, 10, 11, 19, 20, 21, 29, 30].map(lunarDay)).toEqual(['初一', '初十', '十一', '十九', '二十', '廿一', '廿九', '三十'])
  })

  it('is that of the day: 2026-02-17 begins a lunar year, 2025-07-25 a leap month', () => {
    expect(lunarText(new Date('2026-02-17T12:00:00+08:00'))).toBe('正月初一')
    expect(lunarText(new Date('2025-07-25T12:00:00+08:00'))).toBe('闰六月初一')
  })
})
