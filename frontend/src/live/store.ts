/** The live picture of this world: loaded once, kept true by events, read by every screen. */
import { defineStore } from 'pinia'
import { markRaw, ref, shallowReactive, shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { EventOut, Position, Snapshot } from '@/api/models'
import { apiUrl } from '@/app/worldAddress'

import { setServerTime, setWorldClock, useNow, type WorldClock } from '@/ui/clock'

import { earlyAnswer } from './early'
import { backoffMs, type Health, LiveConnection } from './connection'
import { perFrame } from './frames'
import { prune } from './pruning'
import {
  applyEvent,
  applyEvents,
  applyPositions,
  type Catalogues,
  cataloguesOf,
  emptyPicture,
  loadSnapshot,
  NOUNS,
  SNAPSHOT_KEYS,
} from './reducer'

function socketUrl(): string {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${window.location.host}${apiUrl('/api/live')}`
}

type Watcher = (event: EventOut) => void

/** What is over is let go of after so many events: nothing grows without any. */
const PRUNED_EVERY = 500

/** After these, somebody else's teams may be seen no longer, or more of them: nobody says which. */
const UNSEEN_AFTER = new Set(['agreement.signed', 'agreement.ended', 'aid_request.released', 'aid_request.lapsed', 'aid_request.sent_back'])

/** A long list is told as one event: what it changed is read again as a whole. */
const TOLD_ONE_BY_ONE = 200
function changesTooMuchToTell(event: EventOut): boolean {
  if (UNSEEN_AFTER.has(event.kind)) return true
  if (event.kind !== 'import_batch.applied' && event.kind !== 'import_batch.undone') return false
  const { kind, counts } = event.import_batch as { kind: string; counts: { added?: number; changed?: number; removed?: number } }
  const changed = (counts.added ?? 0) + (counts.changed ?? 0) + (counts.removed ?? 0)
  if (kind === 'lots' || kind === 'experts' || kind === 'classes') return false
  return kind === 'shelters' || kind === 'hospitals' || kind === 'items' || changed > TOLD_ONE_BY_ONE
}

export const useLive = defineStore('live', () => {
  const picture = emptyPicture(() => shallowReactive(new Map()))
  const positions = shallowReactive(new Map<string, Position>())
  const catalogues = shallowRef<Catalogues>({ capabilities: new Map(), items: new Map() })
  const seq = ref(0)
  const health = ref<Health>('connecting')
  const heardAt = ref<number | null>(null)
  const loaded = ref(false)
  const watchers = new Set<Watcher>()
  let connection: LiveConnection | null = null
  let whenRefused = () => undefined as void
  /** Counts starts and stops, so that a start that was overtaken gives up. */
  let run = 0
  let arrivedEvents: EventOut[] = []
  let arrivedPositions: Position[] = []
  let sincePruned = 0
  /** Pictures in the order in which they were asked for: one that comes after a later one is past. */
  let asked = 0
  let shown = 0
  /** What came while a picture was asked for, for each that is: it may be older than what is shown by then. */
  const meanwhile = new Set<{ events: EventOut[]; moved: Position[] }>()
  const frame = perFrame(takeArrived)

  function load(snapshot: Snapshot): void {
    arrivedEvents = arrivedEvents.filter((event) => event.seq > snapshot.seq)
    loadSnapshot(picture, snapshot)
    positions.clear()
    applyPositions(positions, snapshot.positions)
    catalogues.value = markRaw(cataloguesOf(snapshot))
    seq.value = snapshot.seq
    setServerTime(snapshot.world.clock?.wall_at ?? snapshot.at)
    setWorldClock(snapshot.world.clock)
    heardAt.value = Date.now()
    loaded.value = true
  }

  /** Take the picture anew; what was asked for before somebody stopped or lent it comes too late. */
  async function refresh(): Promise<void> {
    const mine = run
    const turn = ++asked
    const since = { events: [] as EventOut[], moved: [] as Position[] }
    meanwhile.add(since)
    try {
      const snapshot = await unwrap(api.GET('/api/snapshot'))
      if (mine !== run || turn < shown) return
      shown = turn
      load(snapshot)
      const later = since.events.filter((event) => event.seq > snapshot.seq)
      applyEvents(picture, later)
      applyPositions(positions, since.moved)
      seq.value = later.reduce((newest, event) => Math.max(newest, event.seq), seq.value)
    } finally {
      meanwhile.delete(since)
    }
  }

  /** Put all that came since the last frame into the picture, and tell whoever listens. */
  function takeArrived(): void {
    const [events, moved] = [arrivedEvents, arrivedPositions]
    arrivedEvents = []
    arrivedPositions = []
    for (const since of meanwhile) {
      since.events.push(...events)
      since.moved.push(...moved)
    }
    applyPositions(positions, moved)
    heardAt.value = Date.now()
    if (!events.length) return
    applyEvents(picture, events)
    seq.value = events.reduce((newest, event) => Math.max(newest, event.seq), seq.value)
    for (const event of events) {
      if (event.kind === 'clock.set') setWorldClock(event.clock as WorldClock)
      for (const watcher of watchers) watcher(event)
    }
    if (events.some(changesTooMuchToTell)) void refresh().catch(() => undefined)
    sincePruned += events.length
    if (sincePruned < PRUNED_EVERY) return
    sincePruned = 0
    prune(picture, useNow().value)
  }

  /** Fetch the first picture, however long the service stays away; what follows it begins before it is shown. */
  async function firstPicture(mine: number, follow: () => void): Promise<void> {
    for (let attempt = 0; mine === run; attempt++) {
      try {
        const early = await earlyAnswer<Snapshot>('/api/snapshot')
        const first = early ?? (await unwrap(api.GET('/api/snapshot')))
        if (mine !== run) return
        load(first)
        return follow()
      } catch {
        health.value = 'offline'
        await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt)))
      }
    }
  }

  /** Stop following, so that another moment may be shown through this picture; returns the way back. */
  async function lend(): Promise<() => void> {
    stop()
    const back = () => void start(whenRefused)
    await refresh().catch((error: unknown) => {
      back()
      throw error
    })
    health.value = 'live'
    return back
  }

  async function start(refused: () => void): Promise<void> {
    whenRefused = refused
    stop()
    const opening = new LiveConnection(socketUrl(), {
      lastSeq() {
        frame.now()
        return seq.value
      },
      events(arrived) {
        arrivedEvents.push(...arrived)
        frame.due()
      },
      positions(arrived) {
        arrivedPositions.push(...arrived)
        frame.due()
      },
      heartbeat(_seq, at) {
        setServerTime(at)
        heardAt.value = Date.now()
      },
      reset: refresh,
      health: (state) => (health.value = state),
      refused,
    })
    opening.prepare()
    await firstPicture(run, () => {
      connection = opening
      opening.start()
      window.addEventListener('online', retryNow)
      window.addEventListener('offline', lost)
    })
    if (connection !== opening) opening.stop()
  }

  function retryNow(): void {
    connection?.retryNow()
  }

  function lost(): void {
    connection?.lost()
  }

  function stop(): void {
    run++
    connection?.stop()
    connection = null
    frame.now()
    window.removeEventListener('online', retryNow)
    window.removeEventListener('offline', lost)
    loaded.value = false
  }

  /** Hear every event as it comes; returns the way to stop. */
  function onEvent(watcher: Watcher): () => void {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }

  /** Put an answer of the service into the picture before its event arrives. */
  function put(kind: string, record: object): void {
    const noun = kind.split('.')[0]!
    applyEvent(picture, { kind, [noun]: record } as unknown as EventOut)
  }

  /** Put a record that came under the plural noun of its address. */
  function putResource(resource: string, record: object): void {
    const plural = resource.replace('-', '_')
    const noun = NOUNS.find((one) => SNAPSHOT_KEYS[one] === plural)
    if (noun) put(`${noun}.changed`, record)
  }

  return { ...picture, picture, positions, catalogues, seq, health, heardAt, loaded, start, stop, lend, refresh, onEvent, put, putResource }
})
