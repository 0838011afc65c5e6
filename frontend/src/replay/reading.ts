/** Fetches a log line by line as it comes, each told short, telling how far it has got; it can be called off. */
import { problemFrom } from '@/api/problem'
import { apiUrl } from '@/app/worldAddress'
import type { EventOut } from '@/api/models'
import { type Noun, NOUNS } from '@/live/reducer'

import type { Ways } from './ways'

/** So long the screen may stand still meanwhile. */
const AT_A_TIME_MS = 40

/** Return the whole lines of a text that comes in pieces, and keep what is not whole yet. */
export function lineCutter(): (piece: string, last?: boolean) => string[] {
  let rest = ''
  return (piece, last = false) => {
    const lines = (rest + piece).split('\n')
    rest = last ? '' : lines.pop()!
    return lines.filter((line) => line)
  }
}

type Known = { id: string } & Record<string, unknown>
const SHORT = new Set<string>(NOUNS)

/** Return a function that makes short lines whole: what is not told of a record is as it was told last, and is the same object. */
export function wholeLines(): (line: EventOut & { changed?: Known }) => EventOut {
  const last = new Map<string, Known>()
  return (line) => {
    const noun = line.kind.slice(0, line.kind.indexOf('.')) as Noun
    if (!SHORT.has(noun)) return line
    if (line.changed) {
      const { changed, ...rest } = line
      line = { ...rest, [noun]: { ...last.get(`${noun} ${changed.id}`), ...changed } } as EventOut
    }
    const record = line[noun] as Known | undefined
    if (record?.id) last.set(`${noun} ${record.id}`, record)
    return line
  }
}

async function ask(path: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(apiUrl(path), { signal, headers: { 'Accept-Language': document.documentElement.lang } })
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null))
  return answer
}

/** Read every line of a log; `take` is given each event as soon as it is there. */
export async function readLog(query: string, take: (event: EventOut) => void, signal: AbortSignal): Promise<void> {
  const answer = await ask(`/api/replay/events?${query}&short=true`, signal)
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  const [cut, whole] = [lineCutter(), wholeLines()]
  let since = performance.now()
  for (;;) {
    const { done, value } = await reader.read()
    for (const line of cut(value ?? '', done)) take(whole(JSON.parse(line) as EventOut))
    if (done) return
    if (performance.now() - since < AT_A_TIME_MS) continue
    await new Promise((resolve) => setTimeout(resolve)) // the screen goes on meanwhile
    since = performance.now()
  }
}

/** Read where the teams were in a span. */
export async function readWays(beginsAt: string, endsAt: string, signal: AbortSignal): Promise<Ways[]> {
  const span = new URLSearchParams({ begins_at: beginsAt, ends_at: endsAt })
  return ((await (await ask(`/api/replay/positions?${span}`, signal)).json()) as { teams: Ways[] }).teams
}
