import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { api, unwrap } from './client'

type Answer = () => Promise<Response>
const lost: Answer = () => Promise.reject(new TypeError('Failed to fetch'))
const given = (status = 200): Answer => () => Promise.resolve(new Response('{}', { status, headers: { 'content-type': 'application/json' } }))

let keys: string[] = []
let answers: Answer[] = []

const note = (text: string) => unwrap(api.POST('/api/incidents/{incident_id}/log-entries' as never, { params: { path: { incident_id: 'i1' } }, body: { text } } as never)).catch(() => undefined)
const raise = () => unwrap(api.POST('/api/needs' as never, { body: {} } as never)).catch(() => undefined)

describe('a change that is made once more', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    keys = []
    answers = []
    vi.stubGlobal('fetch', (request: Request) => {
      keys.push(request.headers.get('Idempotency-Key')!)
      return (answers.shift() ?? given())()
    })
  })
  afterEach(async () => {
    vi.advanceTimersByTime(600_000)
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('has the key of the one whose answer was lost, until an answer has come', async () => {
    answers = [lost, lost, lost, lost]
    await note('水位上涨')
    await note('水位上涨')
    await note('水位上涨')
    await note('水位上涨')
    expect(keys).toHaveLength(6)
    expect(new Set(keys.slice(0, 5)).size).toBe(1)
    expect(keys[5]).not.toBe(keys[0])
  })

  it('has it also after a service that was just going down, or its door, answered for it', async () => {
    answers = [given(502)]
    await note('水位上涨')
    await note('水位上涨')
    expect(keys[1]).toBe(keys[0])
  })

  it('is something new with other words, after a refusal, after something else of its kind, or after a while', async () => {
    answers = [lost, lost]
    await note('水位上涨')
    await note('水位回落')
    await note('水位上涨')
    answers = [given(422)]
    await raise()
    await raise()
    answers = [lost, lost]
    await note('三号泵站')
    vi.advanceTimersByTime(301_000)
    await note('三号泵站')
    expect(keys[0]).toBe(keys[1])
    expect(new Set(keys).size).toBe(keys.length - 2)
  })
})
