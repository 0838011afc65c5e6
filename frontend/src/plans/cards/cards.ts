/** A run card while it is written: empty parts, moving rows, a history to undo, rows of tables. */
import { computed, type ComputedRef, shallowRef } from 'vue'

import { same } from '@/ui/same'

import type { CardBody, CardFinding, CardState } from './calls'

export const LISTS = ['requirements', 'tasks', 'measures', 'contacts', 'messages', 'areas'] as const
export type ListName = (typeof LISTS)[number]
export type Row = Record<string, unknown>

/** A card with nothing on it yet. */
export function emptyBody(): CardBody {
  return { trigger: 'true', trigger_text: '', trigger_text_en: '', expected_duration_s: 6 * 3600, places: [], windows: [], measures: [], requirements: [], tasks: [], contacts: [], messages: [], areas: [] }
}

/** What a card says now: its draft, else the one in use, else nothing. */
export function bodyOf(card: CardState | null): CardBody {
  return structuredClone(card?.draft ?? card?.in_use ?? emptyBody())
}

/** A number or letter that no row of a list has yet. */
function nextRef(rows: readonly Row[], key: string, prefix: string): string {
  const taken = new Set(rows.map((row) => row[key]))
  for (let n = rows.length + 1; ; n++) if (!taken.has(`${prefix}${n}`)) return `${prefix}${n}`
}

/** A new row of a list. */
export function emptyRow(list: ListName, rows: readonly Row[]): Row {
  switch (list) {
    case 'requirements':
      return { capability_code: '', item_code: null, label: '', label_en: '', quantity: '1', unit: null, least: null, within_s: 1800, grade: null, in_addition: false, people_per_shift: null, relief_after_s: null, places: [], windows: [] }
    case 'tasks':
      return { ref: nextRef(rows, 'ref', 't'), title: '', title_en: '', role_name: '', role_name_en: '', limit_s: 1800, after: [] }
    case 'measures':
      return { code: nextRef(rows, 'code', 'm'), text: '', text_en: '' }
    case 'contacts':
      return { function: '', function_en: '', body: '', phone: '' }
    case 'messages':
      return { ref: nextRef(rows, 'ref', 'x'), to: '', title: '', text: '', text_en: '' }
    case 'areas':
      return { method: 'buffer', distance_m: 300, note: '' }
  }
}

/** Rows with one moved up (-1) or down (1); at an end nothing moves. */
export function moved<T>(rows: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  if (to < 0 || to >= rows.length) return [...rows]
  const next = [...rows]
  const [row] = next.splice(at, 1)
  next.splice(to, 0, row!)
  return next
}

/** The parts in which two cards differ; what is in no list belongs to the card itself. */
export function differing(one: CardBody, other: CardBody): (ListName | 'card')[] {
  const lists = LISTS.filter((list) => !same(one[list], other[list]))
  const rest = (body: CardBody) => ({ ...body, ...Object.fromEntries(LISTS.map((list) => [list, null])) })
  return same(rest(one), rest(other)) ? lists : ['card', ...lists]
}

/** What faults a table shows, by row and column. */
export function faultsOf(findings: readonly CardFinding[], part: string): Map<string, string> {
  return new Map(findings.filter((one) => one.part === part).map((one) => [`${one.row ?? 0}.${one.field ?? ''}`, one.message]))
}

/** Whether somebody is in the midst of typing here: taking back is then the field's own. A cell says in `data-said` what it holds. */
export function isBeingTyped(at: HTMLElement): boolean {
  return /^(INPUT|TEXTAREA)$/.test(at.tagName) && (at as HTMLInputElement).value !== at.dataset.said
}

const MOST_STEPS = 200

export interface History<T> {
  value: ComputedRef<T>
  put: (next: T) => void
  undo: () => void
  redo: () => void
  reset: (next: T) => void
  canUndo: ComputedRef<boolean>
  canRedo: ComputedRef<boolean>
}

/** A value whose changes can be taken back and made again. */
export function useHistory<T>(begin: T): History<T> {
  const steps = shallowRef<readonly T[]>([begin])
  const at = shallowRef(0)
  return {
    value: computed(() => steps.value[at.value]!),
    put(next) {
      if (same(next, steps.value[at.value])) return
      steps.value = [...steps.value.slice(0, at.value + 1), next].slice(-MOST_STEPS)
      at.value = steps.value.length - 1
    },
    undo: () => void (at.value = Math.max(0, at.value - 1)),
    redo: () => void (at.value = Math.min(steps.value.length - 1, at.value + 1)),
    reset(next) {
      steps.value = [next]
      at.value = 0
    },
    canUndo: computed(() => at.value > 0),
    canRedo: computed(() => at.value < steps.value.length - 1),
  }
}
