import { describe, expect, it } from 'vitest'

import { afterIt, moved, stillChosen } from './choosing'

describe('the alarm that a key acts on', () => {
  it('stays the same when a graver one comes above it', () => {
    expect(stillChosen(['new', 'a', 'b'], { key: 'a', at: 0 })).toEqual({ key: 'a', at: 1 })
  })

  it('is the one in its place when it is gone, and none where none is left', () => {
    expect(stillChosen(['a', 'c'], { key: 'b', at: 1 })).toEqual({ key: 'c', at: 1 })
    expect(stillChosen(['a'], { key: 'b', at: 5 })).toEqual({ key: 'a', at: 0 })
    expect(stillChosen([], { key: 'b', at: 1 })).toEqual({ key: null, at: 0 })
  })

  it('moves from where it stands now and stops at the ends', () => {
    expect(moved(['new', 'a', 'b'], { key: 'a', at: 0 }, 1).key).toBe('b')
    expect(moved(['a', 'b'], { key: 'b', at: 1 }, 1).key).toBe('b')
    expect(moved(['a', 'b'], { key: null, at: 0 }, -1).key).toBe('a')
  })

  it('is the next one once it is acknowledged', () => {
    expect(afterIt(['a', 'b', 'c'], { key: 'a', at: 0 }).key).toBe('b')
    expect(afterIt(['a', 'b'], { key: 'b', at: 1 }).key).toBe('a')
    expect(afterIt(['a'], { key: 'a', at: 0 }).key).toBeNull()
  })
})
