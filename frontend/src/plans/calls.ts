/** What the screens ask of the service about plans. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Activation, ActivationIn, LoweringPreview, Plan, PlanMatch, Task } from '@/api/models'

export const matchPlans = (incident_id: string): Promise<PlanMatch[]> =>
  unwrap(api.GET('/api/incidents/{incident_id}/plan-matches', { params: { path: { incident_id } } }))

export const fetchPlan = (plan_id: string): Promise<Plan> =>
  unwrap(api.GET('/api/plans/{plan_id}', { params: { path: { plan_id } } }))

export const startResponse = (incident_id: string, body: ActivationIn): Promise<Activation> =>
  unwrap(api.POST('/api/incidents/{incident_id}/activations', { params: { path: { incident_id } }, body }))

export const endResponse = (seen: Activation): Promise<Activation> =>
  unwrap(api.POST('/api/activations/{activation_id}/end', { params: { path: { activation_id: seen.id } }, headers: ifMatch(seen) }))

export const previewLowering = (activation_id: string, response_level: number | null): Promise<LoweringPreview> =>
  unwrap(api.GET('/api/activations/{activation_id}/lowering', { params: { path: { activation_id }, query: response_level === null ? {} : { response_level } } }))

export const lowerResponse = (seen: Activation, response_level: number): Promise<Activation> =>
  unwrap(api.POST('/api/activations/{activation_id}/lower', { params: { path: { activation_id: seen.id } }, headers: ifMatch(seen), body: { response_level } }))

export const takeTask = (seen: Task, taken: boolean): Promise<Task> =>
  unwrap(api.PATCH('/api/tasks/{task_id}', { params: { path: { task_id: seen.id } }, headers: ifMatch(seen), body: { taken } }))
