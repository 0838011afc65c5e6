/** What the screens ask of the service about labels, scanned boxes and holds. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { Readable } from 'openapi-typescript-helpers'
import type { components } from '@/api/schema'
import type { Order, Page } from '@/api/models'

type S = Readable<components['schemas']>
export type Label = S['Label']
export type LabelRun = S['LabelRun']
export type IssuedRun = S['LabelRunIssued']
export type LabelLayout = S['LabelLayout']
export type LabelsIn = components['schemas']['LabelsIn']
export type OpenedLabel = S['OpenedLabel']
export type BoxScan = S['BoxScan']
export type ScanIn = components['schemas']['ScanIn']
export type OrderBoxesIn = components['schemas']['OrderBoxesIn']
export type StockHold = S['StockHold']
export type HoldUsed = S['HoldUsed']
export type Act = OpenedLabel['others'][number]

const keyed = (key: string) => ({ 'Idempotency-Key': key })

export const openLabel = (code: string): Promise<OpenedLabel> => unwrap(api.GET('/api/labels/{code}', { params: { path: { code } } }))
export const issueLabels = (body: LabelsIn): Promise<IssuedRun> => unwrap(api.POST('/api/label-runs', { body }))
export const issueForOrder = (id: string): Promise<IssuedRun> => unwrap(api.POST('/api/orders/{order_id}/label', { params: { path: { order_id: id } } }))
export const listRuns = (query: { offset?: number; limit?: number }): Promise<Page<LabelRun>> => unwrap(api.GET('/api/label-runs', { params: { query } }))
export const getRun = (id: string): Promise<IssuedRun> => unwrap(api.GET('/api/label-runs/{run_id}', { params: { path: { run_id: id } } }))
export const labelPapers = (): Promise<S['LabelPapers']> => unwrap(api.GET('/api/label-papers'))
export const boxesOfLot = (id: string): Promise<Label[]> => unwrap(api.GET('/api/lots/{lot_id}/boxes', { params: { path: { lot_id: id } } }))
export const listScans = (query: { label_id?: string; limit?: number }): Promise<Page<BoxScan>> => unwrap(api.GET('/api/box-scans', { params: { query } }))

/** The sheet as a whole page of HTML, to be shown and printed inside this one. */
export async function sheetOf(run: string, layout: LabelLayout['code'], first: number, language: string): Promise<string> {
  const query = { layout: layout as 'a4-70x37', first, language: language as 'zh-CN' }
  return unwrap(api.GET('/api/label-runs/{run_id}/sheet', { params: { path: { run_id: run }, query }, parseAs: 'text' })) as Promise<string>
}

export const scanBoxes = (body: ScanIn, key: string): Promise<BoxScan> => unwrap(api.POST('/api/box-scans', { body, headers: keyed(key) }))
export const undoScan = (id: string, note: string, key: string): Promise<BoxScan> =>
  unwrap(api.POST('/api/box-scans/{scan_id}/undo', { params: { path: { scan_id: id } }, body: { note }, headers: keyed(key) }))
const ofOrder = (seen: Pick<Order, 'id' | 'version'>, key: string) => ({ params: { path: { order_id: seen.id } }, headers: { ...ifMatch(seen), ...keyed(key) } })
export const loadBoxes = (seen: Pick<Order, 'id' | 'version'>, body: OrderBoxesIn, key: string): Promise<Order> => unwrap(api.POST('/api/orders/{order_id}/load-boxes', { ...ofOrder(seen, key), body }))
export const deliverBoxes = (seen: Pick<Order, 'id' | 'version'>, body: OrderBoxesIn, key: string): Promise<Order> => unwrap(api.POST('/api/orders/{order_id}/deliver-boxes', { ...ofOrder(seen, key), body }))
export type OrderStep = 'depart' | 'arrive' | 'close'
export const takeStep = (seen: Pick<Order, 'id' | 'version'>, verb: OrderStep, key: string): Promise<Order> =>
  unwrap(api.POST(`/api/orders/{order_id}/${verb}`, { ...ofOrder(seen, key), body: { note: '' } }))

export const listHolds = (query: { state?: StockHold['state']; lot_id?: string; depot_id?: string; offset?: number; limit?: number }): Promise<Page<StockHold>> =>
  unwrap(api.GET('/api/stock-holds', { params: { query } }))
export const makeHold = (body: components['schemas']['HoldIn']): Promise<StockHold> => unwrap(api.POST('/api/stock-holds', { body }))
const ofHold = (row: StockHold) => ({ params: { path: { hold_id: row.id } }, headers: ifMatch(row) })
export const releaseHold = (row: StockHold, note: string): Promise<StockHold> => unwrap(api.POST('/api/stock-holds/{hold_id}/release', { ...ofHold(row), body: { note } }))
export const extendHold = (row: StockHold, expires_at: string): Promise<StockHold> => unwrap(api.POST('/api/stock-holds/{hold_id}/extend', { ...ofHold(row), body: { expires_at } }))
export const useHold = (row: StockHold, to: string): Promise<HoldUsed> => unwrap(api.POST('/api/stock-holds/{hold_id}/use', { ...ofHold(row), body: { to } }))
