import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { EventOut, Snapshot } from '@/api/models'

import { applyEvents, emptyPicture, loadSnapshot, type Noun, NOUNS, type Picture } from './reducer'

interface Course {
  before: Snapshot
  events: EventOut[]
  after: Snapshot
}

/** Written by `./muster generate`; a test of the service holds it to every kind there is. */
interface Kinds {
  kinds: string[]
  events: EventOut[]
  after: Record<string, Record<string, object>>
}

const read = (name: string): unknown => JSON.parse(readFileSync(resolve(__dirname, '../../../tests/data/golden', name), 'utf8'))

function pictureOf(snapshot: Snapshot): Picture {
  const picture = emptyPicture()
  loadSnapshot(picture, snapshot)
  return picture
}

describe('golden courses recorded by the service', () => {
  it.each(['chlorine_leak.json'])('%s: the old snapshot and the events after it give the new snapshot', (name) => {
    const { before, events, after } = read(name) as Course
    const folded = pictureOf(before)
    applyEvents(folded, events)
    const wanted = pictureOf(after)
    expect(events.length).toBeGreaterThan(50)
    for (const noun of NOUNS) for (const [id, record] of wanted[noun]) expect(folded[noun].get(id), `${noun} ${id}`).toEqual(record)
  })
})

describe('golden events of every kind', () => {
  const golden = read('kinds.json') as Kinds
  const folded = emptyPicture()
  applyEvents(folded, golden.events)

  it('are there for each kind that the service can tell', () => {
    expect(new Set(golden.events.map((event) => event.kind))).toEqual(new Set(golden.kinds))
    expect(golden.kinds.length).toBeGreaterThan(100)
  })

  it.each(NOUNS.filter((noun) => golden.kinds.some((kind) => kind.startsWith(`${noun}.`))))('%s: the client holds what the service folds, and nothing late', (noun) => {
    expect(Object.fromEntries(folded[noun])).toEqual(golden.after[noun])
  })

  it('change nothing where the client holds no such noun', () => {
    const passedOver = golden.events.filter((event) => !NOUNS.includes(event.kind.split('.')[0] as Noun))
    const picture = emptyPicture()
    applyEvents(picture, passedOver)
    expect(passedOver.length).toBeGreaterThan(0)
    expect(NOUNS.every((noun) => picture[noun].size === 0)).toBe(true)
  })
})
