/** The closure that is being drawn or changed, with what it would do; and which tool is in hand. */
import { defineStore } from 'pinia'
import { computed, nextTick, reactive, ref, shallowRef, watch } from 'vue'

import type { Closure, ClosureImpact, ClosureIn, MarkedRoad } from '@/api/models'
import type { components } from '@/api/schema'
import { useLive } from '@/live/store'
import { wordsOf } from '@/ui/feedback'

import { changeClosure, closeRoad, drawClosure, openRoad, type PieceScope, previewImpact } from './calls'
import { areaOf, type Part, partsOf } from './closureState'

const PATIENCE_MS = 350
const UNDO_MS = 30_000
type SentArea = components['schemas']['ClosureIn']['area']
type SentRoad = components['schemas']['MarkedRoad']
type Tool = 'draw' | 'mark' | 'open'

function blank() {
  return {
    kind: 'control' as ClosureIn['kind'], reason: '', valid_from: null as string | null, valid_to: null as string | null,
    closed_to: [] as NonNullable<ClosureIn['closed_to']>, spares_bridges: false, linked: false,
  }
}

export const useSketch = defineStore('closureSketch', () => {
  const open = ref(false)
  /** The closure that is being changed; null when a new one is drawn. */
  const changing = shallowRef<Closure | null>(null)
  const tool = ref<Tool | null>(null)
  const scope = ref<PieceScope>('piece')
  const parts = shallowRef<Part[]>([])
  const roads = shallowRef<MarkedRoad[]>([])
  const form = reactive(blank())
  const impact = shallowRef<ClosureImpact | null>(null)
  const working = ref(false)
  const trouble = ref('')
  /** The closure inside which a stretch is being opened. */
  const opening = shallowRef<Closure | null>(null)
  /** An area that is only looked at, before it is imported. */
  const glimpse = shallowRef<{ parts: Part[]; roads: MarkedRoad[] } | null>(null)
  /** What was just lifted, for as long as it can be taken back with one press. */
  const undoable = shallowRef<Closure[]>([])
  const hasExtent = computed(() => parts.value.length + roads.value.length > 0)
  /** What was drawn before each change, the latest last. */
  const steps: { parts: Part[]; roads: MarkedRoad[] }[] = []
  let undoing = false
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let undoTimer: ReturnType<typeof setTimeout> | undefined

  function begin(from: Closure | null, linked = false): void {
    end()
    Object.assign(form, blank(), { linked })
    changing.value = from
    parts.value = from ? partsOf(from.area) : []
    roads.value = from ? from.roads : []
    if (from) {
      const { kind, reason, valid_from, valid_to, closed_to, spares_bridges } = from
      Object.assign(form, { kind, reason, valid_from, valid_to, closed_to: closed_to ?? [], spares_bridges })
    }
    open.value = true
    void nextTick(() => steps.splice(0))
  }

  function end(): void {
    open.value = false
    tool.value = null
    opening.value = null
    changing.value = null
    parts.value = []
    roads.value = []
    impact.value = null
    trouble.value = ''
  }

  /** Take back the last change of what is drawn; false when there is none. */
  function undo(): boolean {
    const last = steps.pop()
    if (!last) return false
    undoing = true
    parts.value = last.parts
    roads.value = last.roads
    return true
  }

  function choose(next: Tool): void {
    tool.value = next
  }

  function startOpening(closure: Closure): void {
    opening.value = closure
    tool.value = 'open'
  }

  function addRoads(found: MarkedRoad[]): void {
    const known = new Set(roads.value.map((road) => JSON.stringify(road.line)))
    roads.value = [...roads.value, ...found.filter((road) => !known.has(JSON.stringify(road.line)))]
  }

  function changeRoad(index: number, change: Partial<MarkedRoad>): void {
    roads.value = roads.value.map((road, at) => (at === index ? { ...road, ...change } : road))
  }

  /** Shut the other direction instead: the line runs the way that is closed. */
  function flipRoad(index: number): void {
    changeRoad(index, { line: [...roads.value[index]!.line].reverse() })
  }

  function sent() {
    const area = areaOf(parts.value) as SentArea
    const closed_to = form.closed_to.length ? form.closed_to : null
    return { kind: form.kind, area, roads: roads.value as SentRoad[], closed_to, spares_bridges: form.spares_bridges, valid_from: form.valid_from }
  }

  async function save(incidentId: string | null): Promise<Closure> {
    const live = useLive()
    const body = { ...sent(), reason: form.reason.trim(), valid_to: form.valid_to }
    const from = changing.value
    const kept = from
      ? await changeClosure(from, { ...body, valid_from: form.valid_from ?? undefined })
      : await drawClosure({ ...body, spared: [], incident_id: form.linked ? incidentId : null })
    live.put(from ? 'closure.changed' : 'closure.drawn', kept)
    end()
    return kept
  }

  async function openStretch(found: MarkedRoad[]): Promise<void> {
    const live = useLive()
    let closure = live.closure.get(opening.value?.id ?? '') ?? opening.value
    for (const road of found) {
      if (!closure) return
      closure = await openRoad(closure, road)
      live.put('closure.changed', closure)
    }
  }

  async function closeStretch(closure: Closure, index: number): Promise<void> {
    useLive().put('closure.changed', await closeRoad(closure, index))
  }

  /** Kept here and not by a card: the card of a closure that was lifted is gone before the answer comes. */
  function rememberLifted(lifted: Closure[]): void {
    clearTimeout(undoTimer)
    undoable.value = lifted
    undoTimer = setTimeout(() => (undoable.value = []), UNDO_MS)
  }

  async function ask(): Promise<void> {
    const mine = ++asked
    if (!open.value || !hasExtent.value) {
      impact.value = null
      working.value = false
      return
    }
    try {
      const found = await previewImpact({ ...sent(), closure_id: changing.value?.id ?? null, spared: (changing.value?.spared ?? []) as SentRoad[] })
      if (mine !== asked) return
      impact.value = found
      trouble.value = ''
    } catch (error) {
      if (mine !== asked) return
      impact.value = null
      trouble.value = wordsOf(error)
    } finally {
      if (mine === asked) working.value = false
    }
  }

  watch(
    () => [open.value, parts.value, roads.value, form.kind, form.closed_to, form.spares_bridges, form.valid_from],
    () => {
      clearTimeout(timer)
      asked++
      working.value = open.value && hasExtent.value
      timer = setTimeout(() => void ask(), PATIENCE_MS)
    },
  )
  watch([parts, roads], (_now, [partsBefore, roadsBefore]) => {
    if (open.value && !undoing) steps.push({ parts: partsBefore, roads: roadsBefore })
    undoing = false
  })
  watch(() => form.kind, (kind, before) => {
    if (!changing.value && (kind === 'flood' || before === 'flood')) form.spares_bridges = kind === 'flood'
  })

  return {
    open, changing, tool, scope, parts, roads, form, impact, working, trouble, opening, glimpse, undoable, hasExtent,
    begin, end, undo, choose, startOpening, addRoads, changeRoad, flipRoad, save, openStretch, closeStretch, rememberLifted,
  }
})
