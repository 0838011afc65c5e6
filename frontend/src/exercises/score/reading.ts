/** What of a score is shown and in which order, and where its lines lead: pure, no rule of the trade. */
import type { DecisionRow, EventRef, Mark, QuestionRow, Score, TimeRow } from './calls'

export type Tone = 'good' | 'warn' | 'alarm' | 'accent' | ''

/** A sign beside each verdict, so that none is told by its colour alone. */
export const SIGN: Readonly<Record<string, string>> = {
  met: '✓', late: '▲', missed: '✕', not_due: '…', unknown: '?',
  as_good: '✓', later: '▲', less: '▼', unanswered: '✕', unprovable: '–', open: '…', called_off: '–',
}
export const TONE: Readonly<Record<string, Tone>> = {
  met: 'good', late: 'warn', missed: 'alarm', not_due: '', unknown: '',
  as_good: 'good', later: 'warn', less: 'alarm', unanswered: 'alarm', unprovable: '', open: '', called_off: '',
}
export const RATING_TONE: Readonly<Record<string, Tone>> = { P: 'good', S: 'accent', M: 'warn', U: 'alarm' }

export type Sort = 'log' | 'worst' | 'due'
export interface Wish {
  text: string
  verdicts: string[]
  groups: string[]
  /** Keys of the lines that a mark came from; null: all. */
  keys: string[] | null
  sort: Sort
}
export const ALL: Wish = { text: '', verdicts: [], groups: [], keys: null, sort: 'log' }

const BAD = ['missed', 'unanswered', 'less', 'late', 'later', 'unknown']

/** The worst first: what was not done, then by how much it was late; what is unknown comes after what is known. */
export function worseFirst(a: { verdict: string; by: number | null }, b: { verdict: string; by: number | null }): number {
  const rank = (one: string): number => (BAD.indexOf(one) + BAD.length + 1) % (BAD.length + 1)
  return rank(a.verdict) - rank(b.verdict) || (b.by ?? -Infinity) - (a.by ?? -Infinity) || 0
}

const holds = (text: string, ...fields: (string | null | undefined)[]): boolean => fields.some((one) => one?.toLowerCase().includes(text.trim().toLowerCase()))
const due = (one: string | null): number => (one === null ? Infinity : Date.parse(one))

/** The lines of times that are wished for, in the order wished for. */
export function timesOf(rows: readonly TimeRow[], wish: Wish): TimeRow[] {
  const found = rows.filter(
    (row) =>
      (!wish.keys || wish.keys.includes(row.key)) &&
      (!wish.verdicts.length || wish.verdicts.includes(row.verdict)) &&
      (!wish.groups.length || wish.groups.includes(row.group)) &&
      (!wish.text.trim() || holds(wish.text, row.title.zh, row.title.en, row.who?.zh, row.who?.en, row.incident_title)),
  )
  if (wish.sort === 'due') return found.sort((a, b) => due(a.due_at) - due(b.due_at))
  if (wish.sort === 'worst') return found.sort((a, b) => Number(!!a.left_out) - Number(!!b.left_out) || worseFirst({ verdict: a.verdict, by: a.late_s }, { verdict: b.verdict, by: b.late_s }))
  return found
}

/** The decisions that are wished for, in the order wished for. */
export function questionsOf(rows: readonly QuestionRow[], wish: Wish): QuestionRow[] {
  const found = rows.filter(
    (row) =>
      (!wish.keys || wish.keys.includes(row.key)) &&
      (!wish.verdicts.length || wish.verdicts.includes(row.verdict)) &&
      (!wish.text.trim() || holds(wish.text, row.label.zh, row.label.en, row.incident_title, row.code)),
  )
  if (wish.sort === 'due') return found.sort((a, b) => due(a.due_at) - due(b.due_at))
  if (wish.sort === 'worst') return found.sort((a, b) => worseFirst({ verdict: a.verdict, by: a.lost_s }, { verdict: b.verdict, by: b.lost_s }))
  return found
}

/** The acts of sending that are wished for. */
export function decisionsOf(rows: readonly DecisionRow[], wish: Wish): DecisionRow[] {
  const found = rows.filter(
    (row) => (!wish.keys || wish.keys.includes(row.key)) && (!wish.text.trim() || holds(wish.text, row.decided_by_name, ...row.incidents, ...row.beyond, ...row.left)),
  )
  return wish.sort === 'worst' ? found.sort((a, b) => (b.waited_s ?? -1) - (a.waited_s ?? -1)) : found
}

export type Part = 'times' | 'questions' | 'decisions' | 'refusals' | 'entries'

/** Which part of the page the lines of a mark stand in. */
export function partOf(mark: Pick<Mark, 'measure'>): Part {
  if (mark.measure === 'times_met') return 'times'
  if (mark.measure === 'observed') return 'entries'
  return mark.measure === 'cover_left' ? 'decisions' : 'questions'
}

/** Where an event is looked at again: the replay of the world it happened in, at that event. */
export function replayAt(subject: Pick<Score['subject'], 'kind' | 'id' | 'world'>, event: EventRef): string {
  const at = `at=${encodeURIComponent(event.at)}&event=${event.seq}`
  const base = subject.world === 'live' ? '' : `/w/${subject.world}`
  return subject.kind === 'incident' ? `${base}/replay?incident=${subject.id}&${at}` : `${base}/replay?${at}`
}

/** A share as a whole number of hundredths, rounded so that only all of it is 100. */
export function percent(share: number): number {
  return share < 1 ? Math.min(99, Math.round(share * 100)) : 100
}
