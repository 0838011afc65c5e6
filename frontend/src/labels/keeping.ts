/** Whose stock this person keeps: what is merely seen, by agreement or from above, is not theirs to label. */
import type { Me } from '@/api/models'

const KEEPERS = new Set(['county_clerk', 'duty_officer'])

/** What the codes at or below a jurisdiction begin with: 420100 gives 4201 (GB/T 2260). */
export function prefixOf(code: string): string {
  if (code.length === 6 && code.endsWith('0000')) return code.slice(0, 2)
  return code.length === 6 && code.endsWith('00') ? code.slice(0, 4) : code
}

/** Whether this person keeps the stock of a jurisdiction. */
export function keeps(me: Pick<Me, 'grants'> | null, code: string): boolean {
  return me?.grants.some((grant) => KEEPERS.has(grant.role) && code.startsWith(prefixOf(grant.jurisdiction_code))) ?? false
}
