import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'

import type { Part } from './closureState'
import { useSketch } from './sketch'

const part = (size: number): Part => [[[114, 30], [114 + size, 30], [114, 30 + size], [114, 30]]] as Part

describe('taking back what was drawn', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('goes back one change at a time to where it began', async () => {
    const sketch = useSketch()
    sketch.begin(null)
    await nextTick()
    await nextTick()
    sketch.parts = [part(0.1)]
    await nextTick()
    sketch.parts = [part(0.1), part(0.2)]
    await nextTick()
    expect(sketch.undo()).toBe(true)
    await nextTick()
    expect(sketch.parts).toEqual([part(0.1)])
    expect(sketch.undo()).toBe(true)
    await nextTick()
    expect(sketch.parts).toEqual([])
    expect(sketch.undo()).toBe(false)
    sketch.end()
  })
})
