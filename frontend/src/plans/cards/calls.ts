/** What the screens ask of the service about run cards. */
import { api, ifMatch, unwrap } from '@/api/client'
import { problemFrom, unreachable } from '@/api/problem'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'

type S = components['schemas']
export type CardState = S['CardState']
export type CardBody = S['CardBody']
export type CardChecked = S['CardChecked']
export type CardFinding = S['CardFinding']
export type CardFact = S['CardFact']
export type CardPlace = S['CardPlace']
export type CardWindow = S['CardWindow']
export type CardTrial = S['CardTrial']
export type TrialNeed = S['TrialNeed']
export type Sample = S['SampleIncident']
export type ExpressionResult = S['ExpressionResult']
export type CsvRead = S['CsvRead']

export const listPlans = () => unwrap(api.GET('/api/plans', { params: { query: { limit: 500 } } }))
export const listCards = (plan_id: string): Promise<CardState[]> => unwrap(api.GET('/api/plans/{plan_id}/cards', { params: { path: { plan_id } } }))
export const listFacts = (): Promise<CardFact[]> => unwrap(api.GET('/api/card-facts'))

const at = (seen: CardState) => ({ params: { path: { plan_id: seen.plan_id, response_level: seen.response_level } }, headers: ifMatch(seen) })

export const saveCard = (seen: CardState, body: CardBody): Promise<CardState> => unwrap(api.PUT('/api/plans/{plan_id}/cards/{response_level}', { ...at(seen), body }))
export const discardCard = (seen: CardState): Promise<CardState> => unwrap(api.POST('/api/plans/{plan_id}/cards/{response_level}/discard', at(seen)))
export const checkCard = (seen: CardState, sample: Sample, put_in_use: boolean): Promise<CardChecked> =>
  unwrap(api.POST('/api/plans/{plan_id}/cards/{response_level}/check', { ...at(seen), body: { sample, put_in_use } }))
export const tryCards = (plan_id: string, sample: Sample, response_level: number, body: CardBody): Promise<CardTrial> =>
  unwrap(api.POST('/api/plans/{plan_id}/card-trials', { params: { path: { plan_id } }, body: { sample, with_drafts: true, response_level, body } }))
export const tryExpression = (expression: string, gives: 'quantity' | 'condition', sample: Sample): Promise<ExpressionResult> =>
  unwrap(api.POST('/api/expression-trials', { body: { expression, gives, sample } }))

export const tableAddress = (plan_id: string): string => apiUrl(`/api/plans/${plan_id}/cards.csv`)

/** Bring a table in: look at it first, or keep it as drafts. */
export async function bringIn(plan_id: string, file: File, version: number, keep: boolean, spoken: string): Promise<CsvRead> {
  let response: Response
  try {
    const headers = { 'X-Muster': '1', 'Accept-Language': spoken, 'If-Match': `"${version}"`, 'Content-Type': 'application/octet-stream' }
    response = await fetch(`${tableAddress(plan_id)}?keep=${keep}`, { method: 'POST', body: file, headers })
  } catch {
    throw unreachable(spoken)
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  return (await response.json()) as CsvRead
}
