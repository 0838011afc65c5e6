import { afterEach, describe, expect, it, vi } from 'vitest'

import { adoptPolicy } from './calls'

interface Sent {
  method: string
  path: string
  ifMatch: string | null
}

function service(known: { id: string; name: string; version: number }[]): Sent[] {
  const sent: Sent[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname
    sent.push({ method: request.method, path, ifMatch: request.headers.get('If-Match') })
    const body = request.method === 'GET' ? known : { id: 'new', name: 'cover_40', version: 1 }
    return new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } })
  })
  return sent
}

describe('putting a weighing in force', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('activates the policy that is on record, by the version seen', async () => {
    const sent = service([{ id: 'p', name: 'cover_40', version: 7 }])
    await adoptPolicy('cover_40', 'cover weighs 40', {})
    expect(sent).toEqual([{ method: 'GET', path: '/api/policies', ifMatch: null }, { method: 'POST', path: '/api/policies/p/activate', ifMatch: '"7"' }])
  })

  it('writes it down first when nobody has', async () => {
    const sent = service([])
    await adoptPolicy('cover_40', 'cover weighs 40', { strict: false })
    expect(sent.map((one) => `${one.method} ${one.path}`)).toEqual(['GET /api/policies', 'POST /api/policies', 'POST /api/policies/new/activate'])
  })
})
