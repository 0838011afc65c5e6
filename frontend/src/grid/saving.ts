/** Changing lots from the grid: one cell or many rows, with both values shown when somebody was faster, and the way back. */
import { Problem } from '@/api/problem'
import { saveOrAsk, type Wish } from '@/ui/stale'

import { type Bulk, type BulkIn, changeLots, type LotRow, refusedRows, undoEdit } from './calls'
import type { Edited } from './columns'
import type { Step } from './steps'

export interface Saved {
  done: Bulk
  sent: BulkIn
}

/** What the service says of a row whose version is no longer the one that was seen. */
const CHANGED_MEANWHILE = 'lot_changed_meanwhile'

/** Turn the refusal of the only row of a change into the refusal of that row itself. */
export function refusalOf(error: unknown): unknown {
  const row = refusedRows(error)[0]
  if (!row) return error
  if (row.code === CHANGED_MEANWHILE && row.lot) return new Problem(412, row.code, row.message ?? '', { record: row.lot })
  return new Problem(409, row.code ?? 'refused', row.message ?? '', row.facts ?? {})
}

/** Save one field of a row. Null when somebody else's value was kept; `keep` then gets their row. */
export function saveField(wish: Wish<LotRow>, field: Edited, note: string, keep: (theirs: LotRow) => void): Promise<Saved | null> {
  const value = wish.mine[field]
  return saveOrAsk(wish, async (seen) => {
    const sent = bodyOf('edit', [{ id: seen.id, version: seen.version, [field]: value }], { note: field === 'quantity' ? note : null })
    try {
      return { done: await changeLots(sent), sent }
    } catch (error) {
      throw refusalOf(error)
    }
  }, keep)
}

/** Return a change of rows with what was left unsaid. */
export function bodyOf(action: BulkIn['action'], rows: BulkIn['rows'], more: Partial<BulkIn> = {}): BulkIn {
  return { action, rows, set: null, note: null, paper_number: null, how: 'count', to_depot_id: null, due_on: null, dry_run: false, ...more }
}

/** Return the step of a change that was made; `shown` gets the rows as they stand after each way. */
export function stepOf(title: string, saved: Saved, shown: (rows: LotRow[]) => void): Step | null {
  let { edit_id } = saved.done
  if (edit_id === null) return null
  let { sent } = saved
  const show = (bulk: Bulk) => shown(bulk.rows.flatMap((row) => (row.lot ? [row.lot] : [])))
  return {
    title,
    async back() {
      const undone = await undoEdit(edit_id!).catch((error: unknown) => Promise.reject(refusalOf(error)))
      sent = { ...sent, rows: sent.rows.map((row) => ({ ...row, version: undone.rows.find((one) => one.id === row.id)?.lot?.version ?? row.version })) }
      show(undone)
    },
    async again() {
      const done = await changeLots(sent).catch((error: unknown) => Promise.reject(refusalOf(error)))
      edit_id = done.edit_id
      show(done)
    },
  }
}
