import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

import en from '@/app/locales/guide.en'
import zhCN from '@/app/locales/guide.zh-CN'
import { labelOf } from '@/app/pages'

import { GUIDES } from './pages'
import { elementOf, placeCard, STEPS } from './steps'

const VIEW = { width: 1366, height: 768 }
const CARD = { width: 380, height: 200 }
const router = readFileSync(resolve(__dirname, '../app/router.ts'), 'utf8')
const routes = [...router.matchAll(/name: '([\w-]+)'/g)].map((match) => match[1]!)

describe('the help of the pages', () => {
  it('has a text, words and a title for every page of the router', () => {
    expect(routes.length).toBeGreaterThan(15)
    for (const name of routes) {
      expect(zhCN.page, name).toHaveProperty(name)
      expect(en.page, name).toHaveProperty(name)
      expect(GUIDES, name).toHaveProperty(name)
      expect(labelOf(name), name).not.toBe('app.name')
    }
  })

  it('explains every word it names', () => {
    for (const word of Object.values(GUIDES).flatMap((guide) => guide.words)) expect(zhCN.word).toHaveProperty(word)
  })
})

describe('the tour', () => {
  afterEach(() => (document.body.innerHTML = ''))

  it('has six to eight steps, each with words in both languages', () => {
    expect(STEPS.length).toBeGreaterThanOrEqual(6)
    expect(STEPS.length).toBeLessThanOrEqual(8)
    for (const { name } of STEPS) for (const words of [zhCN.step, en.step]) expect(words).toHaveProperty(name)
  })

  it('leaves out what is not on the screen', () => {
    document.body.innerHTML = '<div data-test="board">x</div>'
    expect(elementOf({ name: 'search', at: ['#search-all'] })).toBeNull()
  })

  it('keeps its card inside the window, beside what it speaks of', () => {
    for (const target of [new DOMRect(0, 46, 300, 722), new DOMRect(766, 46, 600, 722), new DOMRect(1330, 8, 28, 28), new DOMRect(10, 720, 80, 30)]) {
      const { left, top } = placeCard(target, CARD, VIEW)
      expect(left).toBeGreaterThanOrEqual(0)
      expect(top).toBeGreaterThanOrEqual(0)
      expect(left + CARD.width).toBeLessThanOrEqual(VIEW.width)
      expect(top + CARD.height).toBeLessThanOrEqual(VIEW.height)
    }
  })
})
