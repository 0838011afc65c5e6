/** What other parts of the screen ask of the map: pick a point, draw an area, show something. */
import type Feature from 'ol/Feature'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { Point, PolygonArea } from '@/api/models'
import { usePanel } from '@/app/panel'
import { useSession } from '@/app/session'

import { keepChoice, keptChoice, rememberedChoice } from './kept'
import { HIDDEN_AT_FIRST, LAYERS, type LayerName } from './layerList'

export { LAYERS, type LayerName } from './layerList'

export type Box = [west: number, south: number, east: number, north: number]

interface Asked {
  kind: 'point' | 'area' | 'line'
  answer: (given: Point | PolygonArea | Point[] | null) => void
}

/** Something in hand on the map, such as a pen: what to do with it, and how it is put away. */
export interface MapTool {
  hint: string
  /** Whether putting it away ends the work well, instead of giving it up. */
  finishes: boolean
  end: () => void
}

/** What lies under a pixel of the map; `members` are all that are drawn as one there. */
export interface Found {
  point: Point
  layer: LayerName | 'ways' | null
  id: string | null
  name: string | null
  members: { id: string; name: string; kind: string | null; look: string | null; trade: string | null }[]
}

/** What is listed because several lie in one place: where on the map, and what. */
export interface Gathered extends Found {
  x: number
  y: number
}

/** Something that came up and is not all in view: said, and shown when somebody wants it. */
export interface Offer {
  what: 'way' | 'hazard'
  box: Box
}

export interface Followed {
  kind: 'team' | 'incident'
  id: string
}

/** What the map that is shown can be told to do from elsewhere. */
export interface MapHands {
  measure: (what: 'line' | 'area') => void
  showAll: () => void
  /** What was measured and is still on the map. */
  measured: () => Feature[]
}

export const useMapState = defineStore('map', () => {
  const account = useSession().me?.account.id ?? ''
  const asked = shallowRef<Asked | null>(null)
  const focus = shallowRef<{ point: Point; zoom: number | null } | null>(null)
  /** Where the map was left, so that it comes back to the same place. */
  const left = shallowRef<{ center: number[]; zoom: number } | null>(null)
  const marker = shallowRef<Point | null>(null)
  /** What the map shows: its middle, to find what is near first; and a box it is asked to show. */
  const centre = shallowRef<Point | null>(null)
  const box = shallowRef<Box | null>(null)
  const hidden = ref(new Set<LayerName>(HIDDEN_AT_FIRST))
  const gathered = shallowRef<Gathered | null>(null)
  const offer = shallowRef<Offer | null>(null)
  const followed = shallowRef<Followed | null>(null)
  /** Whether the drive time to the cursor is shown beside it. */
  const driveTime = ref(false)
  const printing = ref(false)
  /** Look what lies under a pixel of the map (of its element); null while there is no map. */
  const inspect = shallowRef<((pixel: [number, number]) => Found) | null>(null)
  /** The map in sight; null while there is none. */
  const hands = shallowRef<MapHands | null>(null)
  const tool = shallowRef<MapTool | null>(null)
  const busy = computed(() => asked.value !== null || tool.value !== null)

  const adopt = (names: string[]): void => { hidden.value = new Set(LAYERS.filter((name) => names.includes(name))) }
  const before = rememberedChoice(account).hidden
  if (before) adopt(before)
  void keptChoice(account).then((choice) => choice?.hidden && adopt(choice.hidden))

  function ask<T extends Point | PolygonArea | Point[]>(kind: Asked['kind']): Promise<T | null> {
    cancel()
    const panel = usePanel()
    const before = panel.view
    panel.view = 'map'
    return new Promise((resolve) => {
      asked.value = {
        kind,
        answer(given) {
          asked.value = null
          panel.view = before
          resolve(given as T | null)
        },
      }
    })
  }

  /** Ask for one click; null when it was cancelled. */
  const pickPoint = () => ask<Point>('point')
  /** Ask for a drawn polygon; null when it was cancelled. */
  const drawArea = () => ask<PolygonArea>('area')

  /** Ask for a drawn line; null when it was cancelled. */
  const drawLine = () => ask<Point[]>('line')

  function cancel(): void {
    asked.value?.answer(null)
    tool.value?.end()
  }

  /** Take a tool in hand, or none. */
  function take(next: MapTool | null): void {
    tool.value = next
  }

  /** Show a place, because somebody asked to see it; nothing else may move the map. Without a zoom it stays. */
  function show(point: Point, zoom: number | null = 14): void {
    focus.value = { point, zoom }
    usePanel().view = window.innerWidth <= 760 ? 'map' : usePanel().view
  }

  /** Show something long whole: a road, a river. */
  function showBox(wanted: Box): void {
    box.value = wanted
    usePanel().view = window.innerWidth <= 760 ? 'map' : usePanel().view
  }

  function hide(names: Iterable<LayerName>): void {
    hidden.value = new Set(names)
    keepChoice(account, { hidden: [...hidden.value] })
  }

  function toggle(layer: LayerName): void {
    const next = new Set(hidden.value)
    if (!next.delete(layer)) next.add(layer)
    hide(next)
  }

  /** Show and hide the layers as they are for somebody who has chosen nothing. */
  const resetLayers = (): void => hide(HIDDEN_AT_FIRST)

  return {
    asked, tool, take, focus, left, marker, hidden, busy, pickPoint, drawArea, drawLine, cancel, show, showBox, centre, box, toggle, resetLayers,
    gathered, offer, followed, driveTime, printing, inspect, hands,
  }
})
