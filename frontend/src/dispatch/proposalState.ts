/** Which proposal is shown, what accepting it would do, and what it holds for one incident. */
import type { AnsweredNeed, Delivery, Pick, Proposal, Shortfall } from '@/api/models'

const WITH_ANSWER = new Set<Proposal['state']>(['feasible', 'proven'])
const RUNNING = new Set<Proposal['state']>(['requested', 'solving'])

/** Return the newest proposal that can be read: an open answer, else the last accepted one. */
export function currentProposal(proposals: Iterable<Proposal>): Proposal | null {
  const rows = [...proposals].sort((a, b) => b.number - a.number)
  return rows.find((row) => WITH_ANSWER.has(row.state)) ?? rows.find((row) => row.state === 'accepted') ?? rows[0] ?? null
}

/** Return the proposal that is being solved now, if any. */
export function solvingProposal(proposals: Iterable<Proposal>): Proposal | null {
  return [...proposals].filter((row) => RUNNING.has(row.state)).sort((a, b) => b.number - a.number)[0] ?? null
}

export function isAcceptable(proposal: Proposal): boolean {
  return WITH_ANSWER.has(proposal.state)
}

export interface Share {
  picks: Pick[]
  deliveries: Delivery[]
  shortfalls: Shortfall[]
  needs: AnsweredNeed[]
}

/** Return the part of a proposal that concerns one incident, or all of it. */
export function shareOf(proposal: Proposal, incidentId: string | null): Share {
  const mine = <T extends { incident_id: string }>(rows: T[]) => (incidentId ? rows.filter((row) => row.incident_id === incidentId) : rows)
  return { picks: mine(proposal.picks), deliveries: mine(proposal.deliveries), shortfalls: mine(proposal.shortfalls), needs: mine(proposal.needs) }
}

export interface Consequences {
  issue: number
  redirect: number
  recall: number
  deliver: number
  short: number
}

/** Count what an acceptance would set in motion. */
export function consequencesOf(proposal: Proposal, incidentId: string | null): Consequences {
  const share = shareOf(proposal, incidentId)
  const recalled = proposal.difference?.recalled ?? []
  return {
    issue: share.picks.filter((pick) => pick.status === 'new').length,
    redirect: share.picks.filter((pick) => pick.status === 'redirected').length,
    recall: incidentId ? recalled.filter((row) => row.from_incident_id === incidentId).length : recalled.length,
    deliver: share.deliveries.length,
    short: share.shortfalls.length,
  }
}

/** Say whether an acceptance would send, move or recall anything at all. */
export function changesAnything(proposal: Proposal, incidentId: string | null): boolean {
  const what = consequencesOf(proposal, incidentId)
  return what.issue + what.redirect + what.recall + what.deliver > 0
}

/** Return how many teams stay, come in, go elsewhere and come back, for one incident or all. */
export function changeCounts(proposal: Proposal, incidentId: string | null): Record<'kept' | 'added' | 'redirected' | 'recalled', number> {
  const rows = proposal.difference
  const count = (name: 'kept' | 'added' | 'redirected' | 'recalled') =>
    (rows?.[name] ?? []).filter((row) => !incidentId || row.to_incident_id === incidentId || row.from_incident_id === incidentId).length
  return { kept: count('kept'), added: count('added'), redirected: count('redirected'), recalled: count('recalled') }
}

/** Group deliveries by depot, lorry and trip, soonest first. */
export function deliveryLoads(deliveries: Delivery[]): { key: string; head: Delivery; rows: Delivery[] }[] {
  const loads = new Map<string, Delivery[]>()
  for (const row of deliveries) {
    const key = `${row.depot_id}/${row.truck_id ?? ''}/${row.trip}/${row.incident_id}`
    loads.set(key, [...(loads.get(key) ?? []), row])
  }
  return [...loads].map(([key, rows]) => ({ key, head: rows[0]!, rows })).sort((a, b) => a.head.eta_s - b.head.eta_s)
}
