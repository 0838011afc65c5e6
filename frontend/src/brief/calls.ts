/** What the leaders' view asks of the service: the brief of this moment, and the decisions taken from it. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { components } from '@/api/schema'

export type Brief = components['schemas']['Brief']
export type Sentence = components['schemas']['Sentence']
export type Decision = components['schemas']['Decision']

export const fetchBrief = (): Promise<Brief> => unwrap(api.GET('/api/brief', { params: { query: {} } }))

export const acceptWhole = (proposalId: string, version: number) =>
  unwrap(
    api.POST('/api/proposals/{proposal_id}/accept', {
      params: { path: { proposal_id: proposalId } },
      headers: ifMatch({ version }),
      body: { incident_ids: null },
    }),
  )
