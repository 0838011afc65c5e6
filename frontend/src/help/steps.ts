/** What a newcomer is shown on the command screen, in the order of the work; a part that is not there is left out. */
export interface TourStep {
  name: string
  /** The first of these that can be seen is pointed at. */
  at: readonly string[]
}

export const STEPS: readonly TourStep[] = [
  { name: 'board', at: ['[data-test=board]'] },
  { name: 'report', at: ['[data-test=report]'] },
  { name: 'search', at: ['[data-test=command-line]', '#search-all'] },
  { name: 'map', at: ['[data-test=map]'] },
  { name: 'proposal', at: ['[data-test=panel]'] },
  { name: 'connection', at: ['[data-test=connection]'] },
  { name: 'alarms', at: ['[data-test=alarm-bell]'] },
  { name: 'help', at: ['[data-test=open-help]', '.tool.help', '[data-test=menu]'] },
]

/** The element a step points at, if there is one to be seen. */
export function elementOf(step: TourStep, root: ParentNode = document): HTMLElement | null {
  const found = step.at.map((selector) => root.querySelector<HTMLElement>(selector))
  return found.find((one) => one !== null && one.getClientRects().length > 0) ?? null
}

/** Where the card stands beside what it speaks of: below, above, or at the side with more room; never outside. */
export function placeCard(target: DOMRect, card: { width: number; height: number }, view: { width: number; height: number }): { left: number; top: number } {
  const gap = 14
  const within = (value: number, size: number, limit: number) => Math.max(gap, Math.min(value, limit - size - gap))
  const left = within(target.left + target.width / 2 - card.width / 2, card.width, view.width)
  if (target.bottom + gap + card.height < view.height) return { left, top: target.bottom + gap }
  if (target.top - gap - card.height > 0) return { left, top: target.top - gap - card.height }
  const rightOf = target.left + target.width / 2 < view.width / 2
  return {
    left: within(rightOf ? target.right + gap : target.left - gap - card.width, card.width, view.width),
    top: within(target.top + target.height / 2 - card.height / 2, card.height, view.height),
  }
}
