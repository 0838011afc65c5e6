/** The task board: which tasks are shown to whom, and in which order. */
import type { Task } from '@/api/models'

export type Whose = 'mine' | 'role' | 'all'

export interface Wish {
  whose: Whose
  role: string
  settled: boolean
  me: string
}

/** The tasks that are wished for: open ones by deadline, so that overdue ones stand first; blocked ones after them. */
export function shownTasks(tasks: Iterable<Task>, wish: Wish): Task[] {
  const own = (task: Task): boolean => wish.whose === 'all' || (wish.whose === 'mine' ? task.holder_id === wish.me : task.role_name === wish.role)
  const rows = [...tasks].filter((task) => own(task) && (task.state === 'open') !== wish.settled)
  if (wish.settled) return rows.sort((a, b) => (b.settled_at ?? '').localeCompare(a.settled_at ?? ''))
  return rows.sort((a, b) => Number(a.blocked) - Number(b.blocked) || a.due_at.localeCompare(b.due_at) || a.position - b.position)
}

/** Every role that has an open task, the busiest first; the one that is chosen is among them also with none. */
export function rolesOf(tasks: Iterable<Task>, chosen = ''): { name: string; name_en: string; count: number }[] {
  const roles = new Map<string, { name: string; name_en: string; count: number }>()
  if (chosen) roles.set(chosen, { name: chosen, name_en: '', count: 0 })
  for (const task of tasks) {
    if (task.state !== 'open' && task.role_name !== chosen) continue
    const role = roles.get(task.role_name) ?? { name: task.role_name, name_en: '', count: 0 }
    role.name_en ||= task.role_name_en
    if (task.state === 'open') role.count += 1
    roles.set(task.role_name, role)
  }
  return [...roles.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

/** How many open tasks are over their time; those that wait for others are not counted. */
export function overdue(tasks: Iterable<Task>, nowMs: number): number {
  return [...tasks].filter((task) => task.state === 'open' && !task.blocked && Date.parse(task.due_at) < nowMs).length
}
