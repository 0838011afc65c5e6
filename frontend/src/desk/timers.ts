/** The timers of an incident: since the call, since the last news, until the next report. Limits come from the service. Pure. */
import type { Incident, TimerLimits } from '@/api/models'
import { runningStep } from '@/incidents/reportClock'

export interface Timer {
  kind: 'waiting' | 'quiet' | 'report'
  /** Seconds gone by; for a report the seconds left, negative when it is overdue. */
  s: number
  state: 'fine' | 'soon' | 'overdue'
  /** How far past its limit; 0 when it is not. */
  over_s: number
  /** The instant it runs from or to. */
  at: string
}

export interface TimerRules {
  limits: ReadonlyMap<number, Pick<TimerLimits, 'waiting_s' | 'quiet_s'>>
  report_ahead_s: number
}

type Timed = Pick<Incident, 'state' | 'priority' | 'reported_at' | 'report_steps'>

function since(kind: 'waiting' | 'quiet', at: string, limit: number | undefined, now: number): Timer {
  const s = Math.max(0, (now - Date.parse(at)) / 1000)
  const over_s = limit === undefined ? 0 : Math.max(0, s - limit)
  return { kind, s, at, over_s, state: over_s > 0 ? 'overdue' : limit !== undefined && s > 0.75 * limit ? 'soon' : 'fine' }
}

/** Return the timers that run for an incident; none when it is over. */
export function timersOf(incident: Timed, newsAt: string | undefined, rules: TimerRules, now: number): Timer[] {
  if (incident.state !== 'reported' && incident.state !== 'responding') return []
  const limits = rules.limits.get(incident.priority)
  const waiting = since('waiting', incident.reported_at, incident.state === 'reported' ? limits?.waiting_s : undefined, now)
  const quiet = since('quiet', newsAt ?? incident.reported_at, limits?.quiet_s, now)
  const step = runningStep(incident)
  if (!step) return [waiting, quiet]
  const left = (Date.parse(step.due_at) - now) / 1000
  const state = left < 0 ? 'overdue' : left < rules.report_ahead_s ? 'soon' : 'fine'
  return [waiting, quiet, { kind: 'report', s: left, at: step.due_at, over_s: Math.max(0, -left), state }]
}
