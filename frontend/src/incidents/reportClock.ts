/** The report clock of an incident: the first hop that was not made yet. */
import type { Incident, ReportStep } from '@/api/models'

/** Return the hop whose clock runs out first, or null when all were made. */
export function runningStep(incident: Pick<Incident, 'report_steps'>): ReportStep | null {
  const open = incident.report_steps.filter((step) => !step.sent_at)
  return open.sort((a, b) => a.due_at.localeCompare(b.due_at))[0] ?? null
}
