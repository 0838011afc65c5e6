/** In which order incidents, teams and needs stand on the board, and which are shown. Pure. */
import type { Incident, Team } from '@/api/models'
import { teamGroup, type TeamGroup } from '@/map/symbols'

import type { Cover, CoverSum } from './cover'
import type { Timer } from './timers'

export interface IncidentRow {
  incident: Incident
  level: number | null
  timers: Timer[]
  cover: CoverSum
  /** Timers that ran out. */
  overdue: number
}

export const INCIDENT_ORDERS = ['worst', 'received', 'report', 'priority', 'gap'] as const
export type IncidentOrder = (typeof INCIDENT_ORDERS)[number]

const reportLeft = (row: IncidentRow) => row.timers.find((timer) => timer.kind === 'report')?.s ?? Infinity
const gap = (row: IncidentRow) => (row.cover.needs ? 1 - row.cover.share.ordered : 0)
const latest = (a: IncidentRow, b: IncidentRow) => b.incident.reported_at.localeCompare(a.incident.reported_at) || a.incident.id.localeCompare(b.incident.id)

const COMPARE: Record<IncidentOrder, (a: IncidentRow, b: IncidentRow) => number> = {
  worst: (a, b) => Number(b.overdue > 0) - Number(a.overdue > 0) || a.incident.priority - b.incident.priority || (a.level ?? 5) - (b.level ?? 5) || gap(b) - gap(a) || reportLeft(a) - reportLeft(b),
  received: () => 0,
  report: (a, b) => reportLeft(a) - reportLeft(b),
  priority: (a, b) => a.incident.priority - b.incident.priority || (a.level ?? 5) - (b.level ?? 5),
  gap: (a, b) => gap(b) - gap(a) || a.incident.priority - b.incident.priority,
}

/** Return incidents in an order; what is equal stands with the latest first. */
export function inOrder(rows: readonly IncidentRow[], order: IncidentOrder): IncidentRow[] {
  return [...rows].sort((a, b) => COMPARE[order](a, b) || latest(a, b))
}

export interface TeamRow {
  team: Team
  group: TeamGroup
  county: string
  /** Seconds until it could be at the incident that is selected; null is unknown. */
  eta_s: number | null
}

export const TEAM_ORDERS = ['county', 'nearest', 'name'] as const
export type TeamOrder = (typeof TEAM_ORDERS)[number]
/** Comparing names through one collator is many times faster than name by name. */
const NAMES = new Intl.Collator('zh')
const GROUPS: readonly TeamGroup[] = ['available', 'committed', 'moving', 'scene', 'out']

/** Return teams in an order. Unknown times come last: not knowing is never near. */
export function teamsInOrder(rows: readonly TeamRow[], order: TeamOrder): TeamRow[] {
  const byName = (a: TeamRow, b: TeamRow) => NAMES.compare(a.team.name, b.team.name) || a.team.id.localeCompare(b.team.id)
  const byGroup = (a: TeamRow, b: TeamRow) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group)
  if (order === 'nearest') return [...rows].sort((a, b) => (a.eta_s ?? Infinity) - (b.eta_s ?? Infinity) || byGroup(a, b) || byName(a, b))
  if (order === 'county') return [...rows].sort((a, b) => a.county.localeCompare(b.county) || byGroup(a, b) || byName(a, b))
  return [...rows].sort(byName)
}

/** Count teams by what they do. */
export function countTeams(teams: Iterable<Team>): Record<TeamGroup, number> {
  const counts: Record<TeamGroup, number> = { available: 0, committed: 0, moving: 0, scene: 0, out: 0 }
  for (const team of teams) counts[teamGroup(team.state)]++
  return counts
}

/** Say whether a team answers a text: by name, number or kind, or because the service found it by its pinyin. */
export function matches(team: Team, kind: string, text: string, found: ReadonlySet<string>): boolean {
  const wanted = text.trim().toLowerCase()
  return !wanted || found.has(team.id) || `${team.name}\n${team.code}\n${kind}`.toLowerCase().includes(wanted)
}

export interface NeedLine {
  id: string
  cover: Cover
  late: boolean
  priority: number
  latest_at: string
}

/** Compare two needs: late and unmet first, then the gravest incident, then the widest gap, then the nearest limit. */
export function worseNeed(a: NeedLine, b: NeedLine): number {
  const open = (one: NeedLine) => 1 - one.cover.ordered / one.cover.asked
  const unmet = (one: NeedLine) => Number(one.late && one.cover.arrived < one.cover.asked)
  return unmet(b) - unmet(a) || Number(open(b) > 0) - Number(open(a) > 0) || a.priority - b.priority || open(b) - open(a) || a.latest_at.localeCompare(b.latest_at) || a.id.localeCompare(b.id)
}
