/** What the screens ask of the service about findings and improvement tasks; the live world keeps them. */
import { ifMatch, liveApi, unwrap } from '@/api/client'
import type { components } from '@/api/schema'
import { liveApiUrl } from '@/app/worldAddress'

type S = components['schemas']
export type Finding = S['FindingView']
export type FindingIn = S['FindingIn']
export type FindingPatch = S['FindingPatch']
export type Task = S['ImprovementTaskView']
export type TaskIn = S['ImprovementTaskIn']
export type TaskPatch = S['ImprovementTaskPatch']
export type Step = S['TaskStepIn']['step']
export type Counts = S['ImprovementCounts']
export type Prompt = S['FindingPrompt']
export type Person = S['Person']
export type PlanNote = S['PlanNote']
export type Severity = Finding['severity']
export type SubjectKind = Finding['subject_kind']

/** What the lists are narrowed down to; an empty text asks for all. */
export interface Wish {
  q: string
  severity: Severity | ''
  state: Task['state'] | ''
  due: Task['due'] | ''
  mine: boolean
  bare: boolean
  withdrawn: boolean
  subject: string
  taskSort: string
  findingSort: string
}

interface Page<T> { rows: T[]; total: number; next_offset: number | null }

export const LIMIT = 50

export function taskQuery(wish: Wish) {
  return { q: wish.q.trim(), severity: wish.severity || undefined, state: wish.state || undefined, due: wish.due || undefined, mine: wish.mine, subject_id: wish.subject || undefined, sort: wish.taskSort }
}

export const listTasks = (wish: Wish, offset: number): Promise<Page<Task>> => unwrap(liveApi.GET('/api/improvement-tasks', { params: { query: { ...taskQuery(wish), offset, limit: LIMIT } } }))
export const listFindings = (wish: Wish, offset: number): Promise<Page<Finding>> =>
  unwrap(liveApi.GET('/api/findings', {
    params: { query: { q: wish.q.trim(), severity: wish.severity || undefined, without_task: wish.bare, state: wish.withdrawn ? undefined : 'standing', subject_id: wish.subject || undefined, sort: wish.findingSort, offset, limit: LIMIT } },
  }))
export const readCounts = (): Promise<Counts> => unwrap(liveApi.GET('/api/improvement-counts'))
export const recordFinding = (body: FindingIn): Promise<Finding> => unwrap(liveApi.POST('/api/findings', { body }))
export const correctFinding = (row: Finding, body: FindingPatch): Promise<Finding> => unwrap(liveApi.PATCH('/api/findings/{finding_id}', { params: { path: { finding_id: row.id } }, headers: ifMatch(row), body }))
export const withdrawFinding = (row: Finding, why: string): Promise<Finding> => unwrap(liveApi.POST('/api/findings/{finding_id}/withdraw', { params: { path: { finding_id: row.id } }, headers: ifMatch(row), body: { why } }))
export const restoreFinding = (row: Finding): Promise<Finding> => unwrap(liveApi.POST('/api/findings/{finding_id}/restore', { params: { path: { finding_id: row.id } }, headers: ifMatch(row) }))
export const triggerPlan = (row: Finding, plan_id: string, text: string): Promise<Finding> => unwrap(liveApi.POST('/api/findings/{finding_id}/plan-triggers', { params: { path: { finding_id: row.id } }, body: { plan_id, text } }))
export const listPrompts = (subject_kind: SubjectKind, subject_id: string): Promise<Prompt[]> => unwrap(liveApi.GET('/api/finding-prompts', { params: { query: { subject_kind, subject_id } } }))

export const setTask = (body: TaskIn): Promise<Task> => unwrap(liveApi.POST('/api/improvement-tasks', { body }))
export const changeTask = (row: Task, body: TaskPatch): Promise<Task> => unwrap(liveApi.PATCH('/api/improvement-tasks/{task_id}', { params: { path: { task_id: row.id } }, headers: ifMatch(row), body }))
export const stepTask = (row: Task, step: Step, note: string): Promise<Task> => unwrap(liveApi.POST('/api/improvement-tasks/{task_id}/steps', { params: { path: { task_id: row.id } }, headers: ifMatch(row), body: { step, note } }))
export const takeBack = (row: Task, note: string): Promise<Task> => unwrap(liveApi.POST('/api/improvement-tasks/{task_id}/take-back', { params: { path: { task_id: row.id } }, headers: ifMatch(row), body: { note } }))
export const findOwners = (q: string): Promise<Person[]> => unwrap(liveApi.GET('/api/improvement-owners', { params: { query: { q } } }))
export const listPlans = async (q: string): Promise<PlanNote[]> => (await unwrap(liveApi.GET('/api/plan-documents', { params: { query: { q, limit: 20 } } }))).rows

export interface Subject { kind: SubjectKind; id: string; number: string; title: string }

/** The exercises and the incidents that are over: what something can have been found in. */
export async function listSubjects(): Promise<Subject[]> {
  const [exercises, incidents] = await Promise.all([unwrap(liveApi.GET('/api/exercises')), unwrap(liveApi.GET('/api/incidents', { params: { query: { limit: 100 } } }))])
  return [
    ...exercises.filter((row) => row.started_at).map((row) => ({ kind: 'exercise' as const, id: row.id, number: row.number, title: row.title })),
    ...incidents.rows.map((row) => ({ kind: 'incident' as const, id: row.id, number: row.number, title: row.title })),
  ]
}

/** The address of the table of tasks for a spreadsheet, narrowed down as the list is. */
export function exportUrl(wish: Wish): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(taskQuery(wish))) if (value) query.set(name, String(value))
  return liveApiUrl(`/api/improvement-export?${query}`)
}
