/**
 * A log laid out so that the picture of any moment is there at once: for each record the versions it had, each from the
 * step on since which it stood, and for each step which records it touched. Looking a record up is one binary search,
 * however long the log is; what is found is what folding the events one by one gives. Pure.
 */
import type { EventOut } from '@/api/models'
import type { Told } from '@/app/sentences'
import { lightOf } from '@/desk/logLines'
import { emptyPicture, isNewer, type Noun, NOUNS, type Picture } from '@/live/reducer'

export interface Identified {
  id: string
  version?: number
}

/** The versions of one record; `from[i]` is the number of events told when it became `records[i]`, null where it was removed. */
export interface Line {
  noun: Noun
  id: string
  from: number[]
  records: (Identified | null)[]
}

const HELD = new Set<string>(NOUNS)

/** Return how many of the ascending numbers are at most `limit`. */
export function countUpTo(ascending: ArrayLike<number>, limit: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}

/** Return what stood on a line after so many events. */
export function recordAt(line: Line, step: number): Identified | null {
  return line.records[countUpTo(line.from, step) - 1] ?? null
}

export class Course {
  /** What happened, in order; the picture after `n` of them is the moment `n`. */
  readonly events: Told[] = []
  /** When each happened, in milliseconds; never before the one that came before it. */
  readonly times: number[] = []
  private readonly lines = new Map<string, Line>()
  private readonly all: Line[] = []
  private readonly seqs: number[] = []
  /** Which lines changed, in order, and at which step each did. */
  private readonly touched: Line[] = []
  private readonly touchedAt: number[] = []
  /** Of each incident: at which steps it was told of. */
  private readonly ofIncident = new Map<string, number[]>()

  /** Events up to this number are not steps: they give the picture that the course begins with. */
  constructor(private readonly after = 0) {}

  /** Take in what the service tells, in its order. */
  add(told: EventOut): void {
    const [noun, verb] = told.kind.split('.') as [Noun, string]
    const record = told[noun] as Identified | undefined
    const isHeld = HELD.has(noun) && !!record
    if (verb !== 'kept' && told.seq > this.after) this.step(told, isHeld)
    if (isHeld) this.put(noun, record, verb === 'removed')
  }

  /** A record that the course holds anyway is not copied for the list of events. */
  private step(told: EventOut, isHeld: boolean): void {
    this.events.push(isHeld ? (told as Told) : lightOf(told))
    this.seqs.push(told.seq)
    this.times.push(Math.max(Date.parse(told.at), this.times.at(-1) ?? -Infinity))
    if (!told.incident_id) return
    const steps = this.ofIncident.get(told.incident_id)
    if (steps) steps.push(this.events.length)
    else this.ofIncident.set(told.incident_id, [this.events.length])
  }

  private put(noun: Noun, record: Identified, removed: boolean): void {
    const key = `${noun} ${record.id}`
    const known = this.lines.get(key)
    if (!removed && !isNewer(known?.records.at(-1) ?? undefined, record)) return
    const line = known ?? { noun, id: record.id, from: [], records: [] }
    if (!known) this.all.push(line)
    if (!known) this.lines.set(key, line)
    const [now, next] = [this.events.length, removed ? null : record]
    if (line.from.at(-1) === now) line.records[line.records.length - 1] = next
    else {
      line.from.push(now)
      line.records.push(next)
      this.touched.push(line)
      this.touchedAt.push(now)
    }
  }

  /** Return the lines of all records, or where that is shorter those that changed between two steps. */
  between(step: number, other: number): readonly Line[] {
    const first = countUpTo(this.touchedAt, Math.min(step, other))
    const end = countUpTo(this.touchedAt, Math.max(step, other))
    return end - first < this.all.length ? this.touched.slice(first, end) : this.all
  }

  /** Return the picture after the first `step` events, made anew. */
  pictureAt(step: number): Picture {
    const picture = emptyPicture()
    for (const line of this.all) {
      const record = recordAt(line, step)
      if (record) (picture[line.noun] as Map<string, Identified>).set(line.id, record)
    }
    return picture
  }

  /** Return the last event of some kinds that was told of an incident up to a step. */
  lastOf(incidentId: string, kinds: ReadonlySet<string>, step: number): Told | null {
    const steps = this.ofIncident.get(incidentId) ?? []
    for (let n = countUpTo(steps, step) - 1; n >= 0; n--) {
      const event = this.events[steps[n]! - 1]!
      if (kinds.has(event.kind)) return event
    }
    return null
  }

  /** Return how many events had happened at an instant. */
  stepAt(atMs: number): number {
    return countUpTo(this.times, atMs)
  }

  /** Return the step right after the event with this number, or after the last one before it. */
  stepOf(seq: number): number {
    return countUpTo(this.seqs, seq)
  }

  /** When the last event of a step happened; at the beginning, the first one. */
  timeOf(step: number): number {
    return this.times[Math.max(0, step - 1)] ?? 0
  }
}
