/**
 * Lets go of what a fresh snapshot would not hold any more, so that a screen that runs for weeks holds no more than one
 * opened now. What is just over stays a while for whoever is still looking at it.
 */
import type { Nouns, Picture } from './reducer'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** How long something that is over stays, where the snapshot drops it at once. */
const LINGERS_MS = 15 * MINUTE_MS
/** The snapshot keeps incidents, orders and alarms so long after their end. */
const OVER_KEPT_MS = DAY_MS
const ALARMS_KEPT_MS = DAY_MS / 2
const MOST_ENDED_ALARMS = 200
/** Of proposals that were superseded or failed: a screen may still compare with the last ones. */
const MOST_OLD_PROPOSALS = 4

const OF_INCIDENT = ['need', 'activation', 'task', 'hazard_area', 'sitrep', 'log_entry', 'steering'] as const
const OPEN_PROPOSAL = new Set(['requested', 'solving', 'feasible', 'proven'])

const before = (at: string | null | undefined, limitMs: number): boolean => Boolean(at) && Date.parse(at!) < limitMs

function drop<T>(rows: Map<string, T>, isOver: (row: T) => boolean): void {
  for (const [id, row] of rows) if (isOver(row)) rows.delete(id)
}

/** Keep the newest so many of some rows, by `order`. */
function keepNewest<T>(rows: Map<string, T>, some: (row: T) => boolean, order: (row: T) => number, most: number): void {
  const old = [...rows].filter(([, row]) => some(row)).sort(([, a], [, b]) => order(b) - order(a))
  for (const [id] of old.slice(most)) rows.delete(id)
}

/** Let go of what is over as of an instant. */
export function prune(picture: Picture, nowMs: number): void {
  const soon = nowMs - LINGERS_MS
  drop(picture.hazard_area, (row) => before(row.withdrawn_at, soon))
  drop(picture.closure, (row) => before(row.lifted_at, soon) || before(row.valid_to, soon))
  drop(picture.steering, (row) => before(row.lifted_at, soon))
  drop(picture.team, (row) => before(row.retired_at, soon))
  drop(picture.order, (row) => before(row.closed_at, nowMs - OVER_KEPT_MS))
  drop(picture.alarm, (row) => before(row.ended_at, nowMs - ALARMS_KEPT_MS))
  keepNewest(picture.alarm, (row) => Boolean(row.ended_at), (row) => Date.parse(row.ended_at!), MOST_ENDED_ALARMS)
  pruneProposals(picture)
  pruneIncidents(picture, nowMs - OVER_KEPT_MS)
}

function pruneProposals({ proposal }: Picture): void {
  const accepted = Math.max(0, ...[...proposal.values()].filter((row) => row.state === 'accepted').map((row) => row.number))
  const isOld = (row: Nouns['proposal']) => !OPEN_PROPOSAL.has(row.state) && row.number !== accepted
  keepNewest(proposal, isOld, (row) => row.number, MOST_OLD_PROPOSALS)
}

function pruneIncidents(picture: Picture, limitMs: number): void {
  const gone = new Set([...picture.incident.values()].filter((row) => before(row.closed_at, limitMs)).map((row) => row.id))
  if (!gone.size) return
  drop(picture.incident, (row) => gone.has(row.id))
  for (const noun of OF_INCIDENT) drop(picture[noun] as Map<string, { incident_id: string | null }>, (row) => gone.has(row.incident_id ?? ''))
}
