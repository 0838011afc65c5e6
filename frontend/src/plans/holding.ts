/** Which cards of a plan hold for an incident: the service says what it leaves out, whole cards without a label. */
import type { LevelPreview, Plan } from '@/api/models'

type Card = Plan['run_cards'][number]

/** Return the cards that start with a level, the lowest level first, without those left out whole. */
export function cardsStarting(cards: readonly Card[], level: number, leftOut: LevelPreview['left_out']): Card[] {
  const gone = new Set(leftOut.filter((one) => !one.label).map((one) => one.response_level))
  return cards.filter((card) => card.response_level >= level && !gone.has(card.response_level)).sort((a, b) => b.response_level - a.response_level)
}
