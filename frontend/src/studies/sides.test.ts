import { describe, expect, it } from 'vitest'

import type { AnsweredNeed, Pick } from '@/api/models'

import { pairNeeds, type Side } from './sides'

const need = (need_id: string, short = 0) => ({ need_id, incident_id: 'i', short }) as AnsweredNeed
const pick = (team_id: string, eta_s: number, need_id = 'n') => ({ team_id, team_name: team_id, incident_id: 'i', eta_s, fills: { [need_id]: 1 } }) as unknown as Pick
const side = (needs: AnsweredNeed[], picks: Pick[]): Side => ({ needs, picks })

describe('two answers side by side', () => {
  it('mark who is no longer sent, who comes, and who arrives at another minute', () => {
    const [row] = pairNeeds(side([need('n')], [pick('a', 300), pick('b', 600)]), side([need('n')], [pick('b', 900), pick('c', 400)]))
    expect(row!.now.teams.map((team) => [team.team_id, team.standing])).toEqual([['a', 'gone'], ['b', 'moved']])
    expect(row!.then.teams.map((team) => [team.team_id, team.standing])).toEqual([['c', 'came'], ['b', 'moved']])
    expect(row!.differs).toBe(true)
  })

  it('call a need alike where teams, minutes and shortage are', () => {
    const [row] = pairNeeds(side([need('n')], [pick('a', 300)]), side([need('n')], [pick('a', 330)]))
    expect(row!.differs).toBe(false)
  })

  it('show a need that only one side knows, with nothing on the other', () => {
    const rows = pairNeeds(side([], []), side([need('new', 2)], []))
    expect(rows.map((row) => [row.now.short, row.then.short, row.differs])).toEqual([[null, 2, true]])
  })
})
