import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'

import type { EventOut } from '@/api/models'

import { FREE_MS, leftMs, useUndo } from './acts'
import { correctable, undoOf } from './calls'

const event = (seq: number, kind: string, id: string) => ({ seq, kind, [kind.split('.')[0]!]: { id, version: seq } }) as unknown as EventOut

describe('acts that can be taken back', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('are free for half a minute and never negative', () => {
    expect(leftMs({ at: 1000 }, 1000)).toBe(FREE_MS)
    expect(leftMs({ at: 1000 }, 1000 + FREE_MS + 5)).toBe(0)
  })

  it('are taken back once, the newest first', async () => {
    const undo = useUndo()
    const done: string[] = []
    undo.remember('到场', async () => done.push('到场'))
    undo.remember('撤收', async () => done.push('撤收'))
    await undo.take(undo.standing[0]!)
    await undo.take(undo.acts[0]!)
    expect(done).toEqual(['撤收'])
    expect(undo.standing.map((act) => act.text)).toEqual(['到场'])
  })

  it('stand on with the reason when something is in the way', async () => {
    const undo = useUndo()
    const act = undo.remember('撤收', () => Promise.reject(new Error('队伍已另接指令')))
    await expect(undo.take(act, '', (error) => (error as Error).message)).rejects.toThrow()
    expect(undo.acts[0]).toMatchObject({ state: 'stands', trouble: '队伍已另接指令' })
  })

  it('are forgotten with the officer and never more than twenty', () => {
    const undo = useUndo()
    for (let index = 0; index < 30; index++) undo.remember(String(index), () => Promise.resolve())
    expect(undo.acts).toHaveLength(20)
    undo.forget()
    expect(undo.acts).toHaveLength(0)
  })
})

describe('entries of the record', () => {
  it('can be corrected only while nothing later was said of the same thing', () => {
    const course = [event(1, 'order.departed', 'a'), event(2, 'order.arrived', 'a'), event(3, 'order.eta_changed', 'a'), event(4, 'need.changed', 'n'), event(5, 'need.covered', 'n')]
    expect([...correctable(course)].sort()).toEqual([2, 4])
  })

  it('offer a way back only where the service has one', () => {
    expect(undoOf(event(1, 'order.arrived', 'a'))).toBeTypeOf('function')
    expect(undoOf(event(1, 'incident.stood_down', 'i'))).toBeTypeOf('function')
    expect(undoOf(event(1, 'order.redirected', 'a'))).toBeNull()
    expect(undoOf(event(1, 'order.corrected', 'a'))).toBeNull()
  })
})
