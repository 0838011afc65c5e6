/** What the screens ask of the service about incidents, reports and the log. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Incident, IncidentIn, IncidentPatch, LogEntry, Sitrep, SitrepDraft, SitrepIn, Task } from '@/api/models'

const path = (incident_id: string) => ({ path: { incident_id } })

export const reportIncident = (body: IncidentIn): Promise<Incident> => unwrap(api.POST('/api/incidents', { body }))

export const correctIncident = (seen: Incident, body: IncidentPatch): Promise<Incident> =>
  unwrap(api.PATCH('/api/incidents/{incident_id}', { params: path(seen.id), headers: ifMatch(seen), body }))

export const standDown = (seen: Incident): Promise<Incident> =>
  unwrap(api.POST('/api/incidents/{incident_id}/stand-down', { params: path(seen.id), headers: ifMatch(seen) }))

export const closeIncident = (seen: Incident): Promise<Incident> =>
  unwrap(api.POST('/api/incidents/{incident_id}/close', { params: path(seen.id), headers: ifMatch(seen) }))

export const markStepSent = (incidentId: string, step_id: string): Promise<Incident> =>
  unwrap(api.POST('/api/incidents/{incident_id}/report-steps/{step_id}/sent', { params: { path: { incident_id: incidentId, step_id } } }))

export const draftSitrep = (incidentId: string, kind: SitrepDraft['kind']): Promise<SitrepDraft> =>
  unwrap(api.GET('/api/incidents/{incident_id}/sitreps/draft', { params: { ...path(incidentId), query: { kind } } }))

export const sendSitrep = (incidentId: string, body: SitrepIn): Promise<Sitrep> =>
  unwrap(api.POST('/api/incidents/{incident_id}/sitreps', { params: path(incidentId), body }))

export const writeLog = (incidentId: string, text: string, corrects_id: string | null = null): Promise<LogEntry> =>
  unwrap(api.POST('/api/incidents/{incident_id}/log', { params: path(incidentId), body: { text, corrects_id } }))

export const settleTask = (seen: Task, state: Task['state']): Promise<Task> =>
  unwrap(api.PATCH('/api/tasks/{task_id}', { params: { path: { task_id: seen.id } }, headers: ifMatch(seen), body: { state } }))
