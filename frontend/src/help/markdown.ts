/** Reads the documents of the project as blocks to be shown: headings, paragraphs, lists, tables, code. */

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }

const FENCE = /^\s*```/
const HEADING = /^(#{1,4})\s+(.*)$/
const ITEM = /^\s*(?:[-*]|\d+\.)\s+(.*)$/
const ORDERED = /^\s*\d+\./
const PICTURE = /!\[[^\]]*\]\([^)]*\)/g
const LINK = /\[([^\]]+)\]\([^)]*\)/g

/** A line as it is read: without the signs of its writing; pictures stay in the documents. */
export function plain(line: string): string {
  return line.replace(PICTURE, '').replace(LINK, '$1').replace(/\*\*|`/g, '').trim()
}

function cells(line: string): string[] {
  return line.trim().replace(/^\||\|$/g, '').split('|').map(plain)
}

/** Return the blocks of a document in their order. */
export function blocksOf(source: string): Block[] {
  const blocks: Block[] = []
  const lines = source.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const heading = HEADING.exec(line)
    if (FENCE.test(line)) at = readCode(lines, at, blocks)
    else if (heading) blocks.push({ kind: 'heading', level: heading[1]!.length, text: plain(heading[2]!) })
    else if (line.trim().startsWith('|')) at = readTable(lines, at, blocks)
    else if (ITEM.test(line)) addItem(line, blocks)
    else addText(line, blocks, at > 0 && lines[at - 1]!.trim() !== '')
  }
  return blocks
}

function readCode(lines: string[], from: number, blocks: Block[]): number {
  const after = lines.findIndex((line, n) => n > from && FENCE.test(line))
  const end = after < 0 ? lines.length : after
  blocks.push({ kind: 'code', text: lines.slice(from + 1, end).join('\n') })
  return end
}

function readTable(lines: string[], from: number, blocks: Block[]): number {
  let end = from
  while (lines[end + 1]?.trim().startsWith('|')) end++
  const [head, , ...rows] = lines.slice(from, end + 1)
  blocks.push({ kind: 'table', head: cells(head!), rows: rows.map(cells) })
  return end
}

function addItem(line: string, blocks: Block[]): void {
  const ordered = ORDERED.test(line)
  const last = blocks.at(-1)
  const text = plain(ITEM.exec(line)![1]!)
  if (last?.kind === 'list' && last.ordered === ordered) last.items.push(text)
  else blocks.push({ kind: 'list', ordered, items: [text] })
}

/** A line goes on with what stands before it unless an empty one parts them. */
function addText(line: string, blocks: Block[], goesOn: boolean): void {
  const text = plain(line)
  if (!text) return
  const last = blocks.at(-1)
  if (goesOn && last?.kind === 'text') last.text += ` ${text}`
  else if (goesOn && last?.kind === 'list') last.items[last.items.length - 1] += ` ${text}`
  else blocks.push({ kind: 'text', text })
}
