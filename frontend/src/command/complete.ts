/** What may come next in the line: verbs, then the things that fit what is typed of them. */
import { type Parsed, verbsOf } from './grammar'
import { matchesOf, rankOf, type World } from './names'
import type { ArgumentKind, Command } from './types'
import { LEVELS, VERBS } from './verbs'

export interface Completion {
  /** The whole line once it is taken. */
  line: string
  label: string
  detail: string
  key: string
}

const SHOWN = 8
const FREE = new Set<ArgumentKind>(['text', 'reason', 'count', 'minutes'])

function verbs(line: string, parsed: Parsed, commands: Command[], world: World): Completion[] {
  const typed = parsed.at.text
  const language = world.english ? 'en' : 'zh'
  return commands
    .map((command) => {
      const words = VERBS[command.id]!
      return { command, rank: typed ? rankOf(typed, words.en, words.zh) : 9 }
    })
    .filter((row): row is { command: Command; rank: number } => row.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, SHOWN)
    .map(({ command }) => {
      const word = VERBS[command.id]![language][0]!
      return { line: `${line.slice(0, parsed.at.from)}${word}${command.args.length ? ' ' : ''}`, label: word, detail: command.id, key: command.id }
    })
}

function levels(line: string, from: number, world: World): Completion[] {
  const words = LEVELS[world.english ? 'en' : 'zh']
  return words.map((word) => ({ line: `${line.slice(0, from).trimEnd()} ${word}`, label: word, detail: '', key: word }))
}

/** Return what may be typed next, best first. */
export function completionsOf(line: string, parsed: Parsed, commands: Command[], world: World): Completion[] {
  const { at, command } = parsed
  if (at.kind === 'verb' && !command) return verbs(line, parsed, commands, world)
  if (!command) return []
  if (at.kind === 'verb') {
    const more = longer(line, parsed, commands)
    const first = command.args[0]
    return [...(more.length ? verbs(line, parsed, more, world) : []), ...(first ? things(line, command, { kind: first.kind, text: '', from: line.length }, world) : [])].slice(0, SHOWN)
  }
  return isBlockedElsewhere(parsed) ? [] : things(line, command, { ...at, kind: at.kind }, world)
}

/** What was not understood further left comes first. */
function isBlockedElsewhere({ faults, at }: Parsed): boolean {
  return faults.some((fault) => (fault.code === 'nothing_found' || fault.code === 'several') && fault.text !== at.text)
}

function things(line: string, command: Command, at: { kind: ArgumentKind; text: string; from: number }, world: World): Completion[] {
  const { kind } = at
  if (FREE.has(kind)) return []
  if (kind === 'level') return at.text ? [] : levels(line, at.from, world)
  const begin = line.slice(0, at.from).replace(/\s*$/, ' ')
  const found = matchesOf(world, kind, at.text) ?? []
  if (isLast(command, kind) && at.text && found[0]?.rank === 0) return []
  return found.slice(0, SHOWN).map((match) => ({
    line: `${begin}${match.write}${isLast(command, kind) ? '' : command.id === 'send' ? ' → ' : ' '}`,
    label: match.label,
    detail: match.detail,
    key: `${match.write} ${match.label}`,
  }))
}

function isLast(command: Command, kind: ArgumentKind): boolean {
  const plain = command.args.filter((arg) => arg.kind !== 'reason')
  return plain.at(-1)?.kind === kind
}

/** Verbs that begin as the one that is there already: 报 and 报响应. */
function longer(line: string, parsed: Parsed, commands: Command[]): Command[] {
  const typed = line.slice(parsed.at.from).trim()
  const known = verbsOf(commands).filter(({ word }) => word.startsWith(typed) && word !== typed)
  return [...new Set(known.map((row) => row.command))]
}
