/** What the observers' sheet asks of the service. */
import { api, liveApi, unwrap } from '@/api/client'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'

type S = components['schemas']
export type Sheet = S['EvaluationSheet']
export type Criterion = S['CriterionView']
export type Entry = S['EvaluationView']
export type Rating = NonNullable<Entry['rating']>

export const readSheet = (): Promise<Sheet> => unwrap(api.GET('/api/evaluations'))
/** What of this exercise was made a finding already, by the note it came from; null where one may not read findings. */
export async function findingsMade(exerciseId: string): Promise<Map<string, string> | null> {
  try {
    const page = await unwrap(liveApi.GET('/api/findings', { params: { query: { subject_id: exerciseId, state: 'standing', limit: 200 } } }))
    return new Map(page.rows.filter((one) => one.origin === 'evaluation' && one.origin_key).map((one) => [one.origin_key!, one.number]))
  } catch {
    return null
  }
}
/** Make a note a finding of the live world: it keeps what was noted, and the event of the note as evidence. */
export const makeFinding = (exerciseId: string, entryId: string): Promise<S['FindingView']> =>
  unwrap(liveApi.POST('/api/exercises/{exercise_id}/observations/{entry_id}/finding', { params: { path: { exercise_id: exerciseId, entry_id: entryId } } }))
export const photoUrl = (id: string): string => apiUrl(`/api/evaluations/${id}/photo`)
