/** Alarms in order and in groups: a flood of one kind is one line that unfolds. */
import type { Alarm } from '@/api/models'

/** So many open alarms of one kind are told as one line. */
export const FLOOD = 3

export interface AlarmGroup {
  key: string
  kind: Alarm['kind']
  severity: Alarm['severity']
  alarms: Alarm[]
}

interface Person {
  grants: { role: string; jurisdiction_code: string }[]
}

/** Say whether an alarm has not ended. */
export function isOpen(alarm: Alarm): boolean {
  return alarm.ended_at === null
}

/** Say whether nobody has taken an open alarm upon themselves yet. */
export function isUnacknowledged(alarm: Alarm): boolean {
  return isOpen(alarm) && alarm.acknowledged_at === null
}

/** Say whether the service calls this person: a role of theirs in an area of theirs is named. */
export function calls(alarm: Alarm, person: Person | null): boolean {
  return alarm.calls.some((call) =>
    person?.grants.some((grant) => grant.role === call.role && grant.jurisdiction_code === call.jurisdiction_code))
}

/** Say whether it is only a notice of something that falls due in days: it calls nobody away. */
export const isNotice = (alarm: Alarm): boolean => alarm.severity === 'notice'

function rank(alarm: Alarm): number {
  return (isNotice(alarm) ? 8 : 0) + (alarm.acknowledged_at ? 4 : 0) + (alarm.severity === 'urgent' ? 0 : 2) + (alarm.escalated_at ? 0 : 1)
}

/** Notices last; nobody's first, the urgent before warnings, the escalated before others, then the oldest. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return rank(a) - rank(b) || a.raised_at.localeCompare(b.raised_at) || a.id.localeCompare(b.id)
}

/**
 * Put open alarms in groups of one kind, acknowledged ones apart; fewer than a flood stay single.
 * Groups stand where their most urgent alarm stands.
 */
export function grouped(alarms: Iterable<Alarm>, flood = FLOOD): AlarmGroup[] {
  const byKey = new Map<string, Alarm[]>()
  for (const alarm of [...alarms].sort(byUrgency)) {
    const key = `${alarm.kind}.${alarm.acknowledged_at ? 'acknowledged' : 'open'}`
    byKey.set(key, [...(byKey.get(key) ?? []), alarm])
  }
  return [...byKey].flatMap(([key, rows]) => (rows.length >= flood ? [groupOf(key, rows)] : rows.map((row) => groupOf(row.id, [row]))))
    .sort((a, b) => byUrgency(a.alarms[0]!, b.alarms[0]!))
}

function groupOf(key: string, alarms: Alarm[]): AlarmGroup {
  return { key, kind: alarms[0]!.kind, severity: alarms[0]!.severity, alarms }
}

export interface AlarmFilter {
  text: string
  kind: Alarm['kind'] | ''
}

/** Leave what matches the filter: kind, and every word found in what is said of the alarm. */
export function filtered(alarms: Alarm[], filter: AlarmFilter, wordsOf: (alarm: Alarm) => string): Alarm[] {
  const wanted = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return alarms.filter((alarm) => {
    if (filter.kind && alarm.kind !== filter.kind) return false
    const told = wanted.length ? wordsOf(alarm).toLowerCase() : ''
    return wanted.every((word) => told.includes(word))
  })
}
