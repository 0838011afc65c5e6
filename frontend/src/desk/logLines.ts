/** The lines of the log: light copies of what happened, sorted into groups, filtered. Pure. */
import type { EventOut, LogLine } from '@/api/models'
import type { Told } from '@/app/sentences'

export const GROUPS = ['incident', 'dispatch', 'alarm', 'resource', 'site'] as const
export type Group = (typeof GROUPS)[number]

const GROUP_OF: Record<string, Group> = {
  incident: 'incident', need: 'incident', sitrep: 'incident', log_entry: 'incident', hazard_area: 'incident', activation: 'incident', task: 'incident', field_report: 'incident', caller: 'incident',
  order: 'dispatch', proposal: 'dispatch', steering: 'dispatch', study: 'dispatch', case: 'dispatch', closure: 'dispatch',
  alarm: 'alarm',
  team: 'resource', lot: 'resource', depot: 'resource', facility: 'resource', expert: 'resource', stock_transfer: 'resource', stock_hold: 'resource', stock_loan: 'resource', safety_stock: 'resource',
  label_run: 'resource', box_scan: 'resource', import_batch: 'resource', requisition: 'resource', aid_request: 'resource', agreement: 'resource', survey_report: 'resource',
}

/** What repeats or only prepares: hidden at first, never lost. */
const ROUTINE = new Set([
  'proposal.requested', 'proposal.solving', 'proposal.improved', 'proposal.proven', 'proposal.superseded', 'study.solving', 'need.covered', 'order.eta_changed', 'alarm.repeated', 'alarm.changed', 'team.changed', 'depot.changed', 'lot.changed', 'facility.changed', 'expert.changed',
])

/** Return the group a kind of event belongs to. */
export function groupOf(kind: string): Group {
  return GROUP_OF[kind.split('.')[0]!] ?? 'site'
}

/** Say whether an event is routine. */
export function isRoutine(kind: string): boolean {
  return ROUTINE.has(kind)
}

const TOLD_WHOLE = new Set(['facts', 'counts'])

function light(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => TOLD_WHOLE.has(name) || typeof value !== 'object' || value === null))
}

/** Return an event without its lists and shapes, as the log keeps it. */
export function lightOf(event: EventOut): Told {
  const noun = event.kind.split('.')[0]!
  const { seq, at, kind, incident_id, actor_name } = event
  return { seq, at, kind, incident_id, actor_name, [noun]: light((event[noun] ?? {}) as Record<string, unknown>) }
}

/** Return a line of the service in the shape of an event. */
export function toldOf({ seq, at, kind, incident_id, actor_name, record }: LogLine): Told {
  return { seq, at, kind, incident_id, actor_name, [kind.split('.')[0]!]: record }
}

/** Put lines together, each once, the newest first. */
export function joined(known: readonly Told[], more: readonly Told[], most: number): Told[] {
  const bySeq = new Map<number, Told>()
  for (const line of [...known, ...more]) bySeq.set(line.seq, line)
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, most)
}

export interface LogFilter {
  text: string
  group: Group | ''
  person: string
  incidentId: string
  routine: boolean
}

/** Say whether between what is known and the latest page something may be missing. */
export function leavesHole(known: readonly Told[], latest: readonly Told[]): boolean {
  return known.length > 0 && latest.length > 0 && latest.at(-1)!.seq > known[0]!.seq
}

/** What a reader asks the log for. */
export interface AskedLog extends LogFilter {
  onlySelected: boolean
}

/** Return the lines that are asked for; `said` gives the words a text is looked for in. */
export function filtered(lines: readonly Told[], filter: LogFilter, said: (line: Told) => string): Told[] {
  const text = filter.text.trim().toLowerCase()
  return lines.filter((line) =>
    (filter.routine || !isRoutine(line.kind))
    && (!filter.group || groupOf(line.kind) === filter.group)
    && (!filter.incidentId || line.incident_id === filter.incidentId)
    && (!filter.person || (line.actor_name ?? '') === filter.person)
    && (!text || said(line).toLowerCase().includes(text)))
}

/** A line with how many more of its like it stands for. */
export interface Folded {
  line: Told
  more: number
}

const TOGETHER_MS = 3_000
const FOLDED_FROM = 3

const alike = (a: Told, b: Told): boolean =>
  a.kind === b.kind && a.incident_id === b.incident_id && a.actor_name === b.actor_name && Math.abs(Date.parse(a.at) - Date.parse(b.at)) < TOGETHER_MS

/** Fold what one act brought about at once: a plan raises many needs, a call gives many tasks. */
export function foldedLines(lines: readonly Told[]): Folded[] {
  const rows: Folded[] = []
  for (let at = 0; at < lines.length;) {
    let end = at + 1
    while (end < lines.length && alike(lines[at]!, lines[end]!)) end++
    const run = lines.slice(at, end)
    if (run.length >= FOLDED_FROM) rows.push({ line: run[0]!, more: run.length - 1 })
    else for (const line of run) rows.push({ line, more: 0 })
    at = end
  }
  return rows
}

/** Return who appears in the lines, in the order of the alphabet. */
export function peopleIn(lines: readonly Told[]): string[] {
  return [...new Set(lines.map((line) => line.actor_name).filter((name): name is string => !!name))].sort((a, b) => a.localeCompare(b))
}
