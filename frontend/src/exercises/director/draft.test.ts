import { describe, expect, it } from 'vitest'

import type { Inject } from './calls'
import { changeOf, draftOf, emptyDraft, missingIn, newOf } from './draft'

describe('an inject that a director writes', () => {
  it('says what is missing', () => {
    expect(missingIn(emptyDraft())).toEqual(['sender', 'text'])
    expect(missingIn({ ...emptyDraft(), kind: 'correct', incident: 'A', known: { deaths: null } })).toEqual(['known'])
    expect(missingIn({ ...emptyDraft(), kind: 'correct', incident: 'A', known: { deaths: 0 } })).toEqual([])
    expect(missingIn({ ...emptyDraft(), sender: '甲', text: '乙', to: [] })).toEqual(['to'])
  })

  it('comes at once, by hand, or so many minutes from now', () => {
    const told = { ...emptyDraft(), sender: '群众', text: '渗水' }
    expect(newOf(told, 100).trigger).toBeNull()
    expect(newOf({ ...told, when: 'by_hand' }, 100).trigger).toEqual({ by_hand: true })
    expect(newOf({ ...told, when: 5, expected: '巡堤', within_min: 10 }, 100)).toMatchObject({
      trigger: { at_s: 400 }, expected: [{ text: { zh: '巡堤' }, within_s: 600 }], to: ['duty_officer'],
    })
  })

  it('keeps what the form does not show when one is changed, and the English of what stays', () => {
    const script = { doing: { do: 'tell', sender: { zh: '甲', en: 'A' }, text: { zh: '乙', en: 'B' }, media: 'a.svg' } }
    const row = { script, roles: ['all'], hidden: false, doing: { do: 'tell' } } as unknown as Inject
    const draft = draftOf(row)
    expect([draft.sender, draft.text, draft.to]).toEqual(['甲', '乙', ['all']])
    expect(changeOf({ ...draft, hidden: true }, row)).toEqual({ to: ['all'], hidden: true, doing: script.doing })
    expect(changeOf({ ...draft, text: '丙' }, row).doing).toEqual({ do: 'tell', sender: { zh: '甲', en: 'A' }, text: { zh: '丙' }, media: 'a.svg' })
    const lost = { script: { doing: { do: 'lose_stock', item: '2990401', percent: 30, reason: { zh: '受潮', en: 'damp' } } }, roles: ['all'], hidden: false, doing: { do: 'lose_stock' } } as unknown as Inject
    expect(changeOf({ ...draftOf(lost), percent: 50 }, lost).doing).toEqual({ do: 'lose_stock', item: '2990401', percent: 50, reason: { zh: '受潮', en: 'damp' } })
  })

  it('lets a waiting closure be changed without drawing it again', () => {
    const closure = { kind: 'flood', reason: '积水', area: { type: 'Polygon', coordinates: [[[114, 30], [115, 30], [115, 31], [114, 30]]] } }
    const row = { script: { doing: { do: 'close_road', closure } }, roles: ['all'], hidden: false, doing: { do: 'close_road' } } as unknown as Inject
    const draft = draftOf(row)
    expect(missingIn(draft, false)).toEqual([])
    expect(missingIn(draft)).toEqual(['lon', 'lat'])
    expect(changeOf({ ...draft, reason: '积水 0.8 米' }, row).doing).toMatchObject({ do: 'close_road', closure: { ...closure, reason: '积水 0.8 米' } })
  })
})
