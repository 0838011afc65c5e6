/** Reports from the field of one incident, kept true by events: at the desk all, on a phone those of the own team. */
import { onBeforeUnmount, type Ref, ref, shallowRef, watch } from 'vue'

import { api, ifMatch, unwrap } from '@/api/client'
import type { Need } from '@/api/models'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'
import { useLive } from '@/live/store'

export type FieldReport = components['schemas']['FieldReport']
export type FieldNeedIn = components['schemas']['FieldNeedIn']

const listReports = (incident_id: string): Promise<FieldReport[]> =>
  unwrap(api.GET('/api/incidents/{incident_id}/field-reports', { params: { path: { incident_id } } }))
const of = (seen: FieldReport) => ({ params: { path: { report_id: seen.id } }, headers: ifMatch(seen) })
export const acknowledgeReport = (seen: FieldReport): Promise<FieldReport> => unwrap(api.POST('/api/field-reports/{report_id}/acknowledge', of(seen)))
export const answerReport = (seen: FieldReport, answer: string): Promise<FieldReport> => unwrap(api.POST('/api/field-reports/{report_id}/answer', { ...of(seen), body: { answer } }))
export const needFromReport = (seen: FieldReport, body: FieldNeedIn): Promise<Need> => unwrap(api.POST('/api/field-reports/{report_id}/need', { ...of(seen), body }))

/** Where the photo of a report is shown from. */
export const photoAddress = (report: FieldReport): string => apiUrl(`/api/field-reports/${report.id}/photo`)

/** Return the reports of an incident, the newest first. */
export function useReports(incidentId: Ref<string | null>) {
  const live = useLive()
  const reports = shallowRef<FieldReport[]>([])
  const missing = ref(false)

  function put(report: FieldReport): void {
    const known = reports.value.find((one) => one.id === report.id)
    if (known && known.version > report.version) return
    reports.value = [report, ...reports.value.filter((one) => one.id !== report.id)].sort((a, b) => b.happened_at.localeCompare(a.happened_at))
  }

  async function load(): Promise<void> {
    const asked = incidentId.value
    if (!asked) return void (reports.value = [])
    try {
      const found = await listReports(asked)
      if (asked === incidentId.value) reports.value = found
      missing.value = false
    } catch {
      missing.value = true
    }
  }

  const deaf = live.onEvent((event) => {
    const report = event.field_report as FieldReport | undefined
    if (report && report.incident_id === incidentId.value) put(report)
  })
  onBeforeUnmount(deaf)
  watch(incidentId, (id, before) => {
    if (id !== before) reports.value = []
    void load()
  }, { immediate: true })
  watch(() => live.health, (health) => health === 'live' && void load())
  return { reports, missing, put, load }
}
