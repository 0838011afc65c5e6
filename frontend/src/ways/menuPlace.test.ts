import { describe, expect, it } from 'vitest'

import { beginAt } from './menuPlace'

describe('the menu of the map', () => {
  it('begins at the pointer where there is room', () => expect(beginAt(100, 300, 600)).toBe(100))

  it('ends at the pointer near the far edge', () => expect(beginAt(500, 300, 600)).toBe(200))

  it('stays whole in a room with too little on either side, and shows its beginning in one that is too small', () => {
    expect(beginAt(250, 380, 500)).toBe(116)
    expect(beginAt(250, 700, 500)).toBe(4)
  })
})
