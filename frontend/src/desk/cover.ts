/** How far needs are met: asked, proposed, ordered, on scene; each stage holds the next within itself. Pure. */
import type { Need } from '@/api/models'

export interface Cover {
  asked: number
  proposed: number
  ordered: number
  arrived: number
}

export const STAGES = ['proposed', 'ordered', 'arrived'] as const
export type Stage = (typeof STAGES)[number]

type Asked = Pick<Need, 'id' | 'quantity' | 'committed' | 'arrived'>

/** Return how far one need is met, given what the standing proposal gives. */
export function coverOf(need: Asked, offered: ReadonlyMap<string, number>): Cover {
  const asked = need.quantity
  const arrived = Math.min(asked, need.arrived)
  const ordered = Math.min(asked, Math.max(arrived, need.committed))
  const proposed = Math.min(asked, Math.max(ordered, offered.get(need.id) ?? 0))
  return { asked, proposed, ordered, arrived }
}

/** How far the needs of an incident are met: of so many needs, how many wholly, and the mean share. */
export interface CoverSum {
  needs: number
  whole: Record<Stage, number>
  share: Record<Stage, number>
}

/** Return the sum over needs of one incident; each need weighs the same, as their units differ. */
export function coverSum(covers: readonly Cover[]): CoverSum {
  const whole = { proposed: 0, ordered: 0, arrived: 0 }
  const share = { proposed: 0, ordered: 0, arrived: 0 }
  for (const cover of covers)
    for (const stage of STAGES) {
      if (cover[stage] >= cover.asked) whole[stage]++
      share[stage] += cover[stage] / cover.asked / covers.length
    }
  return { needs: covers.length, whole, share }
}
