/** The cover that is looked at: one question for the page and the map, kept true while somebody looks. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import type { CoverageAnswer, CoverageGap, CoverMove, CoverStandard } from '@/api/models'
import { useLive } from '@/live/store'
import { listStandards } from '@/policies/calls'
import { wordsOf } from '@/ui/feedback'
import { newestOnly } from '@/ui/newest'

import { bytesOf, changesOf } from './cells'
import { type CoverQuestion, type OtherTeams, readCoverage } from './calls'

export type Compare = 'none' | 'proposal' | 'teams'
export type Display = 'now' | 'other' | 'difference'

/** What can change the cover: teams come and go, roads close, somebody decides otherwise. */
const NEWS = /^(team|closure|cover_standard|road_condition|speed_fit|speed_table|order\.(issued|closed|declined|recalled|released)|proposal\.(improved|proven|accepted|superseded))/
const SETTLE_MS = 400
const POLL_MS = 700
const CLOCK_MS = 60_000
const KEY = 'muster.coverage'

export const useCoverage = defineStore('coverage', () => {
  const live = useLive()
  const capability = ref('fire_suppression')
  /** Minutes tried out instead of the standards in force. */
  const tried = ref<{ minutes: number; count: number } | null>(null)
  const compare = ref<Compare>('none')
  const display = ref<Display>('now')
  const without = ref<string[]>([])
  const back = ref<string[]>([])
  const answer = shallowRef<CoverageAnswer | null>(null)
  const standards = shallowRef<CoverStandard[]>([])
  const trouble = ref('')
  const computing = shallowRef<{ done: number; of: number } | null>(null)
  const gap = shallowRef<CoverageGap | null>(null)
  const move = shallowRef<CoverMove | null>(null)
  /** Counts answers, so that lists beside them know when to look again. */
  const turn = ref(0)
  const onCommand = ref(localStorage.getItem(KEY) === 'on')
  const lookers = ref(0)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const question = computed<CoverQuestion>(() => ({
    capability: capability.value,
    ...(tried.value ? { within_s: tried.value.minutes * 60, count: tried.value.count } : {}),
  }))
  const other = computed<OtherTeams>(() => {
    if (compare.value === 'proposal') return { after_proposal: true }
    if (compare.value === 'teams' && without.value.length + back.value.length) return { without: without.value, back: back.value }
    return {}
  })
  /** What the map shows: the bytes of each cell, and whether they are levels or changes. */
  const picture = computed(() => {
    const { raster, now, other: side } = answer.value ?? {}
    if (!raster || !now) return null
    const before = bytesOf(now.levels)
    const shown = display.value === 'now' || !side ? now : side
    const isChange = display.value === 'difference' && !!side
    const values = isChange ? changesOf(before, bytesOf(side.levels)) : bytesOf(shown.levels)
    return { raster, values, isChange, teams: bytesOf(shown.teams) }
  })
  const side = computed(() => (display.value !== 'now' && answer.value?.other) || answer.value?.now || null)
  const reading = newestOnly()

  async function load(): Promise<void> {
    clearTimeout(timer)
    if (!lookers.value) return
    const mine = ++asked
    try {
      const known = answer.value?.version ?? ''
      const found = await readCoverage(question.value, other.value, known)
      if (mine !== asked) return
      trouble.value = ''
      computing.value = found.state === 'computing' ? { done: found.done, of: found.of } : null
      if (found.state === 'ready') {
        answer.value = found
        turn.value++
      }
      again(found.state === 'computing' ? POLL_MS : CLOCK_MS)
    } catch (error) {
      if (mine !== asked) return
      trouble.value = wordsOf(error)
      computing.value = null
    }
  }

  function again(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), ms)
  }

  async function loadStandards(): Promise<void> {
    const counts = reading()
    const found = await listStandards()
    if (!counts()) return
    standards.value = found
    const known = new Set(found.map((row) => row.capability_code))
    if (known.size && !known.has(capability.value) && !tried.value) capability.value = [...known].sort()[0]!
  }

  /** Keep the answer true until the returned function is called. */
  function look(): () => void {
    if (!lookers.value++) {
      void loadStandards().catch((error: unknown) => (trouble.value = wordsOf(error)))
      void load()
    }
    let ended = false
    return () => {
      if (!ended) lookers.value--
      ended = true
      if (!lookers.value) clearTimeout(timer)
    }
  }

  function toggleOnCommand(): void {
    onCommand.value = !onCommand.value
    localStorage.setItem(KEY, onCommand.value ? 'on' : 'off')
  }

  /** Look at the cover as it would be without a team. */
  function tryWithout(teamId: string): void {
    compare.value = 'teams'
    without.value = [...new Set([...without.value, teamId])]
    display.value = 'difference'
  }

  watch([question, other], () => {
    gap.value = move.value = null
    void load()
  })
  watch(compare, (next) => (display.value = next === 'none' ? 'now' : 'difference'))
  live.onEvent((event) => {
    if (!lookers.value || !NEWS.test(event.kind)) return
    if (event.kind.startsWith('cover_standard')) void loadStandards().catch(() => undefined)
    again(SETTLE_MS)
  })

  return {
    capability, tried, compare, display, without, back, answer, standards, trouble, computing, gap, move, turn, onCommand, lookers, question, other,
    picture, side, load, look, toggleOnCommand, tryWithout,
  }
})
