/** What the screens ask of the service about movements, transfers, loans and warnings. */
import { api, ifMatch, unwrap } from '@/api/client'
import type { IssueIn, ItemBalance, Lot, LotPatch, Moved, Page, SafetyStock, StockLoan, StockMovement, StockPromise, StockTransfer, StockWarning, Unit } from '@/api/models'
import type { paths } from '@/api/schema'

export type TransferQuery = NonNullable<paths['/api/stock-transfers']['get']['parameters']['query']>
export type LoanQuery = NonNullable<paths['/api/stock-loans']['get']['parameters']['query']>
type Paper = { paper_number?: string | null; note?: string | null; unit?: string | null }

const of = (lot: Lot) => ({ params: { path: { lot_id: lot.id } }, headers: ifMatch(lot) })

export const getLot = (id: string): Promise<Lot> => unwrap(api.GET('/api/lots/{lot_id}', { params: { path: { lot_id: id } } }))
export const patchLot = (seen: Lot, body: LotPatch): Promise<Lot> => unwrap(api.PATCH('/api/lots/{lot_id}', { ...of(seen), body }))
export const receive = (seen: Lot, body: Paper & { quantity: number }): Promise<Moved> => unwrap(api.POST('/api/lots/{lot_id}/receipts', { ...of(seen), body }))
export const lose = (seen: Lot, body: { quantity: number; unit?: string | null; paper_number?: string | null; note: string }): Promise<Moved> =>
  unwrap(api.POST('/api/lots/{lot_id}/losses', { ...of(seen), body }))
export const handOut = (body: IssueIn): Promise<Moved> => unwrap(api.POST('/api/stock-issues', { body }))
export const undoMovement = (id: string, note: string): Promise<Moved> =>
  unwrap(api.POST('/api/stock-movements/{movement_id}/undo', { params: { path: { movement_id: id } }, body: { note } }))

/** The newest lines of a lot's ledger, the newest first. */
export const listMovements = (id: string, offset = 0): Promise<Page<StockMovement>> =>
  unwrap(api.GET('/api/lots/{lot_id}/movements', { params: { path: { lot_id: id }, query: { offset, limit: 200 } } }))
export const listPromises = (id: string): Promise<StockPromise[]> => unwrap(api.GET('/api/lots/{lot_id}/promises', { params: { path: { lot_id: id } } }))
export const listUnits = (): Promise<Unit[]> => unwrap(api.GET('/api/units'))
export const listBalances = (depot_id?: string): Promise<ItemBalance[]> => unwrap(api.GET('/api/item-balances', { params: { query: { depot_id } } }))
export const listWarnings = (): Promise<StockWarning[]> => unwrap(api.GET('/api/stock-warnings'))

export const listTransfers = (query: TransferQuery): Promise<Page<StockTransfer>> => unwrap(api.GET('/api/stock-transfers', { params: { query } }))
export const sendTransfer = (body: { from_lot_id: string; to_depot_id: string; quantity: number; due_on?: string | null } & Paper): Promise<StockTransfer> =>
  unwrap(api.POST('/api/stock-transfers', { body }))
const ofTransfer = (row: StockTransfer) => ({ params: { path: { transfer_id: row.id } }, headers: ifMatch(row) })
export const takeIn = (row: StockTransfer, received: number, note: string | null): Promise<StockTransfer> =>
  unwrap(api.POST('/api/stock-transfers/{transfer_id}/receive', { ...ofTransfer(row), body: { received, note } }))
export const turnBack = (row: StockTransfer, received: number, note: string | null): Promise<StockTransfer> =>
  unwrap(api.POST('/api/stock-transfers/{transfer_id}/turn-back', { ...ofTransfer(row), body: { received, note } }))

export const listLoans = (query: LoanQuery): Promise<Page<StockLoan>> => unwrap(api.GET('/api/stock-loans', { params: { query } }))
export const settleLoan = (row: StockLoan, body: { returned: number; lost: number } & Paper): Promise<StockLoan> =>
  unwrap(api.POST('/api/stock-loans/{loan_id}/settle', { params: { path: { loan_id: row.id } }, headers: ifMatch(row), body }))
/** Set a rule upon the version that was seen, 0 where there was none. */
export const setSafety = (depot_id: string, item_code: string, quantity: number, version: number): Promise<SafetyStock | null> =>
  unwrap(api.PUT('/api/safety-stocks', { headers: ifMatch({ version }), body: { depot_id, item_code, quantity } }))
