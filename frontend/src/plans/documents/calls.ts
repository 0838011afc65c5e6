/** What the screens ask of the service about plans as papers. */
import { api, ifMatch, unwrap } from '@/api/client'
import { problemFrom } from '@/api/problem'
import type { components } from '@/api/schema'
import { i18n } from '@/app/i18n'
import { apiUrl } from '@/app/worldAddress'
import { uuid7 } from '@/ui/uuid'

type S = components['schemas']
export type Kind = S['PlanKind']
export type Note = S['PlanNote']
export type Reminder = S['PlanReminder']
export type Paper = S['PlanDocument']
export type Section = S['PlanSection']
export type Block = S['PlanBlock']
export type Missing = S['PlanMissing']
export type Step = S['PlanStep']
export type StepIn = S['PlanStepIn']
export type Status = S['PlanStatus']
export type Clock = S['PlanClock']
export type Trigger = S['PlanTrigger']
export type TriggerKind = S['RevisionTrigger']
export type Difference = S['PlanDifference']
export type Reading = S['PlanReading']
export type Card = S['PositionCard']
export type Post = S['CommandPost']
export type Year = S['WorkingYear']
export type YearIn = S['WorkingYearIn']
export type PaperIn = S['PlanDocumentIn']
export type PaperPatch = S['PlanDocumentPatch']
export type SectionIn = S['SectionIn']
export type KindCode = PaperIn['kind']
export type Sort = 'urgency' | 'code' | 'title' | 'issued'

export interface Wish { q: string; kind: KindCode | ''; status: Status | ''; area: string; sort: Sort }

const given = <T extends string>(value: T | ''): T | undefined => value || undefined

export const listKinds = (): Promise<Kind[]> => unwrap(api.GET('/api/plan-kinds'))
export const listPlans = ({ q, kind, status, area, sort }: Wish, offset = 0): Promise<{ rows: Note[]; total: number; next_offset: number | null }> =>
  unwrap(api.GET('/api/plan-documents', { params: { query: { q, kind: given(kind), status: given(status), area: given(area), sort, offset, limit: 100 } } }))
export const listReminders = (): Promise<Reminder[]> => unwrap(api.GET('/api/plan-reminders'))
export const listAreas = (): Promise<S['JurisdictionView'][]> => unwrap(api.GET('/api/jurisdictions'))
export const listIncidentKinds = (): Promise<S['IncidentKindEntry'][]> => unwrap(api.GET('/api/incident-kinds'))
export const draftPlan = (body: PaperIn): Promise<Paper> => unwrap(api.POST('/api/plan-documents', { body }))

const plan = (plan_id: string) => ({ path: { plan_id } })

export const getPaper = (id: string): Promise<Paper> => unwrap(api.GET('/api/plan-documents/{plan_id}', { params: plan(id) }))
export const changePaper = (seen: Note, body: PaperPatch): Promise<Paper> =>
  unwrap(api.PATCH('/api/plan-documents/{plan_id}', { params: plan(seen.id), headers: ifMatch(seen), body }))
export const takeStep = (seen: Note, body: StepIn): Promise<Paper> =>
  unwrap(api.POST('/api/plan-documents/{plan_id}/steps', { params: plan(seen.id), headers: ifMatch(seen), body }))
export const takeBack = (seen: Note, reason: string): Promise<Paper> =>
  unwrap(api.POST('/api/plan-documents/{plan_id}/take-back', { params: plan(seen.id), headers: ifMatch(seen), body: { reason } }))
export const beginEdition = (id: string, edition: string): Promise<Paper> =>
  unwrap(api.POST('/api/plan-documents/{plan_id}/editions', { params: plan(id), body: { edition } }))
export const compare = (id: string, before: string): Promise<Difference> =>
  unwrap(api.GET('/api/plan-documents/{plan_id}/difference', { params: { ...plan(id), query: { before } } }))
export const listCards = (id: string): Promise<Card[]> => unwrap(api.GET('/api/plan-documents/{plan_id}/cards', { params: plan(id) }))

export const addSection = (id: string, body: S['SectionAddIn']): Promise<Section> =>
  unwrap(api.POST('/api/plan-documents/{plan_id}/sections', { params: plan(id), body }))
const section = (seen: Section) => ({ params: { path: { section_id: seen.id } }, headers: ifMatch(seen) })
export const changeSection = (seen: Section, body: SectionIn): Promise<Section> => unwrap(api.PUT('/api/plan-sections/{section_id}', { ...section(seen), body }))
export const removeSection = (seen: Section): Promise<Section> => unwrap(api.DELETE('/api/plan-sections/{section_id}', section(seen)))
export const moveSection = (seen: Section, by: -1 | 1): Promise<Section[]> => unwrap(api.POST('/api/plan-sections/{section_id}/move', { ...section(seen), body: { by } }))

export const raiseTrigger = (id: string, trigger: TriggerKind, text: string): Promise<Trigger> =>
  unwrap(api.POST('/api/plan-documents/{plan_id}/triggers', { params: plan(id), body: { trigger, text } }))
export const answerTrigger = (seen: Trigger, answer: 'revise' | 'not_needed', text: string): Promise<Trigger> =>
  unwrap(api.POST('/api/plan-triggers/{trigger_id}/answer', { params: { path: { trigger_id: seen.id } }, headers: ifMatch(seen), body: { answer, text } }))
export const checkResources = (): Promise<S['PlanCheck']> => unwrap(api.POST('/api/plan-checks'))

export const listYears = (): Promise<Year[]> => unwrap(api.GET('/api/working-years'))
export const enterYear = (year: number, version: number, body: YearIn): Promise<Year> =>
  unwrap(api.PUT('/api/working-years/{year}', { params: { path: { year } }, headers: ifMatch({ version }), body }))

/** Have a Word file read; nothing of it is kept. */
export async function readWord(file: File, kind: KindCode | ''): Promise<Reading> {
  const query = kind ? `?kind=${kind}` : ''
  const response = await fetch(`${apiUrl('/api/plan-readings')}${query}`, {
    method: 'POST',
    body: file,
    headers: { 'X-Muster': '1', 'Content-Type': 'application/octet-stream', 'Accept-Language': i18n.global.locale.value, 'Idempotency-Key': uuid7() },
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw problemFrom(response.status, answer)
  return answer as Reading
}
