import { describe, expect, it } from 'vitest'

import type { Task } from './calls'
import { canTakeBack, dueWords, seqsOf, stepsOf, turned } from './showing'

const task = (more: Partial<Task>): Task => ({ state: 'open', owner_id: null, steps: [], days_left: null, ...more }) as Task
const step = (name: string, taken_back = false) => ({ step: name, taken_back }) as Task['steps'][number]

describe('the steps of an improvement task', () => {
  it('are all open to whoever keeps tasks, and reporting alone to its owner', () => {
    expect(stepsOf(task({}), true, 'a')).toEqual(['report_done', 'drop'])
    expect(stepsOf(task({ owner_id: 'a' }), false, 'a')).toEqual(['report_done'])
    expect(stepsOf(task({ owner_id: 'b' }), false, 'a')).toEqual([])
    expect(stepsOf(task({}), false, undefined)).toEqual([])
    expect(stepsOf(task({ state: 'verified' }), true, 'a')).toEqual([])
  })

  it('are taken back one by one, but not what gave the task', () => {
    expect(canTakeBack(task({ steps: [step('set')] }))).toBe(false)
    expect(canTakeBack(task({ steps: [step('set'), step('drop')] }))).toBe(true)
    expect(canTakeBack(task({ steps: [step('set'), step('drop', true), step('take_back')] }))).toBe(false)
  })
})

describe('a due date', () => {
  it('is said in days before, on and after it, and not at all once the task is settled', () => {
    expect(dueWords(task({ days_left: 3 }))).toEqual({ key: 'improvement.daysLeft', n: 3 })
    expect(dueWords(task({ days_left: 0 }))?.key).toBe('improvement.dueToday')
    expect(dueWords(task({ days_left: -2 }))).toEqual({ key: 'improvement.daysLate', n: 2 })
    expect(dueWords(task({ days_left: null }))).toBeNull()
  })
})

describe('numbers of events', () => {
  it('are read however they are separated, each once, and refused with words among them', () => {
    expect(seqsOf('12，15、12 9')).toEqual([12, 15, 9])
    expect(seqsOf('')).toEqual([])
    expect(seqsOf('第12号')).toBeNull()
    expect(seqsOf('0')).toBeNull()
  })
})

describe('a column', () => {
  it('is sorted the other way round when its head is pressed again', () => {
    expect(turned('due_on', 'due_on')).toBe('-due_on')
    expect(turned('-due_on', 'due_on')).toBe('due_on')
  })
})
