/** What the page of readiness asks of the service. */
import { api, unwrap } from '@/api/client'
import { problemFrom, unreachable } from '@/api/problem'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'
import { saveAnswer } from '@/ui/saving'

type S = components['schemas']
export type Overview = S['ReadinessOverview']
export type Run = S['ReadinessRun']
export type Line = S['ReadinessLine']
export type Asked = S['ReadinessAsked']
export type Loss = S['ReadinessLoss']
export type Action = S['ReadinessAction']
export type Cell = S['ReadinessCell']
export type LevelState = S['ReadinessLevel']
export type State = LevelState['state']
export type WeekPoint = S['ReadinessWeekPoint']
export type Area = S['ReadinessArea']
export type PlanRow = S['ReadinessPlan']
export type Setting = S['ReadinessSetting']
export type SettingIn = S['ReadinessSettingIn']

export const readOverview = (): Promise<Overview> => unwrap(api.GET('/api/plan-readiness'))
export const startRun = (): Promise<Run> => unwrap(api.POST('/api/plan-readiness/runs'))
export const readRun = (id: string): Promise<Run> => unwrap(api.GET('/api/plan-readiness/runs/{run_id}', { params: { path: { run_id: id } } }))
export const cancelRun = (id: string): Promise<Run> => unwrap(api.POST('/api/plan-readiness/runs/{run_id}/cancel', { params: { path: { run_id: id } } }))
export const listLines = (id: string, plan_code: string, jurisdiction_code: string): Promise<{ rows: Line[] }> =>
  unwrap(api.GET('/api/plan-readiness/runs/{run_id}/lines', { params: { path: { run_id: id }, query: { plan_code, jurisdiction_code, limit: 200 } } }))
export const readTrend = (plan_code: string, jurisdiction_code: string): Promise<WeekPoint[]> =>
  unwrap(api.GET('/api/plan-readiness/trend', { params: { query: { plan_code, jurisdiction_code } } }))

export const readSetting = (plan_code: string): Promise<Setting> => unwrap(api.GET('/api/plan-readiness/settings/{plan_code}', { params: { path: { plan_code } } }))
export const saveSetting = (plan_code: string, body: SettingIn, version: number): Promise<Setting> =>
  unwrap(api.PUT('/api/plan-readiness/settings/{plan_code}', { params: { path: { plan_code }, header: { 'if-match': `"${version}"` } }, body }))

const spoken = (language: string): string => (language === 'en' ? 'en' : 'zh-CN')

/** Save a run as a table. */
export const saveTable = (run: Run, language: string): Promise<void> =>
  save(`/api/plan-readiness/runs/${run.id}/export?language=${spoken(language)}`, `readiness-${run.number}.csv`, language)

/** Save the newest run as a paper. */
export const savePaper = (form: 'docx' | 'pdf', language: string): Promise<void> => save(`/api/plan-readiness/paper?form=${form}&language=${spoken(language)}`, `readiness.${form}`, language)

async function save(path: string, otherwise: string, language: string): Promise<void> {
  let response: Response
  try {
    response = await fetch(apiUrl(path), { headers: { 'Accept-Language': language } })
  } catch {
    throw unreachable(language)
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  await saveAnswer(response, otherwise)
}
