// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Incident, IncidentKind, Place, Team } from '@/api/models'
import { wordsOf } from '@/app/locales/both'

import { completionsOf } from './complete'
import { parse, verbsOf } from './grammar'
import { matchesOf, meant, rankOf, type World } from './names'
import { folded, initialsOf } from './pinyin'
import { COMMANDS, commandOfDrop, commandOfKey, offeredOn } from './registry'
import { levelOf, minutesOf, ordinalOf, VERBS } from './verbs'

const en = wordsOf('en')
const zhCN = wordsOf('zh-CN')

function team(code: string, name: string): Team {
  return { id: code, code, name, state: 'available', retired_at: null } as unknown as Team
}

function incident(number: string, title: string, state = 'responding'): Incident {
  return { id: number, number, title, place_name: title.slice(0, 3), state, reported_at: `2026-11-22T0${number.slice(-1)}:00:00Z`, priority: 1 } as unknown as Incident
}

const PLACE = { id: 'p', name: '丹水池', district_name: '江岸区', lon: 114.3, lat: 30.6, kind: 'township' } as unknown as Place
const world: World = {
  teams: [team('XF-001', '江岸区后湖消防救援站'), team('XF-002', '江汉区常青消防救援站'), team('XF-010', '洪山区关山消防救援站'), team('WH-TQ-034', '硚口区特勤消防站'), team('JJ-001', '江岸区急救分站')],
  incidents: [incident('突-20261122-003', '汉口大道火灾'), incident('突-20261122-004', '三环线液氯泄漏'), incident('突-20261121-003', '旧火灾', 'closed')],
  orders: [],
  kinds: [
    { code: 'hazmat_leak', name: '危险化学品泄漏', name_en: 'hazardous-materials leak', initials: 'wxhxpxl', pinyin: 'weixianhuaxuepinxielou', incident_class: null },
    { code: 'fire_explosion', name: '火灾爆炸', name_en: 'fire or explosion', initials: 'hzbz', pinyin: 'huozaibaozha', incident_class: null },
  ] as unknown as IncidentKind[],
  capabilities: [{ code: 'fire_suppression', name: '灭火', name_en: 'fire suppression', unit: '', unit_en: '' }] as unknown as World['capabilities'],
  pages: [],
  places: (text) => (text.startsWith('丹') || text === 'dsc' ? [PLACE] : []),
  selected: null,
  english: false,
}
const read = (line: string, seen: Partial<World> = {}) => parse(line, COMMANDS, { ...world, ...seen })

beforeEach(() => setActivePinia(createPinia()))

describe('names', () => {
  it('are found by initials of pinyin without a table', () => {
    expect(initialsOf('江岸消防1')).toBe('jaxf1')
    expect(initialsOf('丹水池')).toBe('dsc')
    expect(folded('XF-001')).toBe('xf1')
  })

  it('rank a code above a beginning, a beginning above a part, and refuse what does not fit', () => {
    expect(rankOf('xf1', ['XF-001'], ['后湖'])).toBe(0)
    expect(rankOf('消防1', ['XF-001'], ['后湖'])).toBe(1)
    expect(rankOf('江岸', [], ['江岸区急救分站'])).toBe(2)
    expect(rankOf('急救', [], ['江岸区急救分站'])).toBe(4)
    expect(rankOf('江急', [], ['江岸区急救分站'])).toBe(6)
    expect(rankOf('地震', [], ['江岸区急救分站'])).toBeNull()
  })

  it('mean one thing only when nothing else fits as well', () => {
    expect(meant(matchesOf(world, 'team', 'XF-010')!)?.given.team?.code).toBe('XF-010')
    expect(meant(matchesOf(world, 'team', '消防')!)).toBeNull()
    expect(meant(matchesOf(world, 'team', '后湖')!)?.given.team?.code).toBe('XF-001')
    expect(meant(matchesOf(world, 'team', 'tq34')!)?.given.team?.code).toBe('WH-TQ-034')
    expect(meant(matchesOf(world, 'team', '特勤34')!)?.given.team?.code).toBe('WH-TQ-034')
  })

  it('take the number of the day for the incident that still runs', () => {
    expect(meant(matchesOf(world, 'incident', '3号')!)?.given.incident?.number).toBe('突-20261122-003')
    expect(ordinalOf('#3')).toBe(3)
    expect(ordinalOf('三环')).toBeNull()
  })

  it('read levels and minutes as people write them', () => {
    expect([levelOf('二级'), levelOf('2'), levelOf('二级响应'), levelOf('level 2'), levelOf('五级')]).toEqual([2, 2, 2, 2, null])
    expect([minutesOf('30分钟'), minutesOf('2小时'), minutesOf('90'), minutesOf('半')]).toEqual([30, 120, 90, null])
  })
})

describe('a line', () => {
  it.each([
    ['派 消防1 → 3号'], ['派 消防1 3号'], ['派 xf1 到 3号'], ['派消防1到3号'], ['send XF1 to #3'], ['：派 XF-001->3号'], ['派 后湖 汉口大道火灾'], ['; dispatch xf1 #3'],
  ])('%s sends team 1 to incident 3', (line) => {
    const parsed = read(line)
    expect(parsed.faults).toEqual([])
    expect(parsed.command?.id).toBe('send')
    expect(parsed.given.team?.code).toBe('XF-001')
    expect(parsed.given.incident?.number).toBe('突-20261122-003')
  })

  it('takes a reason off the end', () => {
    expect(read('派 消防1 → 3号 因为 现场 要求').given.reason).toBe('现场 要求')
    expect(read('撤回 消防1 因为误派').given).toMatchObject({ reason: '误派' })
    expect(read('recall xf1 because a mistake').given.reason).toBe('a mistake')
  })

  it('takes the longest verb, so that 报响应 is not 报', () => {
    expect(read('报响应 火灾 丹水池').command?.id).toBe('respond_at_once')
    expect(read('报 泄漏 丹水池 槽车追尾 有人受伤')).toMatchObject({ faults: [], given: { text: '槽车追尾 有人受伤', place: { name: '江岸区丹水池' } } })
    expect(read('报 泄漏 丹水池').given.kind?.code).toBe('hazmat_leak')
  })

  it('means the open incident where none is named', () => {
    const selected = world.incidents[1]!
    expect(read('响应 二级', { selected })).toMatchObject({ faults: [], given: { level: 2, incident: { number: selected.number } } })
    expect(read('派 消防1', { selected }).given.incident?.number).toBe(selected.number)
    expect(read('接受', { selected }).given.incident?.number).toBe(selected.number)
    expect(read('日志 已通知医院', { selected }).given).toMatchObject({ text: '已通知医院', incident: { number: selected.number } })
    expect(read('升级 3号 二级', { selected }).given).toMatchObject({ level: 2, incident: { number: '突-20261122-003' } })
    expect(read('需求 灭火 2 30分钟', { selected }).given).toMatchObject({ count: 2, minutes: 30, capability: { code: 'fire_suppression' } })
  })

  it('says what was not understood and what is lacking', () => {
    expect(read('飞 消防1').faults[0]).toEqual({ code: 'no_such_verb', text: '飞 消防1' })
    expect(read('派 消防99 → 3号').faults[0]).toMatchObject({ code: 'nothing_found', kind: 'team', text: '消防99' })
    expect(read('派 消防 → 3号').faults[0]).toMatchObject({ code: 'several', kind: 'team', among: expect.arrayContaining(['江岸区后湖消防救援站']) })
    expect(read('派 消防1').faults).toEqual([{ code: 'missing', kind: 'incident' }])
    expect(read('日志 3号').faults).toEqual([{ code: 'missing', kind: 'text' }])
    expect(read('方案 多余').faults[0]).toEqual({ code: 'left_over', text: '多余' })
    expect(parse('派 消防1 → 3号', COMMANDS, world, () => false).faults[0]?.code).toBe('not_allowed')
  })

  it('waits for the service where a place is meant', () => {
    expect(read('定位 zzz', { places: () => null }).waiting).toBe(true)
  })
})

describe('completion', () => {
  const fits = (line: string, seen: Partial<World> = {}) => completionsOf(line, read(line, seen), COMMANDS, { ...world, ...seen })

  it('offers verbs by Chinese, pinyin initials and English', () => {
    expect(fits('撤')[0]!.line).toBe('撤回 ')
    expect(fits('ch').map((one) => one.detail)).toContain('recall')
    expect(fits('rec').map((one) => one.detail)).toContain('recall')
    expect(fits('rec', { english: true })[0]!.line).toBe('recall ')
  })

  it('offers teams, then incidents, and writes the line to its end', () => {
    expect(fits('派 后湖')[0]!.line).toBe('派 XF-001 → ')
    expect(fits('派 XF-001 → hk')[0]!.line).toBe('派 XF-001 → 3号')
    expect(fits('派 XF-001 → ').map((one) => one.label)).toContain('三环线液氯泄漏')
  })

  it('offers nothing further right while something further left is not understood', () => {
    expect(fits('派 zzz → hk')).toEqual([])
  })

  it('offers both where one verb begins as another', () => {
    expect(fits('报').map((one) => one.detail)).toContain('respond_at_once')
  })
})

describe('the registry', () => {
  const names = (zhCN.command.name as Record<string, string>)
  const english = (en.command.name as Record<string, string>)

  it('holds every command once, with words in both languages', () => {
    expect(new Set(COMMANDS.map((one) => one.id)).size).toBe(COMMANDS.length)
    for (const { id } of COMMANDS) {
      expect(VERBS[id]?.zh[0], id).toBeTruthy()
      expect(VERBS[id]?.en[0], id).toBeTruthy()
      expect(names[id], id).toBeTruthy()
      expect(english[id], id).toBeTruthy()
    }
    expect(Object.keys(VERBS).sort()).toEqual(COMMANDS.map((one) => one.id).sort())
    expect(Object.keys(names).sort()).toEqual(COMMANDS.map((one) => one.id).sort())
  })

  it('gives no word to two commands', () => {
    const words = verbsOf(COMMANDS).map((one) => one.word)
    expect(words.filter((word, n) => words.indexOf(word) !== n)).toEqual([])
  })

  it('gives no key to two commands in one context', () => {
    for (const context of ['everywhere', 'incident'] as const) {
      const keys = COMMANDS.filter((one) => one.key && ((one.context ?? 'everywhere') === 'everywhere' || one.context === context)).map((one) => one.key!)
      expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([])
      for (const key of keys) expect(commandOfKey(key, context)?.key).toBe(key)
    }
  })

  it('says beforehand what every command would do that changes something on the service', () => {
    const quiet = COMMANDS.filter((one) => one.permission && !one.preview).map((one) => one.id).sort()
    expect(quiet).toEqual(['alarms', 'close_road', 'correct', 'duty_brief', 'find', 'locate', 'mute', 'next', 'previous', 'reach', 'report_form', 'report_here', 'search', 'solve', 'what_if', 'who_reaches'])
  })

  it('makes menus and drops from the same commands', () => {
    expect(commandOfDrop('team', 'incident')?.id).toBe('send')
    expect(commandOfDrop('incident', 'team')).toBeUndefined()
    expect(offeredOn('incident', () => true).map((one) => one.id)).toEqual(expect.arrayContaining(['send', 'accept', 'respond', 'need', 'log', 'stand_down', 'locate']))
    expect(offeredOn('team', () => false).map((one) => one.id)).toEqual(['team'])
  })
})
