/** Reads a template from a file; what is wrong with it is told with its place. */
import { Problem } from '@/api/problem'

export interface Fault {
  place: string
  text: string
}

/** As much as the service takes at once. */
export const LARGEST_BYTES = 3_900_000

/** Where in a text a parser stopped: its line and column, counted from one. */
export function lineAt(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/** Where JSON.parse says that it stopped; null where it does not say. */
export function stoppedAt(text: string, error: unknown): { line: number; column: number } | null {
  const message = error instanceof Error ? error.message : ''
  const named = /line (\d+) column (\d+)/.exec(message)
  if (named) return { line: Number(named[1]), column: Number(named[2]) }
  const position = /position (\d+)/.exec(message)
  return position ? lineAt(text, Number(position[1])) : null
}

interface Words {
  inject: (n: number, id: string) => string
  whole: string
}

/** Say in words where a field of a scenario is: which inject, by its id in the file, and the path below it. */
export function placeOf(field: string, scenario: unknown, words: Words): string {
  const steps = field.split('.').filter((step) => step && step !== 'body')
  if (steps[0] !== 'injects' || !/^\d+$/.test(steps[1] ?? '')) return steps.join('.') || words.whole
  const n = Number(steps[1])
  const injects = (scenario as { injects?: { id?: unknown }[] } | null)?.injects
  const id = Array.isArray(injects) ? String(injects[n]?.id ?? '') : ''
  return [words.inject(n + 1, id), steps.slice(2).join('.')].filter(Boolean).join(' · ')
}

/** What the service found wrong with a file, place by place. */
export function faultsOf(error: unknown, scenario: unknown, words: Words): Fault[] {
  if (!(error instanceof Problem) || !error.fieldErrors.length) return []
  return error.fieldErrors.map((one) => ({ place: placeOf(one.field, scenario, words), text: one.message }))
}

/** The name under which a picture goes into a file: small letters, digits, dashes; its ending says what it is. */
export function pictureName(fileName: string): string {
  const dot = fileName.lastIndexOf('.')
  const ending = fileName.slice(dot + 1).toLowerCase().replace('jpeg', 'jpg')
  const stem = fileName.slice(0, Math.max(0, dot)).toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60)
  return `${stem || 'picture'}.${ending}`
}

/** Return a scenario that carries further pictures; one of the same name is replaced. */
export function withPictures(scenario: object, pictures: readonly (readonly [name: string, text: string])[]): object {
  const known = (scenario as { pictures?: Record<string, string> }).pictures
  return { ...scenario, pictures: { ...known, ...Object.fromEntries(pictures) } }
}

/** Return a file as base64. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
