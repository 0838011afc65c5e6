/** What the list of exercises asks of the service; it is kept by the live world. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { components } from '@/api/schema'

type S = components['schemas']
export type Exercise = S['ExerciseView']
export type ExerciseIn = S['ExerciseIn']
export type Template = S['TemplateView']
export type TemplatePreview = S['TemplatePreview']
export type Person = S['Person']
export type Progress = S['Progress']
export type SeatIn = S['SeatIn']
export type SeatRole = SeatIn['role']
export type DrillClock = S['DrillClock']
export type DrillRecord = S['DrillRecordView']
export type DrillRecordIn = S['DrillRecordIn']
export type Area = S['JurisdictionView']
export type Act = 'start' | 'pause' | 'resume' | 'end'

const at = (row: Exercise) => ({ params: { path: { exercise_id: row.id } }, headers: ifMatch(row) })

export const listExercises = (): Promise<Exercise[]> => unwrap(api.GET('/api/exercises'))
export const planExercise = (body: ExerciseIn): Promise<Exercise> => unwrap(api.POST('/api/exercises', { body }))
export const act = (row: Exercise, what: Act): Promise<Exercise> => unwrap(api.POST(`/api/exercises/{exercise_id}/${what}`, at(row)))
export const setSpeed = (row: Exercise, speed: number): Promise<Exercise> => unwrap(api.POST('/api/exercises/{exercise_id}/speed', { ...at(row), body: { speed } }))
export const jump = (row: Exercise, to: string): Promise<Exercise> => unwrap(api.POST('/api/exercises/{exercise_id}/jump', { ...at(row), body: { to } }))
export const removeExercise = (row: Exercise): Promise<Exercise> => unwrap(api.DELETE('/api/exercises/{exercise_id}', at(row)))
export const giveSeat = (row: Exercise, body: SeatIn): Promise<Exercise> => unwrap(api.POST('/api/exercises/{exercise_id}/seats', { params: { path: { exercise_id: row.id } }, body }))
export const takeSeat = (row: Exercise, seat_id: string): Promise<Exercise> => unwrap(api.DELETE('/api/exercises/{exercise_id}/seats/{seat_id}', { params: { path: { exercise_id: row.id, seat_id } } }))
export const findPeople = (q: string): Promise<Person[]> => unwrap(api.GET('/api/exercise-people', { params: { query: { q } } }))
export const listProgress = (): Promise<Progress[]> => unwrap(api.GET('/api/exercise-progress'))

export const listTemplates = (): Promise<Template[]> => unwrap(api.GET('/api/exercise-templates'))
export const keepTemplate = (scenario: unknown): Promise<Template> => unwrap(api.POST('/api/exercise-templates', { body: scenario as S['Scenario'] }))
export const previewTemplate = (scenario: unknown): Promise<TemplatePreview> => unwrap(api.POST('/api/exercise-templates/preview', { body: scenario as S['Scenario'] }))
export const keepAsTemplate = (row: Exercise): Promise<Template> => unwrap(api.POST('/api/exercises/{exercise_id}/template', { params: { path: { exercise_id: row.id } } }))
export const removeTemplate = (row: Template): Promise<Template> =>
  unwrap(api.DELETE('/api/exercise-templates/{template_id}', { params: { path: { template_id: row.id } }, headers: ifMatch({ version: row.version ?? 1 }) }))

export const listDrillClocks = (townships: boolean): Promise<DrillClock[]> => unwrap(api.GET('/api/drill-clocks', { params: { query: { townships } } }))
export const listDrillRecords = (): Promise<DrillRecord[]> => unwrap(api.GET('/api/drill-records'))
export const enterDrill = (body: DrillRecordIn): Promise<DrillRecord> => unwrap(api.POST('/api/drill-records', { body }))
export const removeDrill = (row: DrillRecord): Promise<DrillRecord> => unwrap(api.DELETE('/api/drill-records/{record_id}', { params: { path: { record_id: row.id } }, headers: ifMatch(row) }))
export const listAreas = (): Promise<Area[]> => unwrap(api.GET('/api/jurisdictions'))
