/** What an officer does with a proposal: lines ticked, words said and taken back, news about it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { Proposal, Steering, SteeringIn } from '@/api/models'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'

import { changeSteerings } from './calls'

export type Mode = 'needs' | 'teams'
const KEY = 'muster.proposal.mode'

/** Words just said, with what they replaced, so that they can be taken back at once. */
export interface Said {
  text: string
  set: Steering[]
  lifted: Steering[]
}

/** Somebody else decided what was on this screen. */
export interface DecidedElsewhere {
  proposal: Proposal
}

export const useDeciding = defineStore('deciding', () => {
  const live = useLive()
  const session = useSession()
  const mode = ref<Mode>(localStorage.getItem(KEY) === 'teams' ? 'teams' : 'needs')
  const onlyShort = ref(false)
  const ticked = ref(new Set<string>())
  const said = shallowRef<Said | null>(null)
  const decided = shallowRef<DecidedElsewhere | null>(null)
  /** Proposals this screen has shown open; only their end is news. */
  const shown = new Set<string>()
  const mine = new Set<string>()
  const count = computed(() => ticked.value.size)

  live.onEvent((event) => {
    if (event.kind !== 'proposal.accepted') return
    const proposal = event.proposal as Proposal
    ticked.value = new Set()
    if (shown.has(proposal.id) && !mine.has(proposal.id) && event.actor_id !== session.me?.account.id) decided.value = { proposal }
  })

  function choose(next: Mode): void {
    mode.value = next
    localStorage.setItem(KEY, next)
  }

  function tick(key: string): void {
    const next = new Set(ticked.value)
    if (!next.delete(key)) next.add(key)
    ticked.value = next
  }

  function untick(): void {
    ticked.value = new Set()
  }

  /** Only lines that are still proposed stay ticked. */
  function keepTicked(keys: Set<string>): void {
    const left = [...ticked.value].filter((key) => keys.has(key))
    if (left.length !== ticked.value.size) ticked.value = new Set(left)
  }

  /** Say something to the optimiser; what it replaced is kept for taking it back. */
  async function say(text: string, words: SteeringIn[]): Promise<void> {
    const told = await changeSteerings({ lift: [], set: words })
    for (const row of told) live.put(row.lifted_at ? 'steering.lifted' : 'steering.set', row)
    said.value = { text, set: told.filter((row) => !row.lifted_at), lifted: told.filter((row) => row.lifted_at) }
  }

  /** Take back what was said last: what it replaced holds again. */
  async function takeBack(): Promise<void> {
    const last = said.value
    if (!last) return
    const lift = last.set.map((row) => live.steering.get(row.id) ?? row).filter((row) => !row.lifted_at).map(({ id, version }) => ({ id, version }))
    const set = last.lifted.map(({ kind, team_id, incident_id, reason }) => ({ kind, team_id, incident_id, reason }))
    if (lift.length + set.length) for (const row of await changeSteerings({ lift, set })) live.put(row.lifted_at ? 'steering.lifted' : 'steering.set', row)
    said.value = null
  }

  return { mode, onlyShort, ticked, count, said, decided, shown, mine, choose, tick, untick, keepTicked, say, takeBack }
})
