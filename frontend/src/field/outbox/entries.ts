/** What a phone has done and the service may not know yet: one entry per act, with the key of its one effect. */
import type { Order, ReadinessRow } from '@/api/models'
import type { components } from '@/api/schema'
import type { OrderVerb } from '@/dispatch/orderState'

export type FieldReportIn = components['schemas']['FieldReportIn']
/** A report without its picture, which travels as a file until it is sent. */
export type ReportBody = Omit<FieldReportIn, 'photo'>
/** What an observer of an exercise notes, without the moment and the picture, which the outbox adds. */
export type EvaluationBody = Omit<components['schemas']['EvaluationIn'], 'photo' | 'happened_at'>
export type OrderState = Order['state']

export type Act =
  | { kind: 'step'; order_id: string; number: number; verb: OrderVerb; note: string; expects: OrderState; version: number }
  | { kind: 'report'; body: ReportBody; photo: Blob | null }
  | { kind: 'readiness'; row: ReadinessRow }
  | { kind: 'evaluation'; body: EvaluationBody; title: string; photo: Blob | null }

/** Why the service said no, and what it knows instead. */
export interface Refusal {
  status: number
  code: string
  message: string
  record: Record<string, unknown> | null
}

export type EntryState = 'waiting' | 'sending' | 'sent' | 'refused'

export interface Entry {
  /** The idempotency key of the act: the same on every try. */
  key: string
  account: string
  /** Entries of one lane go one after the other: the steps of an order, the reports of an order. */
  lane: string
  /** The place in the order of presses. */
  place: number
  /** The moment of the press by the service's clock, ISO. */
  at: string
  act: Act
  state: EntryState
  tries: number
  /** Not before this moment of the phone's clock, in ms. */
  next_ms: number
  sent_at: string | null
  refusal: Refusal | null
}

/** The lane of an act: steps wait for each other, reports for each other, and neither for the other. */
export function laneOf(act: Act): string {
  switch (act.kind) {
    case 'step':
      return `step:${act.order_id}`
    case 'report':
      return `report:${act.body.incident_id}`
    case 'readiness':
      return `team:${act.row.team_id}`
    case 'evaluation':
      return `evaluation:${act.body.criterion}`
  }
}

/** Entries in the order in which they were made. */
export function inOrder(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((a, b) => a.place - b.place)
}

/** Return the first entry of each lane that is still to be sent; a refused one holds up its lane until it is decided. */
export function heads(entries: Iterable<Entry>): Entry[] {
  const first = new Map<string, Entry>()
  for (const entry of inOrder(entries)) if (entry.state !== 'sent' && !first.has(entry.lane)) first.set(entry.lane, entry)
  return [...first.values()].filter((entry) => entry.state === 'waiting')
}
