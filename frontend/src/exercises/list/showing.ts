/** How the list of exercises is searched, filtered, sorted and timed; plain functions of plain data. */
import type { Act, Exercise, Progress } from './calls'

export type State = Exercise['state']
export type Sort = 'newest' | 'title' | 'state' | 'shown'
/** What is going on stands before what is over. */
export const STATES: readonly State[] = ['running', 'paused', 'ready', 'preparing', 'failed', 'ended']
export const SPEEDS = [0.5, 1, 2, 5, 10, 20, 60] as const

export interface Wish {
  q: string
  states: readonly State[]
  sort: Sort
}

/** Return the exercises that are asked for, in the order that is asked for. */
export function shownOf(rows: readonly Exercise[], wish: Wish): Exercise[] {
  const words = wish.q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = (row: Exercise) => `${row.number} ${row.title} ${row.title_en ?? ''} ${row.area_name} ${row.area_name_en ?? ''} ${row.created_by_name} ${row.seats.map((seat) => seat.account_name).join(' ')}`.toLowerCase()
  const found = rows.filter((row) => (!wish.states.length || wish.states.includes(row.state)) && words.every((word) => text(row).includes(word)))
  return found.sort(ORDERS[wish.sort])
}

const ORDERS: Record<Sort, (a: Exercise, b: Exercise) => number> = {
  newest: (a, b) => b.created_at.localeCompare(a.created_at),
  title: (a, b) => a.title.localeCompare(b.title, 'zh-CN'),
  state: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.created_at.localeCompare(a.created_at),
  shown: (a, b) => (b.shown_at ?? '').localeCompare(a.shown_at ?? ''),
}

/** What the clock of an exercise shows at `wall`, in milliseconds; null as long as there is no clock. */
export function shownAt(row: Exercise, wall: number): number | null {
  if (!row.shown_at) return null
  const speed = row.state === 'running' ? row.speed : 0
  return Date.parse(row.shown_at) + Math.max(0, wall - Date.parse(row.shown_for)) * speed
}

/** What can be done with an exercise as it stands. */
export function actsOf(row: Exercise): Act[] {
  if (row.state === 'ready') return ['start', 'end']
  if (row.state === 'running') return ['pause', 'end']
  return row.state === 'paused' ? ['resume', 'end'] : []
}

/** Which of the chosen ones an act is for: what cannot take it is left as it is. */
export function takers(rows: readonly Exercise[], what: 'go' | 'pause'): { row: Exercise; act: Act }[] {
  return rows.flatMap((row) => {
    const acts = actsOf(row)
    const act = what === 'pause' ? acts.find((one) => one === 'pause') : acts.find((one) => one === 'start' || one === 'resume')
    return act ? [{ row, act }] : []
  })
}

/** Put a newer state of an exercise into the list; what was removed goes. */
export function merged(rows: readonly Exercise[], row: Exercise, removed = false): Exercise[] {
  if (removed) return rows.filter((one) => one.id !== row.id)
  const known = rows.find((one) => one.id === row.id)
  if (!known) return [row, ...rows]
  return known.version > row.version ? [...rows] : rows.map((one) => (one.id === row.id ? row : one))
}

/** Return how far each exercise has come, by its id. */
export function byId(rows: readonly Progress[]): Map<string, Progress> {
  return new Map(rows.map((row) => [row.exercise_id, row]))
}

/** What a clock shows so many minutes further on. */
export function jumpFrom(shown: number, minutes: number): string {
  return new Date(shown + minutes * 60_000).toISOString()
}
