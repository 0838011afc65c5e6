import { describe, expect, it } from 'vitest'

import type { Delivery, Order, Pick, Proposal } from '@/api/models'

import { isRecallable, isRunning, nextStep } from './orderState'
import { changesAnything, consequencesOf, currentProposal, deliveryLoads, solvingProposal } from './proposalState'

const proposal = (number: number, state: Proposal['state'], more: Partial<Proposal> = {}) =>
  ({ id: String(number), number, state, picks: [], deliveries: [], shortfalls: [], needs: [], difference: null, ...more }) as unknown as Proposal
const pick = (incident_id: string, status: Pick['status']) => ({ incident_id, status }) as Pick

describe('the current proposal', () => {
  it('is the newest with an answer, while a newer one is still being solved', () => {
    const rows = [proposal(1, 'superseded'), proposal(2, 'proven'), proposal(3, 'solving')]
    expect(currentProposal(rows)?.number).toBe(2)
    expect(solvingProposal(rows)?.number).toBe(3)
  })

  it('is the last accepted one when no answer is open', () => {
    expect(currentProposal([proposal(4, 'accepted'), proposal(5, 'failed')])?.number).toBe(4)
  })
})

describe('what an acceptance would do', () => {
  const whole = proposal(1, 'proven', {
    picks: [pick('a', 'new'), pick('a', 'kept'), pick('b', 'redirected')],
    difference: { recalled: [{ from_incident_id: 'a' }] } as unknown as Proposal['difference'],
  })

  it('is counted for all incidents or for one', () => {
    expect(consequencesOf(whole, null)).toEqual({ issue: 1, redirect: 1, recall: 1, deliver: 0, short: 0 })
    expect(consequencesOf(whole, 'b')).toEqual({ issue: 0, redirect: 1, recall: 0, deliver: 0, short: 0 })
  })

  it('is nothing when every pick is kept', () => {
    expect(changesAnything(proposal(1, 'proven', { picks: [pick('a', 'kept')] }), null)).toBe(false)
  })
})

describe('deliveries', () => {
  it('are grouped by depot, lorry and trip, the soonest first', () => {
    const row = (depot_id: string, trip: number, eta_s: number) => ({ depot_id, truck_id: 't', trip, incident_id: 'i', eta_s }) as Delivery
    const loads = deliveryLoads([row('d1', 1, 900), row('d2', 1, 300), row('d1', 1, 900), row('d1', 2, 1800)])
    expect(loads.map((load) => [load.head.depot_id, load.head.trip, load.rows.length])).toEqual([['d2', 1, 1], ['d1', 1, 2], ['d1', 2, 1]])
  })
})

describe('the steps of an order', () => {
  const walk = (kind: Order['kind'], states: Order['state'][]) => states.map((state) => nextStep({ kind, state }))

  it('lead a team to the scene and back', () => {
    expect(walk('team', ['issued', 'acknowledged', 'en_route', 'on_scene', 'released', 'closed'])).toEqual(['acknowledge', 'depart', 'arrive', 'release', 'close', null])
  })

  it('lead a lorry over loading and delivery', () => {
    expect(walk('delivery', ['issued', 'acknowledged', 'loaded', 'en_route', 'delivered'])).toEqual(['load', 'load', 'depart', 'deliver', 'close'])
  })

  it('end for declined, recalled and redirected orders', () => {
    expect((['declined', 'recalled', 'redirected', 'closed'] as const).some((state) => isRunning({ state }))).toBe(false)
    expect(isRecallable({ state: 'on_scene' })).toBe(false)
    expect(isRecallable({ state: 'en_route' })).toBe(true)
  })
})
