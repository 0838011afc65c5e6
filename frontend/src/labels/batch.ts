/** Boxes scanned one by one, and what they are measured against: expected, scanned, missing. */
import type { Act, Label } from './calls'

/** What may be done with a box by where it is; the service decides, this only sorts the list. */
const ALLOWED: Record<Label['state'], readonly Act[]> = {
  awaited: ['receive', 'void'],
  in_stock: ['hand_over', 'seen', 'send', 'count', 'load', 'void'],
  on_transfer: ['receive'],
  on_order: ['deliver'],
  handed_over: ['return'],
  missing: ['count', 'void'],
  void: [],
}

/** The acts that a keeper can do with several boxes at once; counting is done box by box. */
const TOGETHER: readonly Act[] = ['receive', 'hand_over', 'send', 'return', 'seen']

export function allows(label: Label, act: Act): boolean {
  return ALLOWED[label.state].includes(act)
}

/** Return the acts that every box on the list allows. */
export function commonActs(labels: readonly Label[]): Act[] {
  if (!labels.length) return []
  return TOGETHER.filter((act) => labels.every((label) => allows(label, act)))
}

/** Return which expected boxes were not scanned. */
export function lacking(expected: readonly Label[], scanned: readonly Label[]): Label[] {
  const seen = new Set(scanned.map((label) => label.id))
  return expected.filter((label) => !seen.has(label.id))
}

/** Return amounts by item and unit, in the order of the list. */
export function totals(labels: readonly Label[], amountOf: (label: Label) => number = (label) => label.amount): { name: string; nameEn: string; unit: string; amount: number; boxes: number }[] {
  const found = new Map<string, { name: string; nameEn: string; unit: string; amount: number; boxes: number }>()
  for (const label of labels) {
    const key = `${label.item_code} ${label.unit}`
    const row = found.get(key) ?? { name: label.item_name ?? '', nameEn: label.item_name_en ?? '', unit: label.unit ?? '', amount: 0, boxes: 0 }
    found.set(key, { ...row, amount: row.amount + amountOf(label), boxes: row.boxes + 1 })
  }
  return [...found.values()]
}

export interface Fit {
  boxes: number
  each: number
  last: number
}

/** Return how an amount is boxed with so much in each: the last box holds the rest. */
export function fitBoxes(amount: number, each: number): Fit {
  if (amount <= 0 || each <= 0) return { boxes: 0, each, last: each }
  const boxes = Math.ceil(amount / each)
  return { boxes, each, last: amount - (boxes - 1) * each }
}
