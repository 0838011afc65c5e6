/** What the screens ask of the service about studies. */
import { api, unwrap } from '@/api/client'
import type { Promoted, Study, StudyIn } from '@/api/models'

export const askStudy = (body: StudyIn): Promise<Study> => unwrap(api.POST('/api/studies', { body }))

export const listStudies = (proposal_id: string): Promise<Study[]> => unwrap(api.GET('/api/studies', { params: { query: { proposal_id, limit: 50 } } }))

/** Make the pins and exclusions of a study the officer's word. */
export const promoteStudy = (study: Study, variant: number, reason: string): Promise<Promoted> =>
  unwrap(api.POST('/api/studies/{study_id}/promote', { params: { path: { study_id: study.id } }, body: { variant, reason } }))
