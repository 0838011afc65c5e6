/** What the screens ask of the service about surveys of resources. */
import { api, unwrap } from '@/api/client'
import { problemFrom, unreachable } from '@/api/problem'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'
import { saveAnswer } from '@/ui/saving'

type S = components['schemas']
export type SurveySummary = S['SurveySummary']
export type SurveyReport = S['SurveyReport']
export type SurveyNote = S['SurveyReportNote']
export type SurveyReportIn = S['SurveyReportIn']
export type Gap = S['Gap']
export type Fix = S['Fix']
export type PlanCover = S['PlanCover']
export type Area = S['JurisdictionView']
export type Form = 'docx' | 'pdf'

export const listAreas = (): Promise<Area[]> => unwrap(api.GET('/api/jurisdictions'))
export const lookAtSurvey = (jurisdiction_code: string, with_neighbours: boolean): Promise<SurveySummary> =>
  unwrap(api.GET('/api/survey', { params: { query: { jurisdiction_code, with_neighbours } } }))
export const prepareReport = (body: SurveyReportIn): Promise<SurveyReport> => unwrap(api.POST('/api/survey-reports', { body }))
export const listReports = (jurisdiction_code: string): Promise<{ rows: SurveyNote[] }> =>
  unwrap(api.GET('/api/survey-reports', { params: { query: { jurisdiction_code, limit: 100 } } }))
export const getReport = (id: string): Promise<SurveyReport> => unwrap(api.GET('/api/survey-reports/{report_id}', { params: { path: { report_id: id } } }))

/** Have a report made into a file and save it under the name the service gives. */
export async function saveFile(report: SurveyNote, form: Form, language: string, spoken: string, signal: AbortSignal): Promise<void> {
  const query = new URLSearchParams({ form, language })
  let response: Response
  try {
    response = await fetch(apiUrl(`/api/survey-reports/${report.id}/file?${query}`), { headers: { 'Accept-Language': spoken }, signal })
  } catch (error) {
    if (signal.aborted) throw error
    throw unreachable(spoken)
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  await saveAnswer(response, `survey.${form}`)
}

export { nameOf } from '@/ui/saving'
