import { expect, it } from 'vitest'

import { newestOnly } from './newest'

it('counts an answer until something else was asked', () => {
  const asked = newestOnly()
  const first = asked()
  expect(first()).toBe(true)
  const second = asked()
  expect(first()).toBe(false)
  expect(second()).toBe(true)
})

it('keeps two places of one page apart', () => {
  const here = newestOnly()()
  newestOnly()()
  expect(here()).toBe(true)
})
