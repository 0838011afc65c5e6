/** CSV as spreadsheets read it: UTF-8 with a mark, quoted where needed, harmless to formulas. */
import { marked } from '@/app/world'

function cell(value: unknown): string {
  let text = value === null || value === undefined ? '' : String(value)
  if (/^[=+\-@\t]/.test(text) && typeof value !== 'number') text = `'${text}`
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Return rows as CSV text. */
export function csvOf(header: string[], rows: unknown[][]): string {
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Hand a CSV file to the person; one out of an exercise says so in its name. */
export function saveCsv(name: string, header: string[], rows: unknown[][]): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([csvOf(header, rows)], { type: 'text/csv;charset=utf-8' }))
  link.download = marked(name)
  link.click()
  URL.revokeObjectURL(link.href)
}
