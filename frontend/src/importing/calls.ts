/** What the screens ask of the service about lists brought in and taken out. */
import { api, ifMatch, unwrap } from '@/api/client'
import { problemFrom, unreachable } from '@/api/problem'
import type { components } from '@/api/schema'
import { apiUrl } from '@/app/worldAddress'

type S = components['schemas']
export type ImportBatch = S['ImportBatch']
export type ImportKind = S['ImportKind']
export type ImportField = S['ImportField']
export type ImportRow = S['ImportedRow']
export type KindName = ImportBatch['kind']
export type Outcome = ImportRow['outcome']
export type PreviewIn = S['PreviewIn']
export type OutlineIn = S['OutlineIn']

export const MOST_BYTES = 20 * 2 ** 20
const at = (batch: ImportBatch) => ({ params: { path: { batch_id: batch.id } }, headers: ifMatch(batch) })

export const listKinds = (): Promise<ImportKind[]> => unwrap(api.GET('/api/import-kinds'))
export const listImports = (): Promise<{ rows: ImportBatch[] }> => unwrap(api.GET('/api/imports', { params: { query: { limit: 8 } } }))
export const getImport = (id: string): Promise<ImportBatch> => unwrap(api.GET('/api/imports/{batch_id}', { params: { path: { batch_id: id } } }))
export const chooseOutline = (batch: ImportBatch, body: OutlineIn): Promise<ImportBatch> => unwrap(api.POST('/api/imports/{batch_id}/outline', { ...at(batch), body }))
export const askPreview = (batch: ImportBatch, body: PreviewIn): Promise<ImportBatch> => unwrap(api.POST('/api/imports/{batch_id}/preview', { ...at(batch), body }))
export const askApply = (batch: ImportBatch): Promise<ImportBatch> => unwrap(api.POST('/api/imports/{batch_id}/apply', at(batch)))
export const askUndo = (batch: ImportBatch): Promise<ImportBatch> => unwrap(api.POST('/api/imports/{batch_id}/undo', at(batch)))
export const cancelImport = (batch: ImportBatch): Promise<ImportBatch> => unwrap(api.POST('/api/imports/{batch_id}/cancel', { params: { path: { batch_id: batch.id } } }))
export const pasteRows = (kind: KindName, text: string): Promise<ImportBatch> => unwrap(api.POST('/api/imports/paste', { body: { kind, text, jurisdiction_code: null } }))

export interface RowQuery {
  outcome?: Outcome
  warned?: boolean
  q?: string
  offset: number
  limit: number
}
export const listRows = (batch: ImportBatch, query: RowQuery): Promise<{ rows: ImportRow[]; total: number }> =>
  unwrap(api.GET('/api/imports/{batch_id}/rows', { params: { path: { batch_id: batch.id }, query } }))

/** Send a file as it is; the service streams it in. */
export async function sendFile(kind: KindName, file: File, language: string): Promise<ImportBatch> {
  const query = new URLSearchParams({ kind, name: file.name.slice(0, 200) || 'list' })
  let response: Response
  try {
    response = await fetch(apiUrl(`/api/imports?${query}`), {
      method: 'POST',
      body: file,
      headers: { 'X-Muster': '1', 'Accept-Language': language, 'Content-Type': 'application/octet-stream' },
    })
  } catch {
    throw unreachable(language)
  }
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw problemFrom(response.status, body)
  return body as ImportBatch
}

/** Save a file of the service under the name it gives, in the reader's language. */
export function download(path: string, language: string): void {
  const link = document.createElement('a')
  link.href = `${apiUrl(path)}${path.includes('?') ? '&' : '?'}language=${language === 'en' ? 'en' : 'zh-CN'}`
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
