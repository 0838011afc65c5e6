/** Reads a line: which command, which arguments, and what was not understood. Pure. */
import { type Match, matchesOf, meant, type World } from './names'
import type { Argument, ArgumentKind, Command, Given } from './types'
import { JOINERS, REASONS, VERBS } from './verbs'

export type Fault =
  | { code: 'no_such_verb'; text: string }
  | { code: 'nothing_found' | 'several'; kind: ArgumentKind; text: string; among: string[] }
  | { code: 'missing'; kind: ArgumentKind }
  | { code: 'left_over'; text: string }
  | { code: 'not_allowed'; text: string }

export interface Parsed {
  command: Command | null
  verb: string
  given: Given
  faults: Fault[]
  /** The service is being asked what a place is. */
  waiting: boolean
  /** What is being typed: the verb, or an argument, and where it begins in the line. */
  at: { kind: ArgumentKind | 'verb'; text: string; from: number }
}

interface Token {
  text: string
  from: number
}

/** So many words a name has at most. */
const MOST_WORDS = 5
const LEAD = /^[\s:：;；]+/
const HAN = /[\u3400-\u9fff]/

/** Return every word that begins a command, the longest first. */
export function verbsOf(commands: Command[]): { word: string; command: Command }[] {
  return commands
    .flatMap((command) => [...VERBS[command.id]!.zh, ...VERBS[command.id]!.en].map((word) => ({ word, command })))
    .sort((a, b) => b.word.length - a.word.length)
}

function begins(line: string, word: string): boolean {
  if (!line.toLowerCase().startsWith(word)) return false
  const next = line[word.length]
  return next === undefined || /\s/.test(next) || HAN.test(word) || JOINERS.has(next)
}

function tokensOf(text: string, offset: number): Token[] {
  const spaced = text.replace(/(→|->|=>|＞)/g, (arrow) => (arrow.length === 1 ? '→' : '→ '))
  const found: Token[] = []
  for (const match of spaced.matchAll(/→|[^\s→]+/g)) found.push({ text: match[0], from: offset + match.index })
  return found
}

/** 消防1到3号 without spaces is two arguments as well. */
function parted(tokens: Token[], entities: number): Token[] {
  if (entities < 2 || tokens.length !== 1) return tokens
  const { text, from } = tokens[0]!
  const found = /^(.+?)(到|至|去|往)(.+)$/.exec(text)
  if (!found) return tokens
  const [, first, joiner, second] = found as unknown as [string, string, string, string]
  return [{ text: first, from }, { text: joiner, from: from + first.length }, { text: second, from: from + first.length + joiner.length }]
}

/** Take the reason off the end: whatever follows 因为 or because. */
function withoutReason(tokens: Token[], args: Argument[]): { rest: Token[]; reason: string | null } {
  if (!args.some((arg) => arg.kind === 'reason')) return { rest: tokens, reason: null }
  const at = tokens.findIndex((token) => REASONS.some((word) => token.text.toLowerCase().startsWith(word)))
  if (at < 0) return { rest: tokens, reason: null }
  const words = tokens.slice(at).map((token) => token.text).join(' ')
  const begun = REASONS.find((word) => words.toLowerCase().startsWith(word))!
  return { rest: tokens.slice(0, at), reason: words.slice(begun.length).replace(/^[\s:：,，]+/, '') }
}

interface Fit {
  given: Given
  faults: Fault[]
  waiting: boolean
  last: { kind: ArgumentKind; text: string; from: number } | null
}

function text(tokens: Token[]): string {
  return tokens.map((token) => token.text).join(' ')
}

function faultOf(kind: ArgumentKind, words: string, matches: Match[]): Fault {
  return matches.length
    ? { code: 'several', kind, text: words, among: matches.slice(0, 4).map((match) => match.label) }
    : { code: 'nothing_found', kind, text: words, among: [] }
}

/** Give tokens to arguments from the left; each takes as few words as make sense of the rest. */
function fit(world: World, args: Argument[], tokens: Token[], end: number): Fit {
  const [arg, ...others] = args
  if (!arg) {
    const left = text(tokens)
    return { given: {}, faults: left ? [{ code: 'left_over', text: left }] : [], waiting: false, last: null }
  }
  const begun = tokens[0] && JOINERS.has(tokens[0].text) ? tokens.slice(1) : tokens
  if (!begun.length) return missing(world, args, end)
  if (arg.kind === 'text') return taken(world, arg, begun, others, [], end)
  const joiner = begun.findIndex((token) => JOINERS.has(token.text))
  if (joiner > 0 && others.length) return taken(world, arg, begun.slice(0, joiner), others, begun.slice(joiner + 1), end)
  const tries = begun.slice(0, MOST_WORDS).map((_, n) => taken(world, arg, begun.slice(0, n + 1), others, begun.slice(n + 1), end))
  if (arg.optional && !isExact(world, arg, begun[0]!.text)) tries.push(skipped(world, arg, others, begun, end))
  const good = tries.find((one) => !one.faults.length)
  return good ?? tries.filter((one) => one.last !== null).sort((a, b) => weight(a) - weight(b))[0] ?? tries[0]!
}

/** 3号 is an incident, whatever else could stand there. */
function isExact(world: World, arg: Argument, words: string): boolean {
  return matchesOf(world, arg.kind, words)?.[0]?.rank === 0
}

function weight(one: Fit): number {
  return one.faults.reduce((sum, fault) => sum + (fault.code === 'missing' ? 1 : fault.code === 'several' ? 2 : 4), 0)
}

function taken(world: World, arg: Argument, own: Token[], others: Argument[], rest: Token[], end: number): Fit {
  const words = text(own)
  const matches = matchesOf(world, arg.kind, words)
  const one = matches && meant(matches)
  const next = fit(world, others, rest, end)
  const faults = matches === null || one ? [] : [faultOf(arg.kind, words, matches)]
  const done = one !== null && others.length > 0 && own.at(-1)!.from + own.at(-1)!.text.length < end
  const last = rest.length || done ? next.last : { kind: arg.kind, text: words, from: own[0]!.from }
  return { given: { ...one?.given, ...next.given }, faults: [...faults, ...next.faults], waiting: matches === null || next.waiting, last: last ?? next.last }
}

function skipped(world: World, arg: Argument, others: Argument[], tokens: Token[], end: number): Fit {
  const next = fit(world, others, tokens, end)
  const lacking: Fault[] = arg.kind === 'incident' && !world.selected ? [{ code: 'missing', kind: arg.kind }] : []
  return { ...next, given: { ...chosen(world, arg), ...next.given }, faults: [...lacking, ...next.faults] }
}

function chosen(world: World, arg: Argument): Given {
  return arg.kind === 'incident' && world.selected ? { incident: world.selected } : {}
}

function missing(world: World, args: Argument[], end: number): Fit {
  const found: Fit = { given: {}, faults: [], waiting: false, last: { kind: args[0]!.kind, text: '', from: end } }
  for (const arg of args) {
    Object.assign(found.given, chosen(world, arg))
    const known = arg.kind === 'incident' && world.selected
    if (!arg.optional || (arg.kind === 'incident' && !known)) if (arg.kind !== 'reason') found.faults.push({ code: 'missing', kind: arg.kind })
  }
  return found
}

/** Read a line. */
export function parse(line: string, commands: Command[], world: World, may: (permission: string) => boolean = () => true): Parsed {
  const lead = LEAD.exec(line)?.[0].length ?? 0
  const body = line.slice(lead)
  const found = verbsOf(commands).find(({ word }) => begins(body, word))
  if (!found) {
    const faults: Fault[] = body.trim() ? [{ code: 'no_such_verb', text: body.trim() }] : []
    return { command: null, verb: '', given: {}, faults, waiting: false, at: { kind: 'verb', text: body.trim(), from: lead } }
  }
  const { command, word } = found
  const plain = command.args.filter((arg) => arg.kind !== 'reason')
  const { rest, reason } = withoutReason(tokensOf(body.slice(word.length), lead + word.length), command.args)
  const read = fit(world, plain, parted(rest, plain.length), line.length)
  if (command.permission && !may(command.permission)) read.faults.unshift({ code: 'not_allowed', text: word })
  const given = reason ? { ...read.given, reason } : read.given
  const bare = body.length === word.length ? { kind: 'verb' as const, text: word, from: lead } : null
  const at = reason !== null ? { kind: 'reason' as const, text: reason, from: line.length - reason.length } : (read.last ?? { kind: 'verb' as const, text: word, from: lead })
  return { command, verb: word, given, faults: read.faults, waiting: read.waiting, at: bare ?? endsOpen(line, at) }
}

/** After a space a new word begins. */
function endsOpen(line: string, at: Parsed['at']): Parsed['at'] {
  return at.text === '' ? { ...at, from: line.length } : at
}
