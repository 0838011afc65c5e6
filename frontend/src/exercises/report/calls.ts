/** What the screens ask of the service about evaluation reports; the live world keeps them. */
import { ifMatch, liveApi, unwrap } from '@/api/client'
import { problemFrom, unreachable } from '@/api/problem'
import type { components } from '@/api/schema'
import { liveApiUrl } from '@/app/worldAddress'
import { saveAnswer } from '@/ui/saving'

type S = components['schemas']
export type ReportNote = S['EvaluationReportNote']
export type Report = S['EvaluationReportView']
export type Section = S['ReportSectionView']
export type Exhibit = S['ReportExhibit']
export type SectionText = S['ReportTextView']
export type SubjectKind = ReportNote['subject_kind']
export type Form = 'docx' | 'pdf'

const at = (report: ReportNote, section: Section) => ({ params: { path: { report_id: report.id, key: section.key } }, headers: ifMatch(section) })

export const listReports = (offset: number): Promise<{ rows: ReportNote[]; total: number; next_offset: number | null }> => unwrap(liveApi.GET('/api/evaluation-reports', { params: { query: { offset } } }))
export const getReport = (id: string): Promise<Report> => unwrap(liveApi.GET('/api/evaluation-reports/{report_id}', { params: { path: { report_id: id } } }))
export const makeReport = (subject_kind: SubjectKind, subject_id: string, language: 'zh-CN' | 'en'): Promise<Report> => unwrap(liveApi.POST('/api/evaluation-reports', { body: { subject_kind, subject_id, language } }))
export const refreshReport = (report: ReportNote): Promise<Report> => unwrap(liveApi.POST('/api/evaluation-reports/{report_id}/refresh', { params: { path: { report_id: report.id } }, headers: ifMatch(report) }))
export const editSection = (report: ReportNote, section: Section, text: string): Promise<Section> => unwrap(liveApi.PUT('/api/evaluation-reports/{report_id}/sections/{key}', { ...at(report, section), body: { text } }))
export const editRow = (report: ReportNote, section: Section, row: string, left_out: boolean, remark: string): Promise<Section> => unwrap(liveApi.PUT('/api/evaluation-reports/{report_id}/sections/{key}/rows', { ...at(report, section), body: { row, left_out, remark } }))
export const regenerateSection = (report: ReportNote, section: Section): Promise<Section> => unwrap(liveApi.POST('/api/evaluation-reports/{report_id}/sections/{key}/regenerate', at(report, section)))
export const restoreSection = (report: ReportNote, section: Section, revision: number): Promise<Section> => unwrap(liveApi.POST('/api/evaluation-reports/{report_id}/sections/{key}/restore', { ...at(report, section), body: { revision } }))
export const listTexts = (report: ReportNote, section: Section): Promise<SectionText[]> => unwrap(liveApi.GET('/api/evaluation-reports/{report_id}/sections/{key}/texts', { params: { path: { report_id: report.id, key: section.key } } }))
export const pictureUrl = (report: ReportNote, name: string): string => liveApiUrl(`/api/evaluation-reports/${report.id}/pictures/${name}?of=${report.version}`)

/** Have a report written as a file and save it under the name the service gives. */
export async function saveFile(report: ReportNote, form: Form, spoken: string): Promise<void> {
  let response: Response
  try {
    response = await fetch(liveApiUrl(`/api/evaluation-reports/${report.id}/file?form=${form}`), { headers: { 'Accept-Language': spoken } })
  } catch {
    throw unreachable(spoken)
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  await saveAnswer(response, `report.${form}`)
}
