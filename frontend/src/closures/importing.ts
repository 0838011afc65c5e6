/** What is chosen of a file: which rows, as what, until when. */
import type { ClosureIn, ImportPreview } from '@/api/models'

type Row = ImportPreview['rows'][number]

export interface RowChoice {
  taken: boolean
  kind: ClosureIn['kind']
  valid_to: string | null
  open_ended: boolean
}

/** What a row begins with: taken when it has no fault and is not over; nobody knows an end that is not stated. */
export function startChoice(row: Row): RowChoice {
  return { taken: !row.problem && !row.is_over, kind: row.kind ?? 'other', valid_to: row.is_over ? null : row.valid_to, open_ended: false }
}

/** Return the rows as they are sent. */
export function chosenRows(rows: Row[], choice: Map<number, RowChoice>) {
  return rows.flatMap((row) => {
    const mine = choice.get(row.row)
    if (!mine?.taken || row.problem) return []
    return [{ row: row.row, kind: mine.kind, valid_to: mine.open_ended ? null : mine.valid_to, open_ended: mine.open_ended }]
  })
}

const CHUNK = 0x8000

/** Write bytes in base64. */
export function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}
