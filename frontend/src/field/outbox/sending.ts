/** How each act is sent: always under the key of its entry, with the moment of its press. */
import { api, unwrap } from '@/api/client'
import type { Order } from '@/api/models'
import { Problem } from '@/api/problem'
import { i18n } from '@/app/i18n'
import { useLive } from '@/live/store'

import type { Act, Entry, OrderState } from './entries'

const TRIES_AGAINST_CHANGES = 4

/** Send an entry and put the answer into the picture. */
export async function sendEntry(entry: Entry, signal: AbortSignal): Promise<unknown> {
  switch (entry.act.kind) {
    case 'step':
      return sendStep(entry, entry.act, signal)
    case 'report':
      return sendReport(entry, entry.act, signal)
    case 'readiness':
      return sendReadiness(entry, entry.act, signal)
    case 'evaluation':
      return sendEvaluation(entry, entry.act, signal)
  }
}

/** The version a step is based on: the one known now if the order is still as it was when the button was pressed. */
function basis(act: Extract<Act, { kind: 'step' }>): number {
  const known = useLive().order.get(act.order_id)
  return known && known.state === act.expects && known.version > act.version ? known.version : act.version
}

/**
 * A new arrival time makes a new version of an order without anything the leader decided on: the step
 * is then sent again on that version. An order in another state is a conflict, and a person decides.
 */
async function sendStep(entry: Entry, act: Extract<Act, { kind: 'step' }>, signal: AbortSignal): Promise<Order> {
  const live = useLive()
  let version = basis(act)
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await stepCall(entry, act, version, signal)
      live.put('order.changed', answer)
      return answer
    } catch (error) {
      const now = error instanceof Problem && error.status === 412 ? (error.facts.record as { state: OrderState; version: number } | undefined) : undefined
      if (now?.state !== act.expects || attempt >= TRIES_AGAINST_CHANGES) throw error
      version = now.version
    }
  }
}

function stepCall(entry: Entry, act: Extract<Act, { kind: 'step' }>, version: number, signal: AbortSignal): Promise<Order> {
  const headers = { 'If-Match': `"${version}"`, 'Idempotency-Key': entry.key }
  const init = { params: { path: { order_id: act.order_id } }, headers, signal, body: { note: act.note, happened_at: entry.at } }
  return unwrap(api.POST(`/api/orders/{order_id}/${act.verb}`, init))
}

async function sendReport(entry: Entry, act: Extract<Act, { kind: 'report' }>, signal: AbortSignal): Promise<unknown> {
  const photo = act.photo ? await base64Of(act.photo) : null
  const body = { ...act.body, happened_at: entry.at, photo }
  return unwrap(api.POST('/api/field-reports', { headers: { 'Idempotency-Key': entry.key }, signal, body }))
}

async function sendReadiness(entry: Entry, act: Extract<Act, { kind: 'readiness' }>, signal: AbortSignal): Promise<unknown> {
  const live = useLive()
  const done = await unwrap(api.POST('/api/readiness', { headers: { 'Idempotency-Key': entry.key }, signal, body: { rows: [act.row] } }))
  for (const team of done.teams) live.put('team.changed', team)
  const left = done.left[0]
  if (!left) return done
  const record = (left.record ?? null) as Record<string, unknown> | null
  if (record) live.put('team.changed', record)
  throw new Problem(409, left.reason, i18n.global.t('field.readinessStale'), { record })
}

async function sendEvaluation(entry: Entry, act: Extract<Act, { kind: 'evaluation' }>, signal: AbortSignal): Promise<unknown> {
  const photo = act.photo ? await base64Of(act.photo) : null
  const body = { ...act.body, happened_at: entry.at, photo }
  return unwrap(api.POST('/api/evaluations', { headers: { 'Idempotency-Key': entry.key }, signal, body }))
}

/** Return a file as base64, without a detour over a text of a megabyte. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
