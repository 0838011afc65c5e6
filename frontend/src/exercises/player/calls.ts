/** What players ask of the service about what they are told. */
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'

type S = components['schemas']
export type Message = S['MessageView']
export type Doing = S['DoingView']
export type Wording = S['Wording']

export const listMessages = (): Promise<Message[]> => unwrap(api.GET('/api/messages'))
export const readMessage = (id: string, understood: boolean): Promise<Message> =>
  unwrap(api.POST('/api/messages/{inject_id}/read', { params: { path: { inject_id: id } }, body: { understood } }))
export const mediaUrl = (id: string): string => apiUrl(`/api/messages/${id}/media`)
