/** Two people, one record: what nobody else touched is saved, what differs is shown and asked. */
import { ElMessageBox } from 'element-plus'
import { h } from 'vue'

import { Problem } from '@/api/problem'
import { i18n } from '@/app/i18n'

import { tellDone } from './feedback'
import StaleValues from './StaleValues.vue'
import { instantText } from './time'

export interface Versioned {
  id: string
  version: number
  changed_at?: string | null
  changed_by?: string | null
}

/** One field on which two people differ, as people read it. */
export interface Differing {
  field: string
  label: string
  seen: string
  theirs: string
  mine: string
}

/** A change somebody is about to make: the fields as they will be, and how each is named and shown. */
export interface Wish<T extends Versioned> {
  seen: T
  mine: Partial<Record<keyof T & string, unknown>>
  label: (field: string) => string
  show?: (field: string, value: unknown) => string
}

const t = i18n.global.t

/** Return the fields of a wish that somebody else has changed meanwhile, and not to the same value. */
export function differing<T extends Versioned>(wish: Wish<T>, theirs: T): Differing[] {
  const show = wish.show ?? ((_field: string, value: unknown) => (value === null || value === undefined ? '—' : String(value)))
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
  return Object.entries(wish.mine).flatMap(([field, mine]) => {
    const [before, now] = [wish.seen[field as keyof T], theirs[field as keyof T]]
    if (same(before, now) || same(now, mine)) return []
    return [{ field, label: wish.label(field), seen: show(field, before), theirs: show(field, now), mine: show(field, mine) }]
  })
}

/**
 * Save a wish. When the record was changed meanwhile, in other fields only, it is saved upon the new
 * version; when a field differs both values are shown and the person decides. Returns null when the
 * other's values were kept.
 */
export async function saveOrAsk<T extends Versioned, R>(wish: Wish<T>, send: (seen: T) => Promise<R>, keep: (theirs: T) => void = () => undefined): Promise<R | null> {
  try {
    return await send(wish.seen)
  } catch (error) {
    const theirs = error instanceof Problem && error.status === 412 ? (error.facts.record as T | undefined) : undefined
    if (!theirs) throw error
    const rows = differing(wish, theirs)
    if (rows.length && !(await mineWins(theirs, rows))) {
      keep(theirs)
      tellDone(t('stock.stale.kept'))
      return null
    }
    return saveOrAsk({ ...wish, seen: theirs }, send, keep)
  }
}

async function mineWins(theirs: Versioned, rows: Differing[]): Promise<boolean> {
  const lead = theirs.changed_at ? t('stock.stale.lead', { who: theirs.changed_by ?? t('stock.somebody'), at: instantText(theirs.changed_at) }) : t('stock.stale.leadPlain')
  try {
    await ElMessageBox.confirm(h(StaleValues, { lead, rows }), t('stock.stale.title'), {
      confirmButtonText: t('stock.stale.keepMine'),
      cancelButtonText: t('stock.stale.keepTheirs'),
      customClass: 'stale-box',
      closeOnClickModal: false,
    })
    return true
  } catch {
    return false
  }
}
