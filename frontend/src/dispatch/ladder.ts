/** How a solve came to its answer, and how far the answer can still be from the best. */
import type { Proposal } from '@/api/models'

export type LadderStep = Proposal['ladder'][number]

/** Return the share by which an answer can still be bettered; null where nothing is known. */
export function gapOf(step: Pick<LadderStep, 'objective' | 'bound'>): number {
  return step.bound >= step.objective ? 0 : (step.objective - step.bound) / Math.max(1, Math.abs(step.objective))
}

/** Word a share as a percentage that never rounds a real gap down to nothing. */
export function shareText(share: number | null): string {
  if (share === null) return '—'
  if (share === 0) return '0%'
  if (share < 0.0001) return '<0.01%'
  return `${(share * 100).toFixed(share < 0.1 ? 2 : 1)}%`
}

/** Say where a proposal stands: still being bettered, proven, or left unproven. */
export function progressOf(proposal: Pick<Proposal, 'state' | 'timings_s'>): 'improving' | 'proven' | 'unproven' | null {
  if (proposal.state === 'proven') return 'proven'
  if (proposal.state !== 'feasible') return null
  return 'solve' in proposal.timings_s ? 'unproven' : 'improving'
}

/**
 * Return the points of a line that shows the gap over the steps, from the first answer to the last.
 * Steps are drawn at equal distances: most come in the first tenth of the time. The height is the
 * logarithm of the gap, because a proof goes by orders of magnitude; a closed gap lies on the floor.
 */
export function gapLine(ladder: LadderStep[], width: number, height: number): string {
  if (ladder.length < 2) return ''
  const floor = 1e-5
  const heights = ladder.map((step) => Math.log10(Math.max(gapOf(step), floor) / floor))
  const top = Math.max(...heights, 1)
  const stride = width / (ladder.length - 1)
  return heights.map((value, k) => `${(k * stride).toFixed(1)},${(height - (value / top) * height).toFixed(1)}`).join(' ')
}

/** Split the trouble of a solve into its code and the detail behind it. */
export function troubleOf(error: string): { code: string; detail: string } {
  const found = /^(solver_[a-z_]+)(?:: (.*))?$/s.exec(error)
  return found ? { code: found[1]!, detail: found[2] ?? '' } : { code: '', detail: error }
}
