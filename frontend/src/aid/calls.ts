/** What the screens ask of the service about agreements and help from outside. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Agreement, AgreementIn, AidPreview, AidRequest, AidRequestIn, OfferIn, Page, SpareLine } from '@/api/models'
import type { paths } from '@/api/schema'

export type AidQuery = NonNullable<paths['/api/aid-requests']['get']['parameters']['query']>
export type StepName = 'take' | 'decline' | 'withdraw' | 'commit' | 'release' | 'ship' | 'receive' | 'ask_back' | 'send_back' | 'take_back' | 'use_up'
export interface Counted { supply_id: string; received: number; damaged: number; note: string | null }
export interface Back { supply_id: string; amount: number; note: string | null }

const at = (seen: AidRequest) => ({ params: { path: { request_id: seen.id } }, headers: ifMatch(seen) })
const of = (seen: Agreement) => ({ params: { path: { agreement_id: seen.id } }, headers: ifMatch(seen) })
const ROOT = '/api/aid-requests/{request_id}' as const

export const listRequests = (query: AidQuery): Promise<Page<AidRequest>> => unwrap(api.GET('/api/aid-requests', { params: { query } }))
export const getRequest = (request_id: string): Promise<AidRequest> => unwrap(api.GET(ROOT, { params: { path: { request_id } } }))
export const askForHelp = (body: AidRequestIn): Promise<AidRequest> => unwrap(api.POST('/api/aid-requests', { body }))
export const askFurther = (seen: AidRequest, provider_codes: string[]): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/ask`, { ...at(seen), body: { provider_codes } }))
export const escalate = (seen: AidRequest): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/escalate`, { ...at(seen), body: {} }))
export const withdrawRequest = (seen: AidRequest, note: string): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/withdraw`, { ...at(seen), body: { note } }))
export const closeRequest = (seen: AidRequest): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/close`, { ...at(seen), body: {} }))
export const spareHelp = (seen: AidRequest, provider_code: string): Promise<SpareLine[]> =>
  unwrap(api.GET(`${ROOT}/spare`, { params: { path: { request_id: seen.id }, query: { provider_code } } }))
export const offerHelp = (seen: AidRequest, body: OfferIn): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/offer`, { ...at(seen), body }))
export const refuseHelp = (seen: AidRequest, provider_code: string, note: string): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/refuse`, { ...at(seen), body: { provider_code, note } }))
export const mergeRequests = (seen: AidRequest, from_id: string, amounts: 'largest' | 'sum'): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/merge`, { ...at(seen), body: { from_id, amounts } }))
export const partRequests = (seen: AidRequest): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/part`, at(seen)))

/** Steps that name supplies and, at most, a remark. */
export function takeStep(seen: AidRequest, step: Exclude<StepName, 'receive' | 'send_back' | 'take_back'>, supply_ids: string[], note: string | null): Promise<AidRequest> {
  const call = { ...at(seen), body: { supply_ids, note } }
  switch (step) {
    case 'take': return unwrap(api.POST(`${ROOT}/supplies/take`, call))
    case 'decline': return unwrap(api.POST(`${ROOT}/supplies/decline`, call))
    case 'withdraw': return unwrap(api.POST(`${ROOT}/supplies/withdraw`, call))
    case 'commit': return unwrap(api.POST(`${ROOT}/supplies/commit`, call))
    case 'release': return unwrap(api.POST(`${ROOT}/supplies/release`, call))
    case 'ship': return unwrap(api.POST(`${ROOT}/supplies/ship`, call))
    case 'ask_back': return unwrap(api.POST(`${ROOT}/supplies/ask-back`, call))
    case 'use_up': return unwrap(api.POST(`${ROOT}/supplies/use-up`, call))
  }
}

export const receive = (seen: AidRequest, supplies: Counted[]): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/supplies/receive`, { ...at(seen), body: { supplies } }))
export const sendBack = (seen: AidRequest, supplies: Back[]): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/supplies/send-back`, { ...at(seen), body: { supplies } }))
export const takeBack = (seen: AidRequest, supplies: Back[]): Promise<AidRequest> => unwrap(api.POST(`${ROOT}/supplies/take-back`, { ...at(seen), body: { supplies } }))
export const previewXml = (xml: string): Promise<AidPreview> => unwrap(api.POST('/api/aid-requests/edxl-rm-preview', { body: { xml } }))

export const listAgreements = (q: string): Promise<Page<Agreement>> => unwrap(api.GET('/api/agreements', { params: { query: { ...(q ? { q } : {}), limit: 500 } } }))
export const draftAgreement = (body: AgreementIn): Promise<Agreement> => unwrap(api.POST('/api/agreements', { body }))
export const signAgreement = (seen: Agreement): Promise<Agreement> => unwrap(api.POST('/api/agreements/{agreement_id}/sign', of(seen)))
export const endAgreement = (seen: Agreement, reason: string): Promise<Agreement> => unwrap(api.POST('/api/agreements/{agreement_id}/end', { ...of(seen), body: { reason } }))
