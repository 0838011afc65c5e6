/**
 * What is shown of a course, moved from moment to moment: only records that differ are touched, whether time goes on or
 * back, and nothing is made anew. What is over is hidden as in the live picture, and is there again once it was not yet.
 */
import { prune } from '@/live/pruning'
import { emptyPicture, type Noun, NOUNS, type Picture } from '@/live/reducer'

import { type Course, type Identified, recordAt } from './course'

const NONE: ReadonlySet<string> = new Set()

/** A map of which one may let go without losing what was let go of. */
class Veiled<V> extends Map<string, V> {
  hidden: ReadonlySet<string> = NONE
  private letGo: Set<string> | null = null

  override delete(id: string): boolean {
    this.letGo ??= new Set()
    this.letGo.add(id)
    return this.has(id)
  }

  /** Take in what was let go of since the last time; return what was hidden before. */
  veil(): ReadonlySet<string> {
    const before = this.hidden
    this.hidden = this.letGo ?? NONE
    this.letGo = null
    return before
  }

  /** Return what is to be seen under an id. */
  seen(id: string): V | undefined {
    return this.hidden.has(id) ? undefined : this.get(id)
  }

  /** Put a record, or take it away for good. */
  hold(id: string, record: V | null): void {
    if (record === null) super.delete(id)
    else this.set(id, record)
  }
}

type Maps = Record<Noun, Veiled<Identified>>

export class Shown {
  private readonly whole = emptyPicture(<V>() => new Veiled<V>())
  /** The step that the whole picture stands at; before the first time none. */
  private step = -1

  constructor(private readonly course: Course) {}

  /** Bring a held picture to what was to be seen after so many events at an instant. */
  bring(held: Picture, step: number, instantMs: number): void {
    const maps = this.whole as unknown as Maps
    const isFirst = this.step < 0
    const lines = this.course.between(isFirst ? -1 : this.step, step)
    for (const line of lines) maps[line.noun].hold(line.id, recordAt(line, step))
    this.step = step
    prune(this.whole, instantMs)
    const before = Object.fromEntries(NOUNS.map((noun) => [noun, maps[noun].veil()])) as Record<Noun, ReadonlySet<string>>
    if (isFirst) return begin(held, maps)
    for (const { noun, id } of lines) bringOne(held, maps, noun, id)
    for (const noun of NOUNS) for (const id of differing(before[noun], maps[noun].hidden)) bringOne(held, maps, noun, id)
  }
}

function* differing(before: ReadonlySet<string>, now: ReadonlySet<string>): Iterable<string> {
  for (const id of before) if (!now.has(id)) yield id
  for (const id of now) if (!before.has(id)) yield id
}

function bringOne(held: Picture, maps: Maps, noun: Noun, id: string): void {
  const map = held[noun] as Map<string, Identified>
  const record = maps[noun].seen(id)
  if (record === undefined) map.delete(id)
  else if (map.get(id) !== record) map.set(id, record)
}

/** Bring a picture that held something else. */
function begin(held: Picture, maps: Maps): void {
  for (const noun of NOUNS) {
    for (const id of [...held[noun].keys()]) if (maps[noun].seen(id) === undefined) held[noun].delete(id)
    for (const id of maps[noun].keys()) bringOne(held, maps, noun, id)
  }
}
