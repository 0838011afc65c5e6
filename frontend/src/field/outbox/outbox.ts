/**
 * The one way by which a phone tells the service anything: each act is written down first, then sent
 * under its own idempotency key until the service has answered; a refusal waits for a decision.
 */
import { Problem } from '@/api/problem'
import { wordsOf } from '@/ui/feedback'
import { uuid7 } from '@/ui/uuid'

import { type Act, type Entry, heads, inOrder, laneOf } from './entries'
import type { Shelf } from './shelf'

const LONGEST_WAIT_MS = 60_000
/** No answer for so long is none: a line that died silently would hold up what is behind it for a quarter of an hour. */
const PATIENCE_MS = 30_000
const PATIENCE_WITH_PHOTO_MS = 120_000
const SENT_KEPT = 30

/** Return how long to wait after so many tries in vain, spread so that phones do not call in step. */
export function waitMs(tries: number, random: number = Math.random()): number {
  return Math.round(Math.min(LONGEST_WAIT_MS, 2_000 * 2 ** Math.max(0, tries - 1)) * (0.5 + random / 2))
}

/** Return how long to wait for the answer to an act. */
export function patienceMs(act: Act): number {
  return 'photo' in act && act.photo ? PATIENCE_WITH_PHOTO_MS : PATIENCE_MS
}

/** Whether a call may be made again: it did not get through, or the service could not answer. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof Problem) || error.status === 0 || error.status >= 500 || [401, 408, 425, 429].includes(error.status)
}

export interface Surroundings {
  send(entry: Entry, givenUp: AbortSignal): Promise<unknown>
  /** Whose session the service sees at this moment: nobody's acts go out under the name of somebody else. */
  who(): string | null
  /** `lasting` is false once something could not be written to the disk of the phone. */
  changed(entries: Entry[], lasting: boolean): void
  now(): number
  later(wait_ms: number, work: () => void): void
}

export class Outbox {
  private entries: Entry[] = []
  private account = ''
  /** The lanes in which something is being sent: none waits for another. */
  private readonly running = new Map<string, Promise<void>>()
  private full = false

  constructor(private readonly shelf: Shelf<Entry>, private readonly around: Surroundings) {}

  get lasting(): boolean {
    return this.shelf.lasting && !this.full
  }

  /** Take up what this person left here; what was being sent when the phone went dark is sent again. */
  async open(account: string): Promise<void> {
    this.account = account
    const found = await this.shelf.all()
    const unwritten = this.entries.filter((entry) => entry.state !== 'sent' && !found.some((one) => one.key === entry.key))
    this.entries = inOrder([...found, ...unwritten]).map((entry) => (entry.state === 'sending' ? { ...entry, state: 'waiting' } : entry))
    for (const entry of this.entries) entry.next_ms = 0
    this.tell()
  }

  /** What this person did, in order. */
  get own(): Entry[] {
    return this.entries.filter((entry) => entry.account === this.account)
  }

  /** Write an act down, then try to send it; it is safe when this has ended. */
  async add(act: Act, at: string): Promise<Entry> {
    const place = 1 + this.entries.reduce((most, entry) => Math.max(most, entry.place), 0)
    const entry: Entry = { key: uuid7(), account: this.account, lane: laneOf(act), place, at, act, state: 'waiting', tries: 0, next_ms: 0, sent_at: null, refusal: null }
    await this.shelf.put(entry).catch(() => (this.full = true)) // a full phone: it is sent as long as the page lives, and says so
    this.entries.push(entry)
    this.tell()
    void this.flush()
    return entry
  }

  /** Take an act back that has not left yet, with everything after it in its lane; false where it is too late. */
  async takeBack(key: string): Promise<boolean> {
    const entry = this.own.find((one) => one.key === key)
    if (!entry || entry.state !== 'waiting') return false
    await this.drop(this.own.filter((one) => one.lane === entry.lane && one.place >= entry.place && one.state === 'waiting'))
    return true
  }

  /** Give a refused act up; what followed it in its lane goes on by itself. */
  async discard(key: string): Promise<void> {
    await this.drop(this.own.filter((one) => one.key === key && one.state === 'refused'))
    void this.flush()
  }

  /** Send a refused act once more as a new one: the person has seen why it was refused. */
  async redo(key: string, act: Act, at: string): Promise<void> {
    const entry = this.own.find((one) => one.key === key && one.state === 'refused')
    if (!entry) return
    const next: Entry = { ...entry, key: uuid7(), act, at, state: 'waiting', tries: 0, next_ms: 0, refusal: null }
    await this.shelf.put(next)
    await this.shelf.remove(entry.key)
    this.entries = this.entries.map((one) => (one === entry ? next : one))
    this.tell()
    void this.flush()
  }

  /** Send what is waiting, each lane in its order and none behind another; `now` does not wait for the next try. */
  async flush(now = false): Promise<void> {
    if (now) for (const entry of this.own) entry.next_ms = 0
    for (const { lane } of this.due()) if (!this.running.has(lane)) this.running.set(lane, this.flushLane(lane).finally(() => this.running.delete(lane)))
    await Promise.all(this.running.values())
    this.wakeLater()
  }

  /** The heads of the lanes that may be sent now, of whoever is signed in. */
  private due(): Entry[] {
    return this.around.who() === this.account ? heads(this.own).filter((entry) => entry.next_ms <= this.around.now()) : []
  }

  private async flushLane(lane: string): Promise<void> {
    for (let next = this.dueIn(lane); next; next = this.dueIn(lane)) if (!(await this.sendOne(next))) return
  }

  private dueIn(lane: string): Entry | undefined {
    return this.due().find((entry) => entry.lane === lane)
  }

  /** Send one entry; true where the next of its lane may follow at once. */
  private async sendOne(entry: Entry): Promise<boolean> {
    await this.change(entry, { state: 'sending' })
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), patienceMs(entry.act))
    try {
      await this.around.send(entry, patience.signal)
      await this.change(entry, { state: 'sent', sent_at: new Date(this.around.now()).toISOString() })
      await this.forgetOldest()
      return true
    } catch (error) {
      await this.failed(entry, error)
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  private async failed(entry: Entry, error: unknown): Promise<void> {
    if (isPassing(error)) {
      const tries = entry.tries + 1
      return this.change(entry, { state: 'waiting', tries, next_ms: this.around.now() + waitMs(tries) })
    }
    const { status, code, facts } = error as Problem
    const record = typeof facts.record === 'object' ? (facts.record as Record<string, unknown> | null) : null
    await this.change(entry, { state: 'refused', refusal: { status, code, message: wordsOf(error), record } })
  }

  private wakeLater(): void {
    const next = heads(this.own).map((entry) => entry.next_ms)
    if (next.length) this.around.later(Math.max(0, Math.min(...next) - this.around.now()), () => void this.flush())
  }

  /** What was sent is shown for a while; a photo that has arrived takes no room. */
  private async forgetOldest(): Promise<void> {
    const sent = this.own.filter((entry) => entry.state === 'sent')
    for (const entry of sent) if ('photo' in entry.act && entry.act.photo) await this.change(entry, { act: { ...entry.act, photo: null } })
    await this.drop(sent.slice(0, Math.max(0, sent.length - SENT_KEPT)))
  }

  private async drop(entries: Entry[]): Promise<void> {
    for (const entry of entries) await this.shelf.remove(entry.key)
    this.entries = this.entries.filter((entry) => !entries.includes(entry))
    this.tell()
  }

  private async change(entry: Entry, change: Partial<Entry>): Promise<void> {
    Object.assign(entry, change)
    await this.shelf.put(entry).catch(() => undefined)
    this.tell()
  }

  private tell(): void {
    this.around.changed(this.own.map((entry) => ({ ...entry })), this.lasting)
  }
}
