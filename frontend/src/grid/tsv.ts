/** Blocks of cells as spreadsheets put them on the clipboard: tab-separated, quoted where needed. */

/** Read a block as Excel writes it: a quoted cell may hold tabs, line breaks and doubled quotes. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at) : bare(text, at)
    row.push(cell.value)
    at = cell.end
    if (text[at] === '\t') {
      at += 1
      if (at === text.length) row.push('')
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    rows.push(row)
    row = []
  }
  if (row.length) rows.push(row)
  return withoutEmptyEnd(rows)
}

interface Cell {
  value: string
  end: number
}

function bare(text: string, from: number): Cell {
  let end = from
  while (end < text.length && !'\t\r\n'.includes(text[end]!)) end += 1
  return { value: text.slice(from, end), end }
}

/** A cell that begins with a quote but does not end with one is written as it stands: 5" pipe. */
function quoted(text: string, from: number): Cell {
  let value = ''
  let at = from + 1
  while (at < text.length) {
    if (text[at] !== '"') value += text[at++]
    else if (text[at + 1] === '"') {
      value += '"'
      at += 2
    } else break
  }
  const after = text[at + 1]
  const isWhole = at < text.length && (after === undefined || '\t\r\n'.includes(after))
  return isWhole ? { value, end: at + 1 } : bare(text, from)
}

function withoutEmptyEnd(rows: string[][]): string[][] {
  let last = rows.length
  while (last > 0 && rows[last - 1]!.every((cell) => cell.trim() === '')) last -= 1
  return rows.slice(0, last)
}

/** Write a block so that a spreadsheet, or `readBlock`, reads the same cells again. */
export function writeBlock(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => row.map(written).join('\t')).join('\r\n')
}

function written(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
