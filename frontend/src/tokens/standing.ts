/** How a program's key stands, and which scopes and areas may be given to one. */
import type { Area, Token } from './calls'

export type Standing = 'valid' | 'ending' | 'expired' | 'revoked' | 'unused'
const DAY_MS = 86_400_000
/** A key that ends within so many days wants to be seen to. */
export const ENDING_DAYS = 14
/** A key that nobody used for so many days had better be revoked. */
export const UNUSED_DAYS = 90

/** Say how a key stands: revoked, expired, soon to end, long unused, or simply valid. */
export function standingOf(token: Pick<Token, 'revoked_at' | 'expires_at' | 'last_used_at' | 'created_at'>, now: number): Standing {
  if (token.revoked_at) return 'revoked'
  const ends = Date.parse(token.expires_at)
  if (ends <= now) return 'expired'
  if (ends - now < ENDING_DAYS * DAY_MS) return 'ending'
  const seen = Date.parse(token.last_used_at ?? token.created_at)
  return now - seen > UNUSED_DAYS * DAY_MS ? 'unused' : 'valid'
}

/** Whether a key still opens anything. */
export const works = (standing: Standing): boolean => standing !== 'revoked' && standing !== 'expired'

/** What most programs need, in this order; the rest stands behind. */
const USUAL = ['picture.read', 'lots.write', 'teams.write', 'experts.write', 'plans.read', 'requisitions.read']

/** No program makes keys, and none signs in anybody's name. */
const isForProgram = (permission: string): boolean => !permission.startsWith('tokens.') && permission !== 'agreements.sign'

/** Return the permissions a person may give to a program, the usual ones first. */
export function grantable(permissions: readonly string[]): { usual: string[]; more: string[] } {
  const mine = permissions.filter(isForProgram)
  return { usual: USUAL.filter((one) => mine.includes(one)), more: mine.filter((one) => !USUAL.includes(one)).sort() }
}

function prefixOf(code: string): string {
  if (code.length === 6 && code.endsWith('0000')) return code.slice(0, 2)
  return code.length === 6 && code.endsWith('00') ? code.slice(0, 4) : code
}

/** Return the areas at or below the places where a person has a role. */
export function areasWithin(areas: readonly Area[], codes: readonly string[]): Area[] {
  const prefixes = codes.map(prefixOf)
  return areas.filter((area) => prefixes.some((prefix) => area.code.startsWith(prefix)))
}
