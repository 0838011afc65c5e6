import { describe, expect, it } from 'vitest'

import type { Closure, ImpactEffect, ImportPreview } from '@/api/models'

import { areaOf, lookedFor, type Part, partsOf, placeOf, stateOf } from './closureState'
import { sorted } from './effects'
import { base64Of, chosenRows, startChoice } from './importing'
import { kmOf, metresOf } from './lengths'

const NOON = Date.parse('2026-11-21T12:00:00+08:00')
const at = (hours: number) => new Date(NOON + hours * 3_600_000).toISOString()
const SQUARE: Part = [[[114, 30], [114.01, 30], [114.01, 30.01], [114, 30]]]

function closure(id: string, changes: Partial<Closure> = {}): Closure {
  return {
    id, kind: 'flood', reason: id, area: null, roads: [], spared: [], closed_to: null, spares_bridges: true, jurisdiction_code: '420100', incident_id: null,
    valid_from: at(-1), valid_to: null, begun_at: null, ended_at: null, import_id: null, source: null, created_at: at(-1), lifted_at: null, version: 1, ...changes,
  }
}

function effect(name: string, before_s: number | null, after_s: number | null): ImpactEffect {
  const change = after_s === null ? 'cut' : before_s === null ? 'opened' : 'later'
  const later_s = before_s === null || after_s === null ? null : after_s - before_s
  return { kind: 'team', resource_id: name, name, vehicle: 'light', incident_id: 'i', incident_title: 'i', under_orders: false, change, before_s, after_s, later_s } as ImpactEffect
}

describe('the state of a closure', () => {
  it('turns with the clock and not by an event', () => {
    const row = closure('a', { valid_from: at(1), valid_to: at(2) })
    expect([0, 1, 1.5, 2].map((hours) => stateOf(row, NOON + hours * 3_600_000))).toEqual(['planned', 'holding', 'holding', 'ended'])
    expect(stateOf(closure('a', { lifted_at: at(0), valid_from: at(1) }), NOON)).toBe('lifted')
  })
})

describe('the list of closures', () => {
  const rows = [closure('南湖', { created_at: at(-3), valid_to: at(5) }), closure('珞喻路', { created_at: at(-2), valid_from: at(1) }), closure('旧', { lifted_at: at(-1) })]

  it('holds the wanted states, newest first', () => {
    expect(lookedFor(rows, NOON, { states: ['holding', 'planned'], text: '', sort: 'newest' }).map((row) => row.id)).toEqual(['珞喻路', '南湖'])
    expect(lookedFor(rows, NOON, { states: ['lifted'], text: '', sort: 'newest' }).map((row) => row.id)).toEqual(['旧'])
  })

  it('is searched by text and sorted by end, an open end last', () => {
    expect(lookedFor(rows, NOON, { states: ['holding', 'planned'], text: '喻', sort: 'newest' }).map((row) => row.id)).toEqual(['珞喻路'])
    expect(lookedFor(rows, NOON, { states: ['planned', 'holding'], text: '', sort: 'ends' }).map((row) => row.id)).toEqual(['南湖', '珞喻路'])
  })
})

describe('the extent of a closure', () => {
  it('is one polygon, several or none, and comes back as it was', () => {
    expect(areaOf([])).toBeNull()
    expect(areaOf([SQUARE])?.type).toBe('Polygon')
    for (const parts of [[SQUARE], [SQUARE, SQUARE]]) expect(partsOf(areaOf(parts) as Closure['area'])).toEqual(parts)
  })

  it('is shown at a corner or on its road', () => {
    expect(placeOf({ area: areaOf([SQUARE]) as Closure['area'], roads: [] })).toEqual([114, 30])
    expect(placeOf({ area: null, roads: [{ name: '', line: [[115, 31], [115, 32]], one_way: false }] })).toEqual([115, 31])
  })

  it('measures its roads on the ground', () => {
    expect(metresOf([[114, 30], [114, 30.01]])).toBeCloseTo(1112, 0)
    expect(kmOf([[114, 30], [114, 30.001]])).toBe('0.11')
  })
})

describe('the list of who is affected', () => {
  const found = [effect('b', 100, 160), effect('cut', 300, null), effect('a', 200, 900), effect('new', null, 50)]
  const names = (column: Parameters<typeof sorted>[1]['column'], descending: boolean) => sorted(found, { column, descending }, null).map((one) => one.name)

  it('never puts who cannot get there beside who is quickest', () => {
    expect(names('after_s', false)).toEqual(['new', 'b', 'a', 'cut'])
    expect(names('later_s', true)).toEqual(['cut', 'a', 'b', 'new'])
    expect(names('later_s', false)).toEqual(['b', 'a', 'cut', 'new'])
  })

  it('puts what is unknown last, whichever way it is sorted', () => {
    expect(names('before_s', false).at(-1)).toBe('new')
    expect(names('before_s', true).at(-1)).toBe('new')
  })

  it('stays in the order of the service until somebody sorts', () => {
    expect(names(null, false)).toEqual(found.map((one) => one.name))
    expect(sorted(found, { column: null, descending: false }, 'other')).toEqual([])
  })
})

describe('the choice out of a file', () => {
  const row = (changes: object) => ({ row: 1, name: '', kind: null, valid_to: at(3), is_over: false, problem: null, ...changes }) as unknown as ImportPreview['rows'][number]

  it('takes what can be taken, and asks for another end where it is over', () => {
    expect(startChoice(row({}))).toEqual({ taken: true, kind: 'other', valid_to: at(3), open_ended: false })
    expect(startChoice(row({ is_over: true }))).toMatchObject({ taken: false, valid_to: null })
    expect(startChoice(row({ problem: { code: 'x', message: 'x' } })).taken).toBe(false)
  })

  it('never sends a row with a fault, nor an end where none is wanted', () => {
    const bad = row({ row: 2, problem: { code: 'x', message: 'x' } })
    const choice = new Map([[1, { ...startChoice(row({})), open_ended: true }], [2, { ...startChoice(bad), taken: true }]])
    expect(chosenRows([row({}), bad], choice)).toEqual([{ row: 1, kind: 'other', valid_to: null, open_ended: true }])
  })

  it('writes large files in base64', () => {
    const bytes = new Uint8Array(100_000).map((_byte, index) => index % 256)
    expect(Uint8Array.from(atob(base64Of(bytes)), (letter) => letter.charCodeAt(0))).toEqual(bytes)
  })
})
