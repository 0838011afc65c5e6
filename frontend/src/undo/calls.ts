/** How each kind of act is taken back: one call of the service each, based on the picture as it is then. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Activation, Closure, EventOut, HazardArea, Incident, Need, Order, Steering, Task } from '@/api/models'
import { useLive } from '@/live/store'

import type { Undo } from './acts'

interface Versioned { id: string; version: number }

/** The record as it is now; the one that the act brought where the picture has lost it. */
function now<T extends Versioned>(held: Map<string, T>, seen: T): T {
  return held.get(seen.id) ?? seen
}

function body(reason: string, seen?: Versioned) {
  return { reason, of_version: seen?.version ?? null }
}

/** A step of an order; `seen` is the order as the step left it. */
export const undoOrder = (seen: Order): Undo => async (reason) => {
  const live = useLive()
  const init = { params: { path: { order_id: seen.id } }, headers: ifMatch(now(live.order, seen)), body: body(reason, seen) }
  live.put('order.corrected', await unwrap(api.POST('/api/orders/{order_id}/undo', init)))
}

/** The last change, cancelling or raising of a need. */
export const undoNeed = (seen: Need): Undo => async (reason) => {
  const live = useLive()
  const init = { params: { path: { need_id: seen.id } }, headers: ifMatch(now(live.need, seen)), body: body(reason, seen) }
  live.put('need.corrected', await unwrap(api.POST('/api/needs/{need_id}/undo', init)))
}

/** A stand-down or a closing. */
export const undoEnd = (seen: Incident, anyVersion = false): Undo => async (reason) => {
  const live = useLive()
  const init = { params: { path: { incident_id: seen.id } }, headers: ifMatch(now(live.incident, seen)), body: body(reason, anyVersion ? undefined : seen) }
  live.put('incident.reopened', await unwrap(api.POST('/api/incidents/{incident_id}/reopen', init)))
}

/** A correction of what is known, the level among it. */
export const undoCorrection = (seen: Incident): Undo => async (reason) => {
  const live = useLive()
  const init = { params: { path: { incident_id: seen.id } }, headers: ifMatch(now(live.incident, seen)), body: body(reason, seen) }
  live.put('incident.reverted', await unwrap(api.POST('/api/incidents/{incident_id}/undo', init)))
}

/** The note that a hop of the report chain was made. */
export const undoReportStep = (seen: Incident, stepId: string, anyVersion = false): Undo => async (reason) => {
  const live = useLive()
  const path = { incident_id: seen.id, step_id: stepId }
  const init = { params: { path }, headers: ifMatch(now(live.incident, seen)), body: body(reason, anyVersion ? undefined : seen) }
  live.put('incident.reverted', await unwrap(api.POST('/api/incidents/{incident_id}/report-steps/{step_id}/undo', init)))
}

/** The raising or the end of a response. */
export const undoActivation = (seen: Activation): Undo => async (reason) => {
  const live = useLive()
  const init = { params: { path: { activation_id: seen.id } }, headers: ifMatch(now(live.activation, seen)), body: body(reason, seen) }
  live.put('activation.corrected', await unwrap(api.POST('/api/activations/{activation_id}/undo', init)))
}

/** The start of a response: it is ended. */
export const endStarted = (seen: Activation): Undo => async () => {
  const live = useLive()
  const init = { params: { path: { activation_id: seen.id } }, headers: ifMatch(now(live.activation, seen)) }
  live.put('activation.ended', await unwrap(api.POST('/api/activations/{activation_id}/end', init)))
}

/** A task that was settled; or one that was opened again. */
export const undoTask = (before: Task, seen: Task): Undo => async (reason) => {
  const live = useLive()
  const init = { params: { path: { task_id: seen.id } }, headers: ifMatch(now(live.task, seen)), body: { state: before.state, note: reason || null } }
  live.put('task.reopened', await unwrap(api.PATCH('/api/tasks/{task_id}', init)))
}

/** A pin or exclusion that was set is lifted, one that was lifted holds again. */
export const undoSteering = (seen: Steering): Undo => async () => {
  const live = useLive()
  const init = { params: { path: { steering_id: seen.id } }, headers: ifMatch(now(live.steering, seen)) }
  const call = seen.lifted_at ? api.POST('/api/steerings/{steering_id}/restore', init) : api.POST('/api/steerings/{steering_id}/lift', init)
  live.put('steering.restored', await unwrap(call))
}

/** A closure that was drawn is lifted, one that was lifted holds again. */
export const undoClosure = (seen: Closure): Undo => async () => {
  const live = useLive()
  const init = { params: { path: { closure_id: seen.id } }, headers: ifMatch(now(live.closure, seen)) }
  const call = seen.lifted_at ? api.POST('/api/closures/{closure_id}/restore', init) : api.POST('/api/closures/{closure_id}/lift', init)
  live.put('closure.restored', await unwrap(call))
}

/** A danger area that was withdrawn holds again, one that was drawn is withdrawn. */
export const undoArea = (seen: HazardArea): Undo => async () => {
  const live = useLive()
  const init = { params: { path: { hazard_area_id: seen.id } }, headers: ifMatch(now(live.hazard_area, seen)) }
  const call = seen.withdrawn_at
    ? api.POST('/api/hazard-areas/{hazard_area_id}/restore', init)
    : api.POST('/api/hazard-areas/{hazard_area_id}/withdraw', init)
  live.put('hazard_area.drawn', await unwrap(call))
}

const OF_ORDER = /^order\.(acknowledged|loaded|departed|arrived|delivered|released|closed|declined|recalled|turned_back)$/
const OF_NEED = /^need\.(raised|changed|cancelled)$/

/** How an entry of the record is taken back; null where it is not, or only by other means. */
export function undoOf(event: EventOut): Undo | null {
  const row = event as unknown as { order: Order; need: Need; incident: Incident; activation: Activation; closure: Closure; hazard_area: HazardArea; steering: Steering }
  if (OF_ORDER.test(event.kind)) return undoOrder(row.order)
  if (OF_NEED.test(event.kind)) return undoNeed(row.need)
  switch (event.kind) {
    case 'incident.stood_down':
    case 'incident.closed':
      return undoEnd(row.incident)
    case 'activation.raised':
    case 'activation.ended':
      return undoActivation(row.activation)
    case 'closure.lifted':
      return undoClosure(row.closure)
    case 'hazard_area.withdrawn':
      return undoArea(row.hazard_area)
    case 'steering.lifted':
      return undoSteering(row.steering)
    default:
      return null
  }
}

/** Which entries of a course still stand: neither taken back nor overtaken by a later word on the same thing. */
export function correctable(course: readonly EventOut[]): Set<number> {
  const latest = new Map<string, number>()
  for (const event of course) {
    const [noun] = event.kind.split('.') as [keyof EventOut]
    const row = event[noun] as unknown as { id?: string } | undefined
    const silent = event.kind === 'need.covered' || event.kind === 'order.eta_changed' || event.kind === 'incident.corrected'
    if (row?.id && !silent) latest.set(`${noun}:${row.id}`, event.seq)
  }
  return new Set(latest.values())
}
