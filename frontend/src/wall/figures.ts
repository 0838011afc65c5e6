/** What a wall tells, counted from the picture: pure, so that it can be checked without a screen. */
import type { Closure, Incident, Need, Order, Proposal, ReportStep, Team } from '@/api/models'
import { stateOf } from '@/closures/closureState'
import { isRunning } from '@/dispatch/orderState'
import { teamGroup, type TeamGroup } from '@/map/symbols'

const ON_SCENE = new Set<Order['state']>(['on_scene', 'delivered'])

export interface IncidentFigure {
  incident: Incident
  level: number | null
  /** Nobody has decided the level yet: it is the one proposed. */
  proposed: boolean
  elapsed_s: number
  /** Forces by how far they are. */
  onScene: number
  underWay: number
  ordered: number
  /** Open needs not wholly promised. */
  uncovered: number
  /** Seconds until the next report is due; negative when it is overdue; null when all were made. */
  report_s: number | null
}

/** Return the level that is shown: the one decided, else the one proposed. */
export function levelOf(incident: Incident): number | null {
  return incident.level ?? incident.proposed_level.level
}

function dueOf(incident: Incident, now: number): number | null {
  const open = incident.report_steps.filter((step) => !step.sent_at).map((step) => Date.parse(step.due_at))
  return open.length ? Math.round((Math.min(...open) - now) / 1000) : null
}

/** Return the incidents under way, the gravest first, then the one with the least time left. */
export function incidentFigures(incidents: Iterable<Incident>, needs: Iterable<Need>, orders: Iterable<Order>, now: number): IncidentFigure[] {
  const open = [...incidents].filter((one) => one.state === 'reported' || one.state === 'responding')
  const figures = new Map(open.map((incident) => [incident.id, {
    incident, level: levelOf(incident), proposed: !incident.level && !!incident.proposed_level.level, elapsed_s: Math.max(0, (now - Date.parse(incident.occurred_at ?? incident.reported_at)) / 1000),
    onScene: 0, underWay: 0, ordered: 0, uncovered: 0, report_s: dueOf(incident, now),
  }]))
  for (const order of orders) {
    const figure = figures.get(order.incident_id)
    if (!figure || order.kind === 'delivery' || !isRunning(order) || order.state === 'released') continue
    if (ON_SCENE.has(order.state)) figure.onScene++
    else if (order.state === 'en_route') figure.underWay++
    else figure.ordered++
  }
  for (const need of needs) {
    const figure = figures.get(need.incident_id)
    if (figure && need.state === 'open' && need.committed < need.quantity) figure.uncovered++
  }
  return [...figures.values()].sort((a, b) =>
    (a.level ?? 5) - (b.level ?? 5) || (a.report_s ?? Infinity) - (b.report_s ?? Infinity) || a.incident.priority - b.incident.priority || a.incident.id.localeCompare(b.incident.id))
}

/** An incident is new for so long. */
const NEW_S = 600

/** Say whether an incident is shown on every page: the gravest level, or taken down a moment ago. */
export function staysShown(figure: IncidentFigure, now: number): boolean {
  return figure.level === 1 || now - Date.parse(figure.incident.reported_at) < NEW_S * 1000
}

/** Count the teams by what they are doing; retired ones are gone. */
export function teamCounts(teams: Iterable<Team>): Record<TeamGroup, number> {
  const counts: Record<TeamGroup, number> = { available: 0, committed: 0, moving: 0, scene: 0, out: 0 }
  for (const team of teams) if (!team.retired_at) counts[teamGroup(team.state)]++
  return counts
}

export interface NeedFigure {
  need: Need
  incident: Incident
  /** Of what is asked: given by the proposal, ordered, on scene. Each holds the next within itself. */
  proposed: number
  ordered: number
  arrived: number
  missing: number
  late: boolean
}

/** Return how much of each need the standing proposal gives. */
export function proposedFor(proposals: Iterable<Proposal>): Map<string, number> {
  const standing = [...proposals].filter((one) => one.state === 'feasible' || one.state === 'proven').sort((a, b) => b.number - a.number)[0]
  const amounts = new Map<string, number>()
  const add = (id: string, amount: number) => amounts.set(id, (amounts.get(id) ?? 0) + amount)
  for (const pick of standing?.picks ?? []) for (const [need, amount] of Object.entries(pick.fills)) add(need, amount)
  for (const delivery of standing?.deliveries ?? []) add(delivery.need_id, delivery.amount)
  return amounts
}

/** Return the open needs with how far each is met: the least covered of the gravest incident first. */
export function needFigures(needs: Iterable<Need>, incidents: Map<string, Incident>, proposals: Iterable<Proposal>, now: number): NeedFigure[] {
  const offered = proposedFor(proposals)
  const figures: NeedFigure[] = []
  for (const need of needs) {
    const incident = incidents.get(need.incident_id)
    if (!incident || need.state !== 'open' || (incident.state !== 'reported' && incident.state !== 'responding') || need.arrived >= need.quantity) continue
    const proposed = Math.min(need.quantity, Math.max(need.committed, offered.get(need.id) ?? 0))
    figures.push({ need, incident, proposed, ordered: Math.min(need.quantity, need.committed), arrived: need.arrived, missing: need.quantity - Math.min(need.quantity, need.committed), late: Date.parse(need.latest_at) < now })
  }
  const gap = (one: NeedFigure) => one.missing / one.need.quantity
  return figures.sort((a, b) => Number(gap(b) > 0) - Number(gap(a) > 0) || (levelOf(a.incident) ?? 5) - (levelOf(b.incident) ?? 5) || gap(b) - gap(a) || a.need.latest_at.localeCompare(b.need.latest_at))
}

export interface ClockFigure {
  incident: Incident
  step: ReportStep
  left_s: number
}

/** Return the report clocks that run, the first to run out on top. */
export function clockFigures(incidents: Iterable<Incident>, now: number): ClockFigure[] {
  return [...incidents]
    .filter((incident) => incident.state !== 'closed')
    .flatMap((incident) => incident.report_steps.filter((step) => !step.sent_at).map((step) => ({ incident, step, left_s: Math.round((Date.parse(step.due_at) - now) / 1000) })))
    .sort((a, b) => a.left_s - b.left_s || a.step.id.localeCompare(b.step.id))
}

/** Return the closures that hold now, the latest first. */
export function closuresInForce(closures: Iterable<Closure>, now: number): Closure[] {
  return [...closures].filter((one) => stateOf(one, now) === 'holding').sort((a, b) => b.valid_from.localeCompare(a.valid_from))
}

/** Return the shares of the districts of the standing proposal, else of the last accepted one; the least served first. */
export function districtFigures(proposals: Iterable<Proposal>): NonNullable<Proposal['outlook']>['districts'] {
  const told = [...proposals].filter((one) => one.outlook && one.state !== 'superseded' && one.state !== 'failed').sort((a, b) => b.number - a.number)[0]
  return [...(told?.outlook?.districts ?? [])].sort((a, b) => a.filled_share - b.filled_share || b.late_units - a.late_units)
}

const PHONE = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)/g
const LANDLINE = /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g
const IDENTITY = /(?<![\dXx])\d{17}[\dXx](?![\dXx])/g

/** Hide numbers of telephones and identity cards: a wall is read by everybody in the room. */
export function withoutNumbers(text: string): string {
  return text.replace(IDENTITY, '（证件号）').replace(PHONE, '$1****$2').replace(LANDLINE, '（电话）')
}
