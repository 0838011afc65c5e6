/** What the page of a score asks of the service; an exercise is scored at the live world's address. */
import { api, ifMatch, liveApi, unwrap } from '@/api/client'
import { problemFrom, unreachable } from '@/api/problem'
import type { components } from '@/api/schema'
import { i18n } from '@/app/i18n'
import { marked } from '@/app/world'
import { apiUrl } from '@/app/worldAddress'

type S = components['schemas']
export type Score = S['Score']
export type TimeRow = S['TimeRow']
export type QuestionRow = S['QuestionRow']
export type DecisionRow = S['DecisionRow']
export type RefusalRow = S['RefusalRow']
export type EntryRow = S['EntryRow']
export type EventRef = S['EventRef']
export type Mark = S['Mark']
export type ObjectiveMark = S['ObjectiveMark']
export type Marks = S['Marks']
export type Criteria = S['CriteriaView']
export type CriteriaSet = NonNullable<S['CriteriaIn']['criteria']>
export type Kind = Score['subject']['kind']

export function readScore(kind: Kind, id: string): Promise<Score> {
  if (kind === 'exercise') return unwrap(api.GET('/api/exercises/{exercise_id}/score', { params: { path: { exercise_id: id } } }))
  return unwrap(api.GET('/api/incidents/{incident_id}/score', { params: { path: { incident_id: id } } }))
}

const at = (id: string) => ({ params: { path: { exercise_id: id } } })
export const readCriteria = (id: string): Promise<Criteria> => unwrap(api.GET('/api/exercises/{exercise_id}/criteria', at(id)))
export const setCriteria = (known: Criteria, criteria: CriteriaSet | null): Promise<Criteria> =>
  unwrap(api.PUT('/api/exercises/{exercise_id}/criteria', { ...at(known.id), headers: ifMatch(known), body: { criteria } }))

export type SiteCriteria = S['SiteCriteriaView']
export const readSiteCriteria = (kind: Kind): Promise<SiteCriteria> => unwrap(liveApi.GET('/api/score-criteria/{kind}', { params: { path: { kind } } }))
export const setSiteCriteria = (known: SiteCriteria, criteria: CriteriaSet | null): Promise<SiteCriteria> =>
  unwrap(liveApi.PUT('/api/score-criteria/{kind}', { params: { path: { kind: known.kind } }, headers: ifMatch(known), body: { criteria } }))

/** Save a score as a table. */
export async function saveTable(score: Score, language: string): Promise<void> {
  const { kind, id, number } = score.subject
  let response: Response
  try {
    response = await fetch(apiUrl(`/api/${kind === 'exercise' ? 'exercises' : 'incidents'}/${id}/score/export?language=${language === 'en' ? 'en' : 'zh-CN'}`), { headers: { 'Accept-Language': language } })
  } catch {
    throw unreachable(language)
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  const name = `score-${number}.csv`
  link.download = kind === 'exercise' ? `${i18n.global.t('app.exercise')}-${name}` : marked(name)
  link.click()
  URL.revokeObjectURL(link.href)
}
