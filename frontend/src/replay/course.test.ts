import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { EventOut } from '@/api/models'
import { applyEvent, emptyPicture, NOUNS, type Picture } from '@/live/reducer'

import { prune } from '@/live/pruning'

import { countUpTo, Course } from './course'
import { wholeLines } from './reading'
import { Shown } from './shown'
import { Places } from './ways'

/** A small generator with a seed, so that a failure can be told again. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

function event(seq: number, kind: string, record: object, at = seq): EventOut {
  return { seq, at: new Date(at * 1000).toISOString(), kind, incident_id: null, actor_id: null, actor_name: null, [kind.split('.')[0]!]: record }
}

/** A log in which some events come late, some records go and come again, and some nouns nobody holds. */
function drawn(seed: number, length: number): EventOut[] {
  const throwIt = dice(seed)
  const versions = new Map<string, number>()
  return Array.from({ length }, (_, n) => {
    const noun = ['team', 'need', 'order', 'lot', 'closure'][throwIt(5)]!
    const id = `${throwIt(9)}`
    const version = (versions.get(noun + id) ?? 0) + 1
    versions.set(noun + id, version)
    const verb = ['changed', 'changed', 'changed', 'removed'][throwIt(4)]!
    return event(n + 1, `${noun}.${verb}`, { id, version: version - 2 * (throwIt(4) ? 0 : 1), told: n })
  })
}

interface Golden {
  lines: EventOut[]
  short: Record<number, EventOut>
  digests: Record<string, string>
}
const GOLDEN = JSON.parse(readFileSync(resolve(__dirname, '../../../tests/data/golden/replay.json'), 'utf8')) as Golden
const LINE_OF = new Map<unknown, number>(GOLDEN.lines.map((one, n) => [one[one.kind.split('.')[0]!], n]))

/** Which line stands for each record of a picture, as the service's tests say it. */
function digest(picture: Picture): string {
  const told = NOUNS.flatMap((noun) => [...picture[noun]].map(([id, record]) => `${noun} ${id} ${LINE_OF.get(record)}`)).sort()
  return createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 16)
}

const contents = (picture: Picture) => Object.fromEntries(NOUNS.map((noun) => [noun, Object.fromEntries(picture[noun])]))

describe('a course', () => {
  it.each(Array.from({ length: 30 }, (_, n) => n))('gives at every step the picture that folding gives (seed %i)', (seed) => {
    const events = drawn(seed, 150)
    const course = new Course()
    events.forEach((one) => course.add(one))
    const picture = emptyPicture()
    expect(contents(course.pictureAt(0))).toEqual(contents(picture))
    events.forEach((one, n) => {
      applyEvent(picture, one)
      expect(contents(course.pictureAt(n + 1))).toEqual(contents(picture))
    })
  })

  it('gives after every event of a recorded log what the service folds it to, jumped to in any order', () => {
    const course = new Course()
    GOLDEN.lines.forEach((one) => course.add(one))
    const held = emptyPicture()
    const shown = new Shown(course)
    const seqs = Object.keys(GOLDEN.digests).map(Number).filter((seq) => seq > 0)
    expect(seqs.length).toBeGreaterThan(100)
    const throwIt = dice(5)
    for (const seq of [...seqs, ...seqs.map(() => seqs[throwIt(seqs.length)]!)]) {
      const step = course.stepOf(seq)
      expect(digest(course.pictureAt(step)), `after ${seq}`).toBe(GOLDEN.digests[seq])
      shown.bring(held, step, 0)
      expect(digest(held), `brought to ${seq}`).toBe(GOLDEN.digests[seq])
    }
  })

  it('takes lines told short for what they are, and shares what did not change', () => {
    const whole = wholeLines()
    const lines = GOLDEN.lines.map((one, n) => whole(GOLDEN.short[n] ?? one))
    expect(Object.keys(GOLDEN.short).length).toBeGreaterThan(20)
    expect(lines).toEqual(GOLDEN.lines)
    const orders = lines.filter((one) => one.kind.startsWith('order.')).map((one) => one.order as { id: string; route: object; state: string })
    const acknowledged = orders.find((one) => one.state === 'acknowledged')!
    const issued = orders.find((one) => one.id === acknowledged.id)!
    expect(issued.state).toBe('issued')
    expect(acknowledged.route).toBe(issued.route)
  })

  it('begins with what was kept and with what stood before its span', () => {
    const course = new Course(10)
    course.add(event(0, 'team.kept', { id: 'a', version: 1 }))
    course.add(event(9, 'team.changed', { id: 'b', version: 4 }))
    course.add(event(11, 'team.changed', { id: 'a', version: 2 }))
    expect([...course.pictureAt(0).team.keys()]).toEqual(['a', 'b'])
    expect(course.events).toHaveLength(1)
    expect(course.pictureAt(1).team.get('a')).toMatchObject({ version: 2 })
  })

  it('puts what was kept in the middle of a log right after the event it was noted at', () => {
    const course = new Course()
    course.add(event(1, 'team.changed', { id: 'a', version: 1 }))
    course.add(event(1, 'team.kept', { id: 'a', version: 3 }))
    course.add(event(2, 'incident.reported', { id: 'i', version: 1 }))
    expect(course.pictureAt(1).team.get('a')).toMatchObject({ version: 3 })
    expect(course.pictureAt(0).team.size).toBe(0)
  })

  it('never lets time go back, and finds the step of an instant and of an event', () => {
    const course = new Course()
    for (const [seq, at] of [[3, 10], [5, 9], [9, 20]] as const) course.add(event(seq, 'team.changed', { id: `${seq}` }, at))
    expect(course.times).toEqual([10_000, 10_000, 20_000])
    expect([course.stepAt(9_999), course.stepAt(10_000), course.stepAt(30_000)]).toEqual([0, 2, 3])
    expect([course.stepOf(2), course.stepOf(3), course.stepOf(8), course.stepOf(9)]).toEqual([0, 1, 2, 3])
    expect(course.timeOf(0)).toBe(10_000)
  })
})

/** A log with things that are over for some time, so that they are hidden in some moments. */
function ending(seed: number, length: number): EventOut[] {
  const throwIt = dice(seed)
  const at = (n: number) => new Date(n * 3_600_000).toISOString()
  return Array.from({ length }, (_, n) => {
    const id = `${throwIt(6)}`
    const over = throwIt(2) ? at(n) : null
    const kinds: [string, object][] = [['incident.changed', { id, closed_at: over }], ['order.closed', { id, closed_at: over }], ['closure.drawn', { id, lifted_at: over }], ['need.changed', { id, incident_id: `${throwIt(6)}` }]]
    const [kind, record] = kinds[throwIt(4)]!
    return event(n + 1, kind, { version: n, ...record }, n * 3_600)
  })
}

describe('what is shown of a moment', () => {
  it.each(Array.from({ length: 20 }, (_, n) => n))('is after any jump what a screen opened then would hold (seed %i)', (seed) => {
    const events = ending(seed, 120)
    const course = new Course()
    events.forEach((one) => course.add(one))
    const [shown, held, throwIt] = [new Shown(course), emptyPicture(), dice(seed + 100)]
    held.team.set('of the present', {} as never)
    for (let jump = 0; jump < 60; jump++) {
      const [step, atMs] = [throwIt(121), throwIt(200) * 3_600_000]
      shown.bring(held, step, atMs)
      const wanted = emptyPicture()
      events.slice(0, step).forEach((one) => applyEvent(wanted, one))
      prune(wanted, atMs)
      expect(contents(held)).toEqual(contents(wanted))
    }
  })

  it('is brought about by touching only what differs', () => {
    const course = new Course()
    for (const n of [1, 2, 3, 4, 5, 6]) course.add(event(n, 'team.changed', { id: `${n % 3}`, version: n }))
    const touched: string[] = []
    const held = emptyPicture(<V>() => new (class extends Map<string, V> {
      override set(key: string, value: V): this {
        touched.push(key)
        return super.set(key, value)
      }
    })())
    const shown = new Shown(course)
    shown.bring(held, 4, 0)
    touched.length = 0
    shown.bring(held, 5, 0)
    expect(touched).toEqual(['2'])
    shown.bring(held, 5, 0)
    shown.bring(held, 4, 0)
    expect(touched).toEqual(['2', '2'])
    shown.bring(held, 1, 0)
    expect([...held.team.keys()]).toEqual(['1'])
  })

  it('holds each team where it was last seen, and none that was not seen yet', () => {
    const places = new Places([{ team_id: 't', at_ms: [1000, 5000], lon: [1, 2], lat: [3, 4], source: 'phone' }])
    const held = new Map([['of the present', {} as never]])
    places.bring(held, 999)
    expect([...held.keys()]).toEqual([])
    places.bring(held, 4999)
    expect(held.get('t')).toMatchObject({ lon: 1, lat: 3 })
    const before = held.get('t')
    places.bring(held, 4500)
    expect(held.get('t')).toBe(before)
    places.bring(held, 9999)
    expect(held.get('t')).toMatchObject({ lon: 2, lat: 4 })
    places.bring(held, 0)
    expect(held.size).toBe(0)
  })

  it('counts how many ascending numbers lie at or below a limit', () => {
    expect([countUpTo([], 3), countUpTo([1, 3, 3, 7], 3), countUpTo([1, 3], 0)]).toEqual([0, 3, 0])
  })
})
