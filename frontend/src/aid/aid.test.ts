import { describe, expect, it } from 'vitest'

import type { Agreement, AidRequest, AidSupply } from '@/api/models'

import { markOf, ownSides, prefixOf, stepsFor, waitsForUs } from './sides'

const everything = () => true
const request = { state: 'open', requester_code: '420111' } as AidRequest
const supply = (state: AidSupply['state']) => ({ id: state, state, provider_code: '420106' }) as AidSupply
const names = (found: { step: string }[]) => found.map((one) => one.step)

describe('the steps of a side', () => {
  it('are the receiver’s for whoever asked and the provider’s for whoever was asked', () => {
    expect(names(stepsFor(request, [supply('offered')], ['420111'], everything))).toEqual(['take', 'decline'])
    expect(names(stepsFor(request, [supply('offered')], ['420106'], everything))).toEqual(['withdraw'])
    expect(names(stepsFor(request, [supply('committed')], ['420106'], everything))).toEqual(['ship'])
    expect(names(stepsFor(request, [supply('shipped')], ['420111'], everything))).toEqual(['receive'])
  })

  it('are both for those above both sides, and nobody’s in between', () => {
    expect(names(stepsFor(request, [supply('received')], ['4201'], everything))).toEqual(['send_back', 'ask_back', 'use_up'])
    expect(stepsFor(request, [supply('received')], ['420103'], everything)).toEqual([])
  })

  it('need the permission, and end with the request', () => {
    expect(names(stepsFor(request, [supply('shipped')], ['420111'], (one) => one === 'aid.read'))).toEqual([])
    expect(stepsFor({ ...request, state: 'closed' }, [supply('received')], ['420111'], everything)).toEqual([])
  })
})

describe('an agreement', () => {
  const row = { state: 'half_signed', provider_code: '420106', receiver_code: '420111', provider_signed_at: '2026-11-21T00:00:00Z', receiver_signed_at: null, runs_out_soon: false } as Agreement

  it('waits for the side that has not signed, as each reader sees it', () => {
    expect(markOf(row, ['420111'])).toBe('waits_ours')
    expect(markOf(row, ['420106'])).toBe('waits_theirs')
    expect(markOf(row, ['4201'])).toBe('waits')
    expect(markOf({ ...row, state: 'in_force', runs_out_soon: true }, ['4201'])).toBe('runs_out')
  })

  it('is signed by a commander of the party itself, not by one above it', () => {
    expect(ownSides(row, ['420111'])).toEqual(['receiver'])
    expect(ownSides(row, ['4201'])).toEqual([])
    expect(waitsForUs(row, ['420111'])).toBe(true)
    expect(waitsForUs(row, ['420106'])).toBe(false)
    expect(prefixOf('420100')).toBe('4201')
  })
})
