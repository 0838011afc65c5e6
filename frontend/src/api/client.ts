/** The one HTTP client: typed by the generated schema, same origin, idempotent when it changes things. */
import createClient, { type Middleware } from 'openapi-fetch'

import { withinWorld, worldBase } from '@/app/worldAddress'

import { actsOnThePast } from '@/replay/mode'

import { ofThePast, problemFrom, unreachable } from './problem'
import { keyOf, noteAnswered, noteLost } from './repeating'
import type { paths } from './schema'

let language = 'zh-CN'
let whenSignedOut: () => void = () => undefined
let whenStale: (resource: string, record: object) => void = () => undefined

/** Choose the language in which the service words its errors. */
export function speak(locale: string): void {
  language = locale
}

/** Say what happens when the service answers that the session has ended. */
export function onSignedOut(callback: () => void): void {
  whenSignedOut = callback
}

/** Say where the current record goes when a change was based on an old version. */
export function onStale(callback: (resource: string, record: object) => void): void {
  whenStale = callback
}

/** Send a request; a lost connection is retried once under the same idempotency key. */
async function send(request: Request): Promise<Response> {
  const retry = request.clone()
  const seen = request.method === 'GET' ? null : request.clone()
  const answer = await fetch(request).catch(() => fetch(retry)).catch(() => null)
  if (seen && answer && answer.status < 500) noteAnswered(seen)
  else if (seen) await noteLost(seen)
  if (!answer) throw unreachable(language)
  return answer
}

export const api = createClient<paths>({ baseUrl: window.location.origin + worldBase(), fetch: send })
/** The service of the live world, wherever this window is: the list of exercises and their clocks are kept there. */
export const liveApi = createClient<paths>({ baseUrl: window.location.origin, fetch: send })

const manners: Middleware = {
  async onRequest({ request }) {
    if (actsOnThePast(request.method, request.url)) throw ofThePast(language)
    request.headers.set('Accept-Language', language)
    if (request.method !== 'GET') {
      request.headers.set('X-Muster', '1')
      if (!request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', await keyOf(request))
    }
    return request
  },
}
api.use(manners)
liveApi.use(manners)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Return the body of a good answer; throw the problem of a bad one. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (response.ok) return data as T
  if (response.status === 401 && isHere(response.url) && !response.url.endsWith('/api/session')) whenSignedOut()
  const problem = problemFrom(response.status, error)
  const { record } = problem.facts
  if (problem.status === 412 && typeof record === 'object' && record !== null) whenStale(resourceOf(response.url), record)
  throw problem
}

/** Say whether an address is of this window's world: what the live world refuses ends nothing in an exercise. */
function isHere(url: string): boolean {
  return new URL(url, window.location.origin).pathname.startsWith(`${worldBase()}/api/`)
}

/** Return the plural noun an address begins with: /api/orders/… is about orders. */
function resourceOf(url: string): string {
  return withinWorld(new URL(url, window.location.origin).pathname).split('/')[2] ?? ''
}

/** The header that names the version a change is based on. */
export function ifMatch(record: { version: number }): { 'If-Match': string } {
  return { 'If-Match': `"${record.version}"` }
}
