/** What somebody chose for the map, kept at the service for the account and in this browser for a quick start. */
import { api, unwrap } from '@/api/client'

const NAME = 'map'
const SETTLE_MS = 800

export interface MapChoice {
  hidden: string[]
  base: string
  overlays: string[]
  opacity: Record<string, number>
}

const keyOf = (account: string): string => `muster.map.${account}`

/** Return what is known of a document that somebody kept earlier: parts that have become strange are left out. */
export function readChoice(document: unknown): Partial<MapChoice> {
  const given = (typeof document === 'object' && document !== null ? document : {}) as Record<string, unknown>
  const words = (value: unknown): string[] | undefined => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined)
  const found: Partial<MapChoice> = {}
  const [hidden, overlays] = [words(given.hidden), words(given.overlays)]
  if (hidden) found.hidden = hidden
  if (overlays) found.overlays = overlays
  if (typeof given.base === 'string') found.base = given.base
  if (typeof given.opacity === 'object' && given.opacity !== null)
    found.opacity = Object.fromEntries(Object.entries(given.opacity).filter((pair): pair is [string, number] => typeof pair[1] === 'number' && pair[1] >= 0 && pair[1] <= 1))
  return found
}

/** Return what this browser remembers of an account's choice. */
export function rememberedChoice(account: string): Partial<MapChoice> {
  try {
    return readChoice(JSON.parse(localStorage.getItem(keyOf(account)) ?? '{}'))
  } catch {
    return {}
  }
}

let asked: Promise<Partial<MapChoice> | null> | null = null

/** Return what the account has kept at the service; nothing while it cannot be asked. Those who ask together are told together. */
export function keptChoice(account: string): Promise<Partial<MapChoice> | null> {
  asked ??= readKept(account).finally(() => (asked = null))
  return asked
}

async function readKept(account: string): Promise<Partial<MapChoice> | null> {
  try {
    const { document } = await unwrap(api.GET('/api/me/choices/{name}', { params: { path: { name: NAME } } }))
    if (!document) return null
    localStorage.setItem(keyOf(account), JSON.stringify(document))
    return readChoice(document)
  } catch {
    return null
  }
}

let waiting: ReturnType<typeof setTimeout> | undefined
let latest: Partial<MapChoice> = {}

/** Keep a part of the choice: in this browser at once, at the service a moment later. */
export function keepChoice(account: string, part: Partial<MapChoice>): void {
  latest = { ...rememberedChoice(account), ...part }
  localStorage.setItem(keyOf(account), JSON.stringify(latest))
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    void unwrap(api.PUT('/api/me/choices/{name}', { params: { path: { name: NAME } }, body: { document: { ...latest } } })).catch(() => undefined)
  }, SETTLE_MS)
}
