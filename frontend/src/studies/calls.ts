/** What the screens ask of the service about studies. */
import { api, unwrap } from '@/api/client'
import type { Promoted, Promotion, Study, StudyIn } from '@/api/models'

export const askStudy = (body: StudyIn): Promise<Study> => unwrap(api.POST('/api/studies', { body }))

export const listStudies = (proposal_id: string): Promise<Study[]> => unwrap(api.GET('/api/studies', { params: { query: { proposal_id, limit: 50 } } }))

/** End a study that nobody waits for any more. */
export const callOffStudy = (study: Study): Promise<Study> => unwrap(api.POST('/api/studies/{study_id}/call-off', { params: { path: { study_id: study.id } } }))

/** What of a variant can be made real, and why the rest cannot. */
export const readPromotion = (study: Study, variant: number): Promise<Promotion> =>
  unwrap(api.GET('/api/studies/{study_id}/promotion', { params: { path: { study_id: study.id }, query: { variant } } }))

/** Make the edits of a study real, those that can be. */
export const promoteStudy = (study: Study, variant: number, reason: string): Promise<Promoted> =>
  unwrap(api.POST('/api/studies/{study_id}/promote', { params: { path: { study_id: study.id } }, body: { variant, reason } }))
