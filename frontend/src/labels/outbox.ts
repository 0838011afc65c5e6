/**
 * What was done on a phone without a connection: kept on the device with its idempotency key, sent again
 * by the page itself (plain http has no background sync), and never dropped without being told.
 */
import { computed, readonly, ref } from 'vue'

import type { Order } from '@/api/models'
import { Problem } from '@/api/problem'
import { useSession } from '@/app/session'
import { keptAs } from '@/app/worldAddress'
import { wordsOf } from '@/ui/feedback'
import { uuid7 } from '@/ui/uuid'

import { type BoxScan, deliverBoxes, loadBoxes, type OrderBoxesIn, type OrderStep, type ScanIn, scanBoxes, takeStep, undoScan } from './calls'

type SeenOrder = Pick<Order, 'id' | 'version'>
export type Task =
  | { kind: 'scan'; body: ScanIn }
  | { kind: 'undo'; id: string; note: string }
  | { kind: 'load' | 'deliver'; order: SeenOrder; body: OrderBoxesIn }
  | { kind: 'step'; order: SeenOrder; verb: OrderStep }

export interface Kept {
  key: string
  account: string
  title: string
  at: number
  task: Task
  refused: string | null
}

export type Outcome = { sent: true; answer: BoxScan | Order } | { sent: false }

const PLACE = keptAs('muster.outbox')
const AGAIN_MS = 8000
const kept = ref<Kept[]>(recall())
/** What a full or forbidden store did not take: it lives as long as the page. */
const unstored = new Set<string>()
let who = ''
let pending: Promise<void> | null = null
let timer: ReturnType<typeof setTimeout> | undefined

function recall(): Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]')
    return Array.isArray(found) ? (found as Kept[]) : []
  } catch {
    return []
  }
}

/**
 * Change what is kept, on top of what the other windows of this device kept meanwhile; written before anything is sent,
 * for a page that is closed in a tunnel must find it again.
 */
function change(edit: (list: Kept[]) => Kept[]): void {
  const stored = recall()
  kept.value = edit([...stored, ...kept.value.filter((one) => unstored.has(one.key) && !stored.some(({ key }) => key === one.key))])
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept.value))
    unstored.clear()
  } catch {
    for (const { key } of kept.value) unstored.add(key)
  }
}

const forget = (key: string): void => change((list) => list.filter((one) => one.key !== key))

/** Whether a call may be tried again: it did not get through, or the service was not able to answer. */
export function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500 || error.status === 429 || error.status === 401)
}

async function send({ task, key }: Kept): Promise<BoxScan | Order> {
  switch (task.kind) {
    case 'scan':
      return scanBoxes(task.body, key)
    case 'undo':
      return undoScan(task.id, task.note, key)
    case 'load':
      return loadBoxes(task.order, task.body, key)
    case 'deliver':
      return deliverBoxes(task.order, task.body, key)
    case 'step':
      return takeStep(task.order, task.verb, key)
  }
}

/** Do something now, or keep it until there is a connection; a refusal is thrown at whoever asked. */
export async function submit(title: string, task: Task): Promise<Outcome> {
  const entry: Kept = { key: uuid7(), account: who, title, at: Date.now(), task, refused: null }
  change((list) => [...list, entry])
  try {
    const answer = await send(entry)
    forget(entry.key)
    return { sent: true, answer }
  } catch (error) {
    if (isPassing(error)) {
      again()
      return { sent: false }
    }
    forget(entry.key)
    throw error
  }
}

/** Send what is waiting, in the order in which it was done; what is refused waits for a decision. */
export function flush(): Promise<void> {
  pending ??= flushAll().finally(() => (pending = null))
  return pending
}

async function flushAll(): Promise<void> {
  for (const entry of kept.value.filter((one) => one.account === who && one.refused === null)) {
    if (useSession().me?.account.id !== who) return // it waits for that person, under whose name alone it goes
    try {
      await send(entry)
      forget(entry.key)
    } catch (error) {
      if (isPassing(error)) return again()
      change((list) => list.map((one) => (one.key === entry.key ? { ...one, refused: wordsOf(error) } : one)))
    }
  }
}

function again(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void flush(), AGAIN_MS)
}

/** Forget an entry that was refused, once a person has read why. */
export function drop(key: string): void {
  forget(key)
}

const onLine = (): void => void flush()

/** Say who is at this device; what somebody else left here waits for that person. */
export function openOutbox(account: string): void {
  who = account
  kept.value = recall()
  window.addEventListener('online', onLine)
  void flush()
}

export function useOutbox() {
  return {
    waiting: computed(() => kept.value.filter((one) => one.account === who && one.refused === null)),
    refused: computed(() => kept.value.filter((one) => one.account === who && one.refused !== null)),
    others: computed(() => kept.value.filter((one) => one.account !== who).length),
    all: readonly(kept),
  }
}
