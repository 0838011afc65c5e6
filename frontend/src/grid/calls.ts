/** What the grid asks of the service: rows, changes of many rows at once, the way back, kept choices. */
import { api, unwrap } from '@/api/client'
import { Problem } from '@/api/problem'
import type { components, paths } from '@/api/schema'

type S = components['schemas']
export type LotRow = S['LotRow']
export type LotQuery = NonNullable<paths['/api/lots']['get']['parameters']['query']>
export type BulkIn = paths['/api/lots/bulk']['post']['requestBody']['content']['application/json']
export type Bulk = S['BulkOut']
export type BulkRow = Bulk['rows'][number]
export type LotSummary = S['LotSummary']

export const listRows = (query: LotQuery): Promise<{ rows: LotRow[]; total: number }> => unwrap(api.GET('/api/lots', { params: { query } }))
export const summarise = (query: LotQuery): Promise<LotSummary> => unwrap(api.GET('/api/lots/summary', { params: { query } }))
export const changeLots = (body: BulkIn): Promise<Bulk> => unwrap(api.POST('/api/lots/bulk', { body }))
export const undoEdit = (edit_id: string): Promise<Bulk> => unwrap(api.POST('/api/stock-edits/{edit_id}/undo', { params: { path: { edit_id } } }))

export const keptChoice = async (name: string): Promise<unknown> => (await unwrap(api.GET('/api/me/choices/{name}', { params: { path: { name } } }))).document
export const keepChoice = (name: string, document: Record<string, unknown>): Promise<unknown> => unwrap(api.PUT('/api/me/choices/{name}', { params: { path: { name } }, body: { document } }))

/** Return the rows that a refusal of many names, with what was wrong with each. */
export function refusedRows(error: unknown): BulkRow[] {
  if (!(error instanceof Problem) || error.code !== 'bulk_refused') return []
  const { rows } = error.facts
  return Array.isArray(rows) ? (rows as BulkRow[]) : []
}

/** Return the address of a file with the rows as shown. */
export function exportAddress(query: LotQuery, format: 'csv' | 'xlsx', columns: string[]): string {
  const params = new URLSearchParams({ format, columns: columns.join(',') })
  for (const [name, value] of Object.entries(query)) {
    if (name === 'offset' || name === 'limit' || value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one))
  }
  return `/api/lots/export?${params}`
}
