import { expect, test } from 'vitest'

import type { LevelPreview, Plan } from '@/api/models'

import { cardsStarting } from './holding'

type Card = Plan['run_cards'][number]
const card = (level: number): Card => ({ response_level: level }) as Card
const cards = [card(1), card(2), card(3), card(4)]
const left = (level: number, label: string): LevelPreview['left_out'][number] => ({ response_level: level, label, label_en: label, code: 'outside_hours', named: '08:00-18:00' })

test('a level starts with the levels below it, the lowest first', () => {
  expect(cardsStarting(cards, 2, []).map((one) => one.response_level)).toEqual([4, 3, 2])
})

test('a card that does not hold at this place or hour is not promised, one of which a line is left out is', () => {
  expect(cardsStarting(cards, 2, [left(3, ''), left(4, '冲锋舟')]).map((one) => one.response_level)).toEqual([4, 2])
})
