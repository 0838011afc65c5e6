/** Who stands on which side of a request or an agreement, and which steps that side may take. */
import type { Agreement, AidRequest, AidSupply } from '@/api/models'

import type { StepName } from './calls'

export type Side = 'receiver' | 'provider'
type State = AidSupply['state']

interface StepRule { side: Side; begins: readonly State[]; permission: string }

export const STEPS: Record<StepName, StepRule> = {
  take: { side: 'receiver', begins: ['offered'], permission: 'aid.ask' },
  commit: { side: 'provider', begins: ['ordered'], permission: 'aid.answer' },
  ship: { side: 'provider', begins: ['committed'], permission: 'aid.move' },
  receive: { side: 'receiver', begins: ['shipped'], permission: 'aid.move' },
  send_back: { side: 'receiver', begins: ['received', 'return_asked'], permission: 'aid.move' },
  take_back: { side: 'provider', begins: ['returning'], permission: 'aid.move' },
  ask_back: { side: 'provider', begins: ['received'], permission: 'aid.answer' },
  use_up: { side: 'receiver', begins: ['received', 'return_asked'], permission: 'aid.move' },
  decline: { side: 'receiver', begins: ['offered', 'ordered'], permission: 'aid.ask' },
  withdraw: { side: 'provider', begins: ['offered', 'ordered'], permission: 'aid.answer' },
  release: { side: 'receiver', begins: ['committed'], permission: 'aid.ask' },
}
/** The steps that lead on stand first and are drawn strongly. */
export const FORWARD: readonly StepName[] = ['take', 'commit', 'ship', 'receive', 'take_back']

/** What the codes at or below a jurisdiction begin with. */
export function prefixOf(code: string): string {
  return code.replace(/(0000|00)$/, '')
}

/** Say whether a code lies in one of the areas. */
export function within(areas: readonly string[], code: string): boolean {
  return areas.some((area) => area !== '' && code.startsWith(area))
}

/** Return the steps somebody may take with supplies of one asked party, and with which. */
export function stepsFor(
  request: AidRequest, supplies: readonly AidSupply[], areas: readonly string[], may: (permission: string) => boolean,
): { step: StepName; supplies: AidSupply[] }[] {
  if (request.state !== 'open') return []
  return (Object.keys(STEPS) as StepName[])
    .map((step) => {
      const rule = STEPS[step]
      const mine = (one: AidSupply) => within(areas, rule.side === 'receiver' ? request.requester_code : one.provider_code)
      return { step, supplies: may(rule.permission) ? supplies.filter((one) => rule.begins.includes(one.state) && mine(one)) : [] }
    })
    .filter((found) => found.supplies.length > 0)
}

export type AgreementMark = 'draft' | 'waits_ours' | 'waits_theirs' | 'waits' | 'signed' | 'in_force' | 'runs_out' | 'over'

/** Return which of the parties' own signatures somebody gives: a commander for the own area only. */
export function ownSides(row: Agreement, commands: readonly string[]): Side[] {
  const sides: Side[] = []
  if (commands.includes(prefixOf(row.provider_code))) sides.push('provider')
  if (commands.includes(prefixOf(row.receiver_code))) sides.push('receiver')
  return sides
}

/** Return whether one of our own signatures is missing. */
export function waitsForUs(row: Agreement, commands: readonly string[]): boolean {
  if (row.state !== 'draft' && row.state !== 'half_signed') return false
  return ownSides(row, commands).some((side) => row[`${side}_signed_at`] === null)
}

/** Return where an agreement stands as this reader sees it. */
export function markOf(row: Agreement, areas: readonly string[]): AgreementMark {
  if (row.state === 'in_force') return row.runs_out_soon ? 'runs_out' : 'in_force'
  if (row.state === 'over' || row.state === 'signed' || row.state === 'draft') return row.state
  const ours = (['provider', 'receiver'] as const).filter((side) => within(areas, row[`${side}_code`]))
  if (ours.length === 2) return 'waits'
  return ours.some((side) => row[`${side}_signed_at`] === null) ? 'waits_ours' : 'waits_theirs'
}
