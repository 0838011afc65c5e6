import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Study } from '@/api/models'

import { type DraftEdit, MOST_VARIANTS, useStudies } from './store'

const wait = (minutes: number): DraftEdit => ({ edit: { edit: 'time_passed', seconds: minutes * 60 }, words: `wait ${minutes}` })
const study = (id: string, number: number, more: Partial<Study> = {}) =>
  ({ id, number, kind: 'what_if', proposal_id: 'p', state: 'requested', version: 1, ...more }) as unknown as Study

describe('what the officer is about to ask', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('grows by variants, or by edits within one, up to ten', () => {
    const studies = useStudies()
    studies.add(wait(10), null)
    studies.add(wait(20), studies.variants[0]!.key)
    expect(studies.variants.map((one) => one.edits.length)).toEqual([2])
    for (let k = 0; k < 20; k++) studies.add(wait(k), null)
    expect(studies.variants).toHaveLength(MOST_VARIANTS)
  })

  it('loses a variant with its last edit', () => {
    const studies = useStudies()
    studies.add(wait(10), null)
    studies.drop(studies.variants[0]!.key, 0)
    expect(studies.variants).toEqual([])
  })

  it('is asked as variants with names, and then empty again', async () => {
    const sent: unknown[] = []
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push(await request.clone().json())
      return new Response(JSON.stringify(study('s', 1)), { status: 202, headers: { 'content-type': 'application/json' } })
    })
    const studies = useStudies()
    studies.proposalId = 'p'
    studies.add(wait(10), null)
    await studies.askVariants()
    expect(sent).toEqual([{ proposal_id: 'p', question: { kind: 'what_if', variants: [{ name: 'wait 10', edits: [{ edit: 'time_passed', seconds: 600 }] }] } }])
    expect(studies.variants).toEqual([])
    expect(studies.ofKind('what_if').map((one) => one.id)).toEqual(['s'])
    vi.unstubAllGlobals()
  })
})

describe('studies as they come', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('are kept by id, the newer version winning, the newest first, without those put aside', () => {
    const studies = useStudies()
    studies.proposalId = 'p'
    studies.put(study('a', 1, { state: 'answered', version: 3 }))
    studies.put(study('a', 1, { state: 'solving', version: 2 }))
    studies.put(study('b', 2))
    studies.put(study('c', 3, { proposal_id: 'other' }))
    expect(studies.shown.map((one) => [one.id, one.state])).toEqual([['b', 'requested'], ['a', 'answered']])
    studies.putAside(studies.all.get('b')!)
    expect(studies.ofKind('what_if').map((one) => one.id)).toEqual(['a'])
  })
})
