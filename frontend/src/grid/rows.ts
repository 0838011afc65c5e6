/** What an event tells of a lot, laid over the row that is shown; events know nothing of trust. */
import type { LotRow } from './calls'

/** Return a row with what is newer; a fresh confirmation is trusted in full until the row is read again. */
export function renewed(shown: LotRow, newer: Partial<LotRow>): LotRow {
  const row = { ...shown, ...newer }
  if (newer.trust_percent !== undefined) return row
  const trust_percent = newer.confirmed_at !== undefined && newer.confirmed_at > shown.confirmed_at ? 100 : shown.trust_percent
  return { ...row, trust_percent, relied_on: Math.floor((row.quantity * trust_percent) / 100) }
}
