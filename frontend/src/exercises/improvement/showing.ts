/** How findings and tasks are shown: which steps may follow, how a due date is said, numbers of events out of a text. */
import type { Severity, Step, Task } from './calls'

const FOLLOWING: Readonly<Record<Task['state'], readonly Step[]>> = { open: ['report_done', 'drop'], done: ['verify', 'send_back'], verified: [], dropped: [] }

/** The steps that a person may take next: whoever keeps tasks any, its owner reports it done. */
export function stepsOf(row: Task, keeps: boolean, me: string | undefined): Step[] {
  return FOLLOWING[row.state].filter((step) => keeps || (step === 'report_done' && row.owner_id !== null && row.owner_id === me))
}

/** Whether the last step of a task can be taken back: something besides its being set still stands. */
export function canTakeBack(row: Task): boolean {
  return row.steps.some((one) => !one.taken_back && one.step !== 'set' && one.step !== 'take_back')
}

export const SEVERITY_MARK: Readonly<Record<Severity, string>> = { minor: '', major: 'warn', critical: 'alarm' }
export const STATE_MARK: Readonly<Record<Task['state'], string>> = { open: 'accent', done: 'warn', verified: 'good', dropped: '' }

/** Which words say how a due date stands, with their number. */
export function dueWords(row: Task): { key: string; n: number } | null {
  if (row.days_left === null) return null
  if (row.days_left < 0) return { key: 'improvement.daysLate', n: -row.days_left }
  return row.days_left === 0 ? { key: 'improvement.dueToday', n: 0 } : { key: 'improvement.daysLeft', n: row.days_left }
}

/** The numbers of events that somebody typed, each once; null where something else was typed. */
export function seqsOf(text: string): number[] | null {
  const parts = text.split(/[,，、;；\s]+/).filter(Boolean)
  if (!parts.every((one) => /^\d{1,15}$/.test(one) && Number(one) > 0)) return null
  return [...new Set(parts.map(Number))]
}

/** The sort key a column's head gives when it is pressed: the other way round if it is sorted by already. */
export function turned(sort: string, by: string): string {
  return sort === by ? `-${by}` : by
}
