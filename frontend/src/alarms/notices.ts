/** What falls due in days: where a notice leads. */
import type { Alarm } from '@/api/models'

/** Return the moment an alarm counts from: of a notice the end of its due day, in Beijing time. */
export function countsFrom(alarm: Alarm): number {
  if (alarm.severity === 'notice' && typeof alarm.facts.due_on === 'string') return Date.parse(`${alarm.facts.due_on}T23:59:59+08:00`)
  return Date.parse(alarm.kind === 'eta_slipped' ? alarm.raised_at : alarm.since_at)
}

/** Return the page on which what a notice is about is seen to. */
export function pageOf(alarm: Alarm): string {
  if (alarm.kind === 'plan_due') return `/plans/${String(alarm.facts.plan_id)}`
  if (alarm.kind === 'task_due') return '/improvements?tab=tasks'
  return '/exercises?tab=clocks'
}
