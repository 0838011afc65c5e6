import { describe, expect, it } from 'vitest'

import type { Task } from '@/api/models'

import { overdue, rolesOf, shownTasks, type Wish } from './tasks'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const task = (id: string, more: Partial<Task> = {}): Task =>
  ({ id, position: 1, role_name: '值班长', role_name_en: 'duty chief', state: 'open', blocked: false, due_at: '2026-11-22T13:00:00Z', holder_id: null, settled_at: null, ...more }) as Task
const wish = (more: Partial<Wish> = {}): Wish => ({ whose: 'all', role: '', settled: false, me: 'me', ...more })
const ids = (tasks: Task[]): string[] => tasks.map((one) => one.id)

const late = task('late', { due_at: '2026-11-22T11:00:00Z', holder_id: 'me' })
const soon = task('soon', { role_name: '交通组长' })
const waits = task('waits', { blocked: true, due_at: '2026-11-22T10:00:00Z' })
const done = task('done', { state: 'done', settled_at: '2026-11-22T11:30:00Z' })

describe('the task board', () => {
  it('has overdue tasks first and those that wait for others last', () => {
    expect(ids(shownTasks([waits, soon, done, late], wish()))).toEqual(['late', 'soon', 'waits'])
  })

  it('shows mine, those of a role, or what is settled', () => {
    expect(ids(shownTasks([waits, soon, done, late], wish({ whose: 'mine' })))).toEqual(['late'])
    expect(ids(shownTasks([waits, soon, done, late], wish({ whose: 'role', role: '交通组长' })))).toEqual(['soon'])
    expect(ids(shownTasks([waits, soon, done, late], wish({ settled: true })))).toEqual(['done'])
  })

  it('lists the roles with open tasks, the busiest first', () => {
    expect(rolesOf([late, soon, waits, done]).map((one) => [one.name, one.count])).toEqual([['值班长', 2], ['交通组长', 1]])
  })

  it('keeps the role that is chosen among them when it has nothing open', () => {
    expect(rolesOf([soon], '值班长').map((one) => [one.name, one.count])).toEqual([['交通组长', 1], ['值班长', 0]])
    expect(rolesOf([soon], '交通组长')).toHaveLength(1)
  })

  it('does not count as late what cannot begin yet', () => {
    expect(overdue([late, soon, waits, done], NOW)).toBe(1)
  })
})
