/** Two answers side by side, need by need: who is sent on each side, and what differs. */
import type { AnsweredNeed, Pick as Sent } from '@/api/models'

export interface Side {
  needs: AnsweredNeed[]
  picks: Sent[]
}

export type Standing = 'same' | 'moved' | 'gone' | 'came'

export interface SentTeam {
  team_id: string
  name: string
  eta_s: number
  standing: Standing
}

export interface NeedRow {
  id: string
  need: AnsweredNeed
  now: { short: number | null; teams: SentTeam[] }
  then: { short: number | null; teams: SentTeam[] }
  differs: boolean
}

/** Two arrivals within a minute are alike. */
const ALIKE_S = 60

function teamsOf(side: Side, other: Side, need: AnsweredNeed, missing: 'gone' | 'came'): SentTeam[] {
  const there = new Map(other.picks.filter((pick) => pick.incident_id === need.incident_id && pick.fills[need.need_id]).map((pick) => [pick.team_id, pick]))
  return side.picks
    .filter((pick) => pick.incident_id === need.incident_id && pick.fills[need.need_id])
    .sort((a, b) => a.eta_s - b.eta_s)
    .map((pick) => {
      const twin = there.get(pick.team_id)
      const standing: Standing = !twin ? missing : Math.abs(twin.eta_s - pick.eta_s) >= ALIKE_S ? 'moved' : 'same'
      return { team_id: pick.team_id, name: pick.team_name, eta_s: pick.eta_s, standing }
    })
}

/** Pair the needs of two answers; a need that one side does not know stands there with nothing. */
export function pairNeeds(now: Side, then: Side): NeedRow[] {
  const before = new Map(now.needs.map((need) => [need.need_id, need]))
  const after = new Map(then.needs.map((need) => [need.need_id, need]))
  const all = [...now.needs, ...then.needs.filter((need) => !before.has(need.need_id))]
  return all.map((need) => {
    const [was, is] = [before.get(need.need_id), after.get(need.need_id)]
    const left = { short: was ? was.short : null, teams: was ? teamsOf(now, then, need, 'gone') : [] }
    const right = { short: is ? is.short : null, teams: is ? teamsOf(then, now, need, 'came') : [] }
    const differs = left.short !== right.short || [...left.teams, ...right.teams].some((team) => team.standing !== 'same')
    return { id: need.need_id, need, now: left, then: right, differs }
  })
}
