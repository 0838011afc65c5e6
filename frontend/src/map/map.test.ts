import { describe, expect, it } from 'vitest'

import { clustersOf } from './clusters'
import { edgeOf } from './edge'
import { INCIDENT_GLYPHS, tradeOf } from './glyphs'
import { readChoice } from './kept'
import { HIDDEN_AT_FIRST, heightOf, LAYERS } from './layerList'
import { clusterMark, fixedMark, incidentMark, svgOf, TEAM_LOOKS, teamMark } from './marks'
import { areaOf, areaText, lengthOf, lengthOfLine, lengthText } from './measuring'
import { DARK, LIGHT } from './palette'
import { teamGroup, teamLook } from './symbols'
import { blockLines, type PrintFacts, scaleBar, sheetOf } from './titleBlock'

const say = (key: string, facts: Record<string, unknown>) => `${String(facts.n)} ${key.split('.').pop()}`

describe('marks', () => {
  it('gives each state of a team a drawing of its own, whatever the colours', () => {
    const grey = { ...LIGHT, available: '#000000', committed: '#000000', moving: '#000000', returning: '#000000', scene: '#000000', out: '#000000' }
    expect(new Set(TEAM_LOOKS.map((look) => svgOf(teamMark(look, 'fire', grey)))).size).toBe(TEAM_LOOKS.length)
  })

  it('draws who is ordered or under way hollow, and who is on scene filled', () => {
    const bodyOf = (look: (typeof TEAM_LOOKS)[number]) => teamMark(look, 'other', LIGHT).parts[1]!.fill
    expect([bodyOf('committed'), bodyOf('moving')]).toEqual([LIGHT.halo, LIGHT.halo])
    expect(bodyOf('scene')).toBe(LIGHT.scene)
  })

  it('tells the levels of incidents by outline and numeral without their colours', () => {
    const grey = { ...LIGHT, levels: ['#777777', '#777777', '#777777', '#777777', '#777777'] as typeof LIGHT.levels }
    expect(new Set([0, 1, 2, 3, 4].map((level) => svgOf(incidentMark('other', level, 'responding', grey)))).size).toBe(5)
    const frames = (['reported', 'responding', 'over'] as const).map((response) => svgOf(incidentMark('other', 2, response, LIGHT)))
    expect(new Set(frames).size).toBe(3)
  })

  it('fills nothing but incidents with a colour of the levels', () => {
    for (const palette of [LIGHT, DARK]) {
      const others = [...TEAM_LOOKS.map((look) => teamMark(look, 'fire', palette)), clusterMark({ out: 1, scene: 2 }, palette), ...(['depot', 'facility', 'source'] as const).map((kind) => fixedMark(kind, kind, palette))]
      const fills = others.flatMap((mark) => mark.parts.map((part) => part.fill))
      expect(fills.filter((fill) => fill && palette.levels.slice(1).includes(fill))).toEqual([])
    }
  })

  it('has a pictogram for every kind of incident, and one for those it does not know', () => {
    const drawn = Object.keys(INCIDENT_GLYPHS).map((kind) => svgOf(incidentMark(kind, 1, 'responding', LIGHT)))
    expect(new Set(drawn).size).toBe(12)
    expect(svgOf(incidentMark('meteor', 1, 'responding', LIGHT))).toBe(svgOf(incidentMark('other', 1, 'responding', LIGHT)))
  })

  it('names a team by the rarest thing it can do', () => {
    const able = (...codes: string[]) => tradeOf(codes.map((capability_code) => ({ capability_code })))
    expect(able('fire_suppression', 'hazmat_control')).toBe('hazmat')
    expect(able('ambulance_transport', 'medical_first_aid')).toBe('medical')
    expect(able('juggling')).toBe('other')
  })

  it('counts returning teams as moving and draws them differently', () => {
    expect([teamGroup('returning'), teamLook('returning'), teamLook('en_route')]).toEqual(['moving', 'returning', 'moving'])
    expect(teamLook('asleep')).toBe('out')
  })
})

describe('gathering', () => {
  interface Thing { x: number; y: number; kind: string }
  const gather = (things: Thing[], near = 10) => clustersOf(things, (one) => one, (one) => one.kind, () => near)
  const thing = (x: number, y = 0, kind = 'rest'): Thing => ({ x, y, kind })

  it('joins what is nearer than the distance, across the cells it is looked up in', () => {
    const found = gather([thing(9.5), thing(10.5), thing(-0.5), thing(30)])
    expect(found.map((one) => one.members.length)).toEqual([2, 1, 1])
  })

  it('never joins things of different classes, and loses none', () => {
    const things = [thing(0), thing(1, 1, 'busy'), thing(0, 1), thing(1, 0, 'busy')]
    const found = gather(things)
    expect(found.map((one) => new Set(one.members.map((member) => member.kind)).size)).toEqual([1, 1])
    expect(found.flatMap((one) => one.members).length).toBe(things.length)
  })

  it('leaves everything apart where the distance is small', () => {
    expect(gather([thing(0), thing(1), thing(2)], 0.5).length).toBe(3)
  })

  it('agrees with looking at every pair', () => {
    let seed = 7
    const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647
    const things = Array.from({ length: 400 }, () => thing(next() * 200 - 100, next() * 200 - 100, next() < 0.3 ? 'busy' : 'rest'))
    const plain: Thing[] = []
    for (const one of things) if (!plain.some((seen) => seen.kind === one.kind && Math.hypot(seen.x - one.x, seen.y - one.y) < 10)) plain.push(one)
    expect(gather(things).map((one) => one.seed)).toEqual(plain)
  })
})

describe('measuring', () => {
  it('measures a degree of the equator and of the meridian as the ellipsoid has them', () => {
    expect(lengthOf([114, 0], [115, 0])).toBeCloseTo(111_319.49, 0)
    expect(lengthOf([0, 0], [0, 1])).toBeCloseTo(110_574.4, -1)
    expect(lengthOf([114, 30], [114, 30])).toBe(0)
  })

  it('adds up the pieces of a line', () => {
    const line = [[114, 30], [114.01, 30], [114.01, 30.01]] as const
    expect(lengthOfLine(line)).toBeCloseTo(lengthOf(line[0], line[1]) + lengthOf(line[1], line[2]), 6)
  })

  it('measures a field of one degree to a millionth, whichever way it is drawn', () => {
    const field = [[0, 0], [1, 0], [1, 1], [0, 1]] as const
    expect(areaOf(field) / 12_308_778_361).toBeCloseTo(1, 4)
    expect(areaOf([...field].reverse())).toBeCloseTo(areaOf(field), 3)
    expect(areaOf([...field, field[0]])).toBeCloseTo(areaOf(field), 3)
  })

  it('writes metres, kilometres and square kilometres as they are read', () => {
    expect([lengthText(999.4, say), lengthText(1234, say), lengthText(45_678, say)]).toEqual(['999 m', '1.23 km', '45.7 km'])
    expect([areaText(2500, say), areaText(2_500_000, say)]).toEqual(['2500 m2', '2.50 km2'])
  })
})

describe('the arrow at the edge', () => {
  it('shows nothing for what is in view', () => expect(edgeOf([10, 10], [800, 600], 30)).toBeNull())

  it('stands at the edge on the line to what is out of view and points there', () => {
    expect(edgeOf([2000, 300], [800, 600], 30)).toEqual({ x: 770, y: 300, angle_deg: 0 })
    const above = edgeOf([400, -900], [800, 600], 30)!
    expect([above.x, above.y, above.angle_deg]).toEqual([400, 30, -90])
  })
})

describe('the sheet for paper', () => {
  const facts: PrintFacts = {
    title: '态势图', lines: [['制图单位', '武汉市'], ['数据时间', '21:05']], sources: '来源', legendTitle: '图例', legend: [], scale: scaleBar(9.3, 180, (m) => `${m} m`), north: '北', exercise: '演练',
  }

  it('has a round scale that fits', () => {
    expect(facts.scale.metres).toBe(1000)
    expect(facts.scale.px).toBeCloseTo(107.5, 1)
    expect(scaleBar(0.4, 180, String).metres).toBe(50)
  })

  it('says first that it is a rehearsal, then title, unit, time, scale and sources', () => {
    expect(blockLines(facts)).toEqual(['演练', '态势图', '制图单位：武汉市', '数据时间：21:05', '1000 m', '来源'])
    expect(blockLines({ ...facts, exercise: null })[0]).toBe('态势图')
  })

  it('leaves the map the room that legend and lines do not need', () => {
    const [few, many] = [sheetOf(1400, 990, 4, 5), sheetOf(1400, 990, 30, 5)]
    expect(many.map.height).toBeLessThan(few.map.height)
    expect(many.linesY + 3 * 20 + 24).toBeLessThanOrEqual(990)
  })
})

describe('layers', () => {
  it('lie in the order of the list, each on a height of its own', () => {
    expect(new Set(LAYERS.map(heightOf)).size).toBe(LAYERS.length)
    expect(heightOf('incidents')).toBeGreaterThan(heightOf('teams'))
    expect(heightOf('base')).toBe(0)
  })

  it('are taken over from what was kept as far as it is understood', () => {
    expect(readChoice({ hidden: ['depots', 3], opacity: { aerial: 0.4, strange: 'x' }, base: 7 })).toEqual({ hidden: ['depots'], opacity: { aerial: 0.4 } })
    expect(readChoice(null)).toEqual({})
    expect(HIDDEN_AT_FIRST).toContain('facilities')
  })
})
