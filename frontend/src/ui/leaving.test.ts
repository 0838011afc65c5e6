import { describe, expect, it } from 'vitest'

import { gateOf } from './leaving'

describe('leaving a page', () => {
  it('asks only while something is not saved, and lets go of forms that are gone', async () => {
    let asked = 0
    const gate = gateOf(() => Promise.resolve(++asked > 1))
    let dirty = false
    const out = gate.enter(() => dirty)
    gate.enter(() => false)
    expect([await gate.mayLeave(), asked]).toEqual([true, 0])
    dirty = true
    expect([gate.isDirty(), await gate.mayLeave(), asked]).toEqual([true, false, 1])
    expect([await gate.mayLeave(), asked]).toEqual([true, 2])
    out()
    expect([await gate.mayLeave(), asked]).toEqual([true, 2])
  })

  it('waits for what is being saved and does not ask about it', async () => {
    const gate = gateOf(() => Promise.resolve(false))
    let dirty = true
    let arrived = (): void => undefined
    const saving = new Promise<void>((done) => (arrived = done)).then(() => void (dirty = false))
    gate.enter(() => dirty, () => saving)
    const may = gate.mayLeave()
    arrived()
    expect(await may).toBe(true)
    dirty = true
    expect(await gate.mayLeave()).toBe(false)
  })
})
