import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { EventOut, Snapshot } from '@/api/models'

import { applyEvent, emptyPicture, loadSnapshot, NOUNS, type Picture } from './reducer'

interface Golden {
  before: Snapshot
  events: EventOut[]
  after: Snapshot
}

const folder = resolve(__dirname, '../../../tests/data/golden')
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

function pictureOf(snapshot: Snapshot): Picture {
  const picture = emptyPicture()
  loadSnapshot(picture, snapshot)
  return picture
}

describe('golden courses recorded by the service', () => {
  const courses = files.map((name) => [name, JSON.parse(readFileSync(resolve(folder, name), 'utf8')) as Partial<Golden>] as const)

  it.runIf(courses.length === 0)('has no recorded course in this checkout', () => {
    expect(files).toEqual([])
  })

  it.each(courses.filter(([, golden]) => golden.before && golden.after))(
    '%s: the old snapshot and the events after it give the new snapshot',
    (_name, golden) => {
      const { before, events, after } = golden as Golden
      const folded = pictureOf(before)
      for (const event of events) applyEvent(folded, event)
      const wanted = pictureOf(after)
      for (const noun of NOUNS) for (const [id, record] of wanted[noun]) expect(folded[noun].get(id), `${noun} ${id}`).toEqual(record)
    },
  )
})
