import VectorSource from 'ol/source/Vector'
import { describe, expect, it } from 'vitest'

import type { Position, Team } from '@/api/models'

import { teamSync } from './teamSync'

const team = (id: string, more: Partial<Team> = {}) => ({ id, name: id, state: 'available', home: { lon: 114, lat: 30 }, retired_at: null, ...more }) as Team
const at = (id: string, lon: number) => ({ team_id: id, lon, lat: 30, at: '', source: 'phone', accuracy_m: null }) as Position

function rig() {
  const source = new VectorSource({ useSpatialIndex: false })
  let told = 0
  source.on('change', () => void told++)
  const sync = teamSync(source, (row) => (row.retired_at ? null : { id: row.id, name: row.name }))
  const lonOf = (id: string) => (source.getFeatureById(id) as { getGeometry(): { getFlatCoordinates(): number[] } } | null)?.getGeometry().getFlatCoordinates()[0]
  return { source, sync, lonOf, told: () => told }
}

describe('teams on the map', () => {
  it('stand at home until they are heard of, and tell of all moves at once', () => {
    const { sync, lonOf, told } = rig()
    const teams = new Map(Array.from({ length: 500 }, (_, n) => [`t${n}`, team(`t${n}`)]))
    sync(teams, new Map())
    const [before, home] = [told(), lonOf('t7')!]
    sync(teams, new Map([...teams.keys()].map((id) => [id, at(id, 115)])))
    expect(lonOf('t7')).toBeGreaterThan(home)
    expect(told() - before).toBe(1)
  })

  it('are left alone when nothing about them changed', () => {
    const { sync, told } = rig()
    const [teams, positions] = [new Map([['a', team('a')]]), new Map([['a', at('a', 114.2)]])]
    sync(teams, positions)
    const before = told()
    sync(teams, positions)
    expect(told()).toBe(before)
  })

  it('bear their new name, and leave when they retire or are seen no longer', () => {
    const { sync, source } = rig()
    sync(new Map([['a', team('a')], ['b', team('b')], ['c', team('c')]]), new Map())
    sync(new Map([['a', team('a', { name: 'renamed' })], ['b', team('b', { retired_at: '2026-01-01' })]]), new Map())
    expect(source.getFeatures().map((feature) => feature.get('name'))).toEqual(['renamed'])
  })
})
