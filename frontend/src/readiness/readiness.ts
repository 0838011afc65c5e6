/** What a test of plans says, put so that it can be shown: how far a plan holds, filters, a line of weeks. */
import type { Cell, State, WeekPoint } from './calls'

export const LEVELS = [4, 3, 2, 1] as const
export const ROMAN: Readonly<Record<number, string>> = { 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ' }
/** Beside the colour every state has a sign of its own. */
export const SIGNS: Readonly<Record<State, string>> = { met: '✓', short: '✕', unclear: '≈', unknown: '?', empty: '–' }

/** How one level stands, as a cell is coloured. */
const TONE: Readonly<Record<State, Cell['standing']>> = { met: 'good', empty: 'good', short: 'bad', unclear: 'open', unknown: 'open' }

/** How a cell is coloured: as the plan stands whole, or as its one level does. */
export function toneOf(cell: Cell, level: number | null): Cell['standing'] {
  const one = level === null ? undefined : cell.levels[0]
  return one ? TONE[one.state] : cell.standing
}

/** Cells by plan and district, to be looked up by the table. */
export function cellsBy(cells: readonly Cell[]): Map<string, Cell> {
  return new Map(cells.map((cell) => [`${cell.plan_code}/${cell.jurisdiction_code}`, cell]))
}

/** The cell as far as one level goes; null stands for all levels. */
export function only(cell: Cell, level: number | null): Cell {
  return level === null ? cell : { ...cell, levels: cell.levels.filter((one) => one.response_level === level) }
}

export type Facts = Record<string, string | number | boolean>

/** Facts as somebody writes them: "deaths=10, spill=large"; what is no name with a value is returned unread. */
export function factsOf(text: string): { facts: Facts; unread: string[] } {
  const facts: Facts = {}
  const unread: string[] = []
  for (const part of text.split(/[,，]/).map((one) => one.trim()).filter(Boolean)) {
    const [name, value, ...more] = part.split('=').map((one) => one.trim())
    if (!name || !value || more.length) unread.push(part)
    else facts[name] = /^-?\d+(\.\d+)?$/.test(value) && name !== 'substance_un' ? Number(value) : value
  }
  return { facts, unread }
}

export const factsText = (facts: Facts): string => Object.entries(facts).map(([name, value]) => `${name}=${String(value)}`).join(', ')

/** Whole minutes, rounded up. */
export function minutes(seconds: number): number {
  return Math.ceil(seconds / 60)
}

/** How far a run is, of a hundred; null while nobody can say. The stages weigh what they usually take. */
const STAGES: readonly [string, number][] = [['reading', 2], ['travel', 10], ['cases', 8], ['losses', 5], ['roads', 65], ['actions', 5], ['storing', 5]]
export function percentDone(stage: string, done: number, total: number | null): number | null {
  let before = 0
  for (const [name, weight] of STAGES) {
    if (name === stage) return Math.min(99, Math.round(before + weight * (total ? Math.min(1, done / total) : 0)))
    before += weight
  }
  return null
}

/** The points of a line of weeks in a box of this size: the share of cases that held. */
export function sparkline(weeks: readonly WeekPoint[], width: number, height: number): string {
  const step = weeks.length > 1 ? width / (weeks.length - 1) : 0
  return weeks.map((week, k) => `${(k * step).toFixed(1)},${(height - (height * week.met) / Math.max(1, week.cases)).toFixed(1)}`).join(' ')
}
