/** The live picture of this world: loaded once, kept true by events, read by every screen. */
import { defineStore } from 'pinia'
import { markRaw, ref, shallowReactive, shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { EventOut, Position, Snapshot } from '@/api/models'

import { setServerTime } from '@/ui/clock'

import { backoffMs, type Health, LiveConnection } from './connection'
import {
  applyEvent,
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
  return `${scheme}://${window.location.host}/api/live`
}

type Watcher = (event: EventOut) => void

/** A long list is told as one event: what it changed is read again as a whole. */
const TOLD_ONE_BY_ONE = 200
function changesTooMuchToTell(event: EventOut): boolean {
  if (event.kind !== 'import_batch.applied' && event.kind !== 'import_batch.undone') return false
  const { kind, counts } = event.import_batch as { kind: string; counts: { added?: number; changed?: number; removed?: number } }
  const changed = (counts.added ?? 0) + (counts.changed ?? 0) + (counts.removed ?? 0)
  return kind === 'shelters' || kind === 'hospitals' || (kind !== 'lots' && changed > TOLD_ONE_BY_ONE)
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
  /** Counts starts and stops, so that a start that was overtaken gives up. */
  let run = 0

  function load(snapshot: Snapshot): void {
    loadSnapshot(picture, snapshot)
    positions.clear()
    applyPositions(positions, snapshot.positions)
    catalogues.value = markRaw(cataloguesOf(snapshot))
    seq.value = snapshot.seq
    setServerTime(snapshot.at)
    heardAt.value = Date.now()
    loaded.value = true
  }

  async function refresh(): Promise<void> {
    load(await unwrap(api.GET('/api/snapshot')))
  }

  function take(events: EventOut[]): void {
    for (const event of events) {
      applyEvent(picture, event)
      seq.value = Math.max(seq.value, event.seq)
      for (const watcher of watchers) watcher(event)
    }
    heardAt.value = Date.now()
    if (events.some(changesTooMuchToTell)) void refresh().catch(() => undefined)
  }

  /** Fetch the first picture, however long the service stays away. */
  async function firstPicture(mine: number): Promise<boolean> {
    for (let attempt = 0; mine === run; attempt++) {
      try {
        await refresh()
        return mine === run
      } catch {
        health.value = 'offline'
        await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt)))
      }
    }
    return false
  }

  async function start(refused: () => void): Promise<void> {
    stop()
    if (!(await firstPicture(run))) return
    connection = new LiveConnection(socketUrl(), {
      lastSeq: () => seq.value,
      events: take,
      positions: (arrived) => applyPositions(positions, arrived),
      heartbeat(_seq, at) {
        setServerTime(at)
        heardAt.value = Date.now()
      },
      reset: refresh,
      health: (state) => (health.value = state),
      refused,
    })
    connection.start()
    window.addEventListener('online', retryNow)
    window.addEventListener('offline', lost)
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

  return { ...picture, picture, positions, catalogues, seq, health, heardAt, loaded, start, stop, refresh, onEvent, put, putResource }
})
