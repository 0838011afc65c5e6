/** A replay: the log read once, a moment of it shown through the picture that every screen reads. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import type { EventOut, ReplayRange } from '@/api/models'
import type { Told } from '@/app/sentences'
import { useBoard } from '@/desk/board'
import { useLog } from '@/desk/log'
import { useLive } from '@/live/store'
import { setWorldClock, useWorldClock, type WorldClock } from '@/ui/clock'
import { wordsOf } from '@/ui/feedback'

import { Course } from './course'
import { markBeyond, type Span } from './marks'
import { replaying } from './mode'
import { readLog, readWays } from './reading'
import { Shown } from './shown'
import { Places, type Ways } from './ways'

export const SPEEDS = [0.5, 1, 2, 5, 10, 30, 60] as const
/** So many lines of the log are shown up to the moment. */
const LINES = 1_500

export const useReplay = defineStore('replay', () => {
  const live = useLive()
  const log = useLog()
  const board = useBoard()
  const reach = shallowRef<ReplayRange | null>(null)
  const state = ref<'waiting' | 'reading' | 'ready' | 'cancelled' | 'failed'>('waiting')
  const trouble = ref('')
  const read = ref(0)
  const step = ref(0)
  const atMs = ref(0)
  const playing = ref(false)
  const speed = ref<number>(1)
  /** Every event in the order of the log, light enough to be listed. */
  const lines = shallowRef<readonly Told[]>([])
  let course = new Course()
  let shown = new Shown(course)
  let ways: Ways[] = []
  let places = new Places(ways)
  let calling: AbortController | null = null
  let takeBack = () => undefined as void
  let clockBefore: WorldClock | null = null
  let frame = 0
  /** The step up to which the log is listed. */
  let shownStep = -1

  const span = computed<Span>(() => ({ beginsMs: Date.parse(reach.value?.first_at ?? ''), endsMs: Date.parse(reach.value?.last_at ?? '') }))
  const length = computed(() => lines.value.length)
  const current = computed(() => lines.value[step.value - 1] ?? null)
  /** The instant as precisely as the log tells it. */
  const instantText = computed(() => {
    const told = current.value?.at ?? reach.value?.first_at
    return told && Date.parse(told) >= atMs.value ? told : new Date(atMs.value).toISOString()
  })
  const progress = computed(() => (reach.value?.events ? Math.min(1, read.value / reach.value.events) : 0))

  /** Read a log and show its beginning; the live picture is let go of meanwhile. */
  async function open(incidentId: string | null): Promise<void> {
    cancel()
    const mine = (calling = new AbortController())
    state.value = 'reading'
    read.value = 0
    try {
      const query = incidentId ? { incident_id: incidentId } : {}
      const [range] = await Promise.all([unwrap(api.GET('/api/replay', { params: { query }, signal: mine.signal })), borrow()])
      reach.value = range
      await take(range, incidentId, mine.signal)
      if (mine.signal.aborted) return
      state.value = 'ready'
      showStep(0)
    } catch (error) {
      if (mine !== calling) return
      state.value = mine.signal.aborted ? 'cancelled' : 'failed'
      trouble.value = wordsOf(error)
    }
  }

  async function take(range: ReplayRange, incidentId: string | null, signal: AbortSignal): Promise<void> {
    const next = new Course(range.after)
    const query = new URLSearchParams({ after: String(range.after), until: String(range.last_seq), ...(incidentId ? { incident_id: incidentId } : {}) })
    const log = readLog(String(query), (event: EventOut) => {
      next.add(event)
      read.value = next.events.length
    }, signal)
    const [where] = await Promise.all([range.first_at ? readWays(range.first_at, range.last_at!, signal) : [], log])
    ways = where
    begin(next, new Places(ways))
  }

  function begin(next: Course, where: Places): void {
    course = next
    shown = new Shown(next)
    places = where
    lines.value = next.events
    shownStep = -1
  }

  function cancel(): void {
    pause()
    calling?.abort()
  }

  async function borrow(): Promise<void> {
    if (replaying.value) return
    const back = await live.lend()
    if (!calling) return back() // left meanwhile
    takeBack = back
    replaying.value = true
    clockBefore = useWorldClock().value
  }

  /** Give the picture back to the live world. */
  function close(): void {
    cancel()
    calling = null
    if (!replaying.value) return
    replaying.value = false
    log.lines = []
    setWorldClock(clockBefore)
    takeBack()
    ways = []
    begin(new Course(), new Places(ways))
    state.value = 'waiting'
  }

  /** Show the picture after so many events, by the clock of an instant. */
  function show(next: number, instantMs: number): void {
    const wanted = Math.min(course.events.length, Math.max(0, next))
    step.value = wanted
    atMs.value = instantMs
    setWorldClock({ at: new Date(instantMs).toISOString(), set_at: new Date(0).toISOString(), speed: 0 })
    shown.bring(live.picture, wanted, instantMs)
    places.bring(live.positions, instantMs)
    if (wanted === shownStep) return
    shownStep = wanted
    log.lines = lines.value.slice(Math.max(0, wanted - LINES), wanted).reverse()
    hear()
  }

  /** Whoever took the live picture anew meanwhile put something else in place of the moment: it is shown again. */
  function showAgain(): void {
    if (!replaying.value || state.value !== 'ready') return
    begin(course, new Places(ways))
    show(step.value, atMs.value)
  }

  watch(() => live.catalogues, showAgain)
  const hear = (): void => board.hearAgain((incidentId, kinds) => course.lastOf(incidentId, kinds, step.value)?.at ?? null)
  watch(() => board.known, () => replaying.value && hear())

  const showInstant = (instantMs: number): void => show(course.stepAt(instantMs), instantMs)
  const showStep = (next: number): void => show(next, course.timeOf(Math.min(course.events.length, Math.max(0, next))))
  const showEvent = (seq: number): void => showStep(course.stepOf(seq))

  /** Go to the next or the previous event. */
  function go(by: number): void {
    pause()
    showStep(step.value + by)
  }

  /** Go to the next or the previous mark. */
  function goToMark(forward: boolean): void {
    const mark = markBeyond(reach.value?.marks ?? [], current.value?.seq ?? 0, forward)
    if (!mark) return
    pause()
    showEvent(mark.seq)
  }

  function play(): void {
    if (playing.value || state.value !== 'ready') return
    if (atMs.value >= span.value.endsMs) showInstant(span.value.beginsMs)
    playing.value = true
    let last = performance.now()
    const tick = (now: number): void => {
      if (!playing.value) return
      const next = Math.min(span.value.endsMs, atMs.value + (now - last) * speed.value)
      last = now
      showInstant(next)
      if (next >= span.value.endsMs) pause()
      else frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
  }

  function pause(): void {
    playing.value = false
    cancelAnimationFrame(frame)
  }

  const toggle = (): void => (playing.value ? pause() : play())

  return { reach, state, trouble, read, progress, step, atMs, playing, speed, span, length, lines, current, instantText, open, cancel, close, showInstant, showStep, showEvent, go, goToMark, play, pause, toggle }
})
