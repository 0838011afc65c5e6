/**
 * A change whose answer was lost may have been made all the same: whoever does it once more does it under the same key,
 * so that it is made once. A key is let go of when an answer has come, or when something else of the same kind was done.
 */
import { uuid7 } from '@/ui/uuid'

/** So long after the last try in vain the same words are something new. */
const KEPT_MS = 5 * 60_000
/** Whole files are not held in memory for it, and words of a password never. */
const LONGEST = 100_000

interface Lost {
  key: string
  noun: string
  at: number
}

const lost = new Map<string, Lost>()

/** The plural noun that an address is about, in its world. */
const nounOf = (request: Request): string => new URL(request.url).pathname.replace(/^(.*?\/api\/[^/]+).*$/, '$1')
const callOf = async (request: Request): Promise<string> => `${request.method} ${request.url}\n${await request.clone().text()}`

/** Return the key of a change: the one of the same change that was lost a moment ago, else one of its own. */
export async function keyOf(request: Request): Promise<string> {
  for (const [call, { at }] of lost) if (Date.now() - at > KEPT_MS) lost.delete(call)
  return (lost.size ? lost.get(await callOf(request))?.key : undefined) ?? uuid7()
}

/** Keep the key of a change that nobody answered. */
export async function noteLost(request: Request): Promise<void> {
  const key = request.headers.get('Idempotency-Key')
  const noun = nounOf(request)
  if (!key || noun.endsWith('/api/session')) return
  const call = await callOf(request)
  if (call.length <= LONGEST) lost.set(call, { key, noun, at: Date.now() })
}

/** A change was answered: what was lost before it on the same things is no longer what somebody repeats. */
export function noteAnswered(request: Request): void {
  const noun = nounOf(request)
  for (const [call, one] of lost) if (one.noun === noun) lost.delete(call)
}
