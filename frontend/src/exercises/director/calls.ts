/** What the director's console asks: injects of this world, and the exercise's clock, which the live world keeps. */
import { api, ifMatch, liveApi, unwrap } from '@/api/client'
import { Problem } from '@/api/problem'
import type { components } from '@/api/schema'

type S = components['schemas']
export type Board = S['InjectBoard']
export type Inject = S['InjectView']
export type InjectIn = S['InjectIn']
export type InjectPatch = S['InjectPatch']
export type Player = S['PlayerView']
export type Expected = S['ExpectedView']
export type Exercise = S['ExerciseView']
export type Sheet = S['EvaluationSheet']
export type Act = 'start' | 'pause' | 'resume' | 'end'

const at = (row: Inject) => ({ params: { path: { inject_id: row.id } }, headers: ifMatch(row) })

export const readBoard = (): Promise<Board> => unwrap(api.GET('/api/injects'))
export const give = (row: Inject): Promise<Inject> => unwrap(api.POST('/api/injects/{inject_id}/give', at(row)))
export const skip = (row: Inject): Promise<Inject> => unwrap(api.POST('/api/injects/{inject_id}/skip', at(row)))
export const delay = (row: Inject, by_s: number): Promise<Inject> => unwrap(api.POST('/api/injects/{inject_id}/delay', { ...at(row), body: { by_s } }))
export const change = (row: Inject, body: InjectPatch): Promise<Inject> => unwrap(api.PATCH('/api/injects/{inject_id}', { ...at(row), body }))
export const add = (body: InjectIn): Promise<Inject> => unwrap(api.POST('/api/injects', { body }))
export const readSheet = (): Promise<Sheet> => unwrap(api.GET('/api/evaluations'))

const path = (id: string) => ({ params: { path: { exercise_id: id } } })
export const readExercise = (id: string): Promise<Exercise> => unwrap(liveApi.GET('/api/exercises/{exercise_id}', path(id)))

/** Whether one may set the clock of this exercise: what the live world lets one do there. Null while it does not answer. */
export async function maySteer(id: string): Promise<boolean | null> {
  try {
    const [me] = await Promise.all([unwrap(liveApi.GET('/api/me')), readExercise(id)])
    return me.permissions.includes('exercises.direct')
  } catch (error) {
    return error instanceof Problem && [401, 403, 404].includes(error.status) ? false : null
  }
}

/** Do something with the clock as it stands now: the newest version is read first, so a colleague's press is never undone. */
async function steer(id: string, doing: (row: Exercise) => Promise<Exercise>): Promise<Exercise> {
  return doing(await readExercise(id))
}
export const act = (id: string, what: Act): Promise<Exercise> =>
  steer(id, (row) => unwrap(liveApi.POST(`/api/exercises/{exercise_id}/${what}`, { ...path(id), headers: ifMatch(row) })))
export const setSpeed = (id: string, speed: number): Promise<Exercise> =>
  steer(id, (row) => unwrap(liveApi.POST('/api/exercises/{exercise_id}/speed', { ...path(id), headers: ifMatch(row), body: { speed } })))
export const jumpTo = (id: string, to: string): Promise<Exercise> =>
  steer(id, (row) => unwrap(liveApi.POST('/api/exercises/{exercise_id}/jump', { ...path(id), headers: ifMatch(row), body: { to } })))
