/** What other parts of the screen ask of the map: pick a point, draw an area, show something. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { Point, PolygonArea } from '@/api/models'
import { usePanel } from '@/app/panel'

export const LAYERS = [
  'incidents', 'hazards', 'closures', 'routes', 'teams', 'depots', 'facilities', 'hazardSources', 'boundaries', 'base',
] as const
export type LayerName = (typeof LAYERS)[number]

export type Box = [west: number, south: number, east: number, north: number]

const KEY = 'muster.layers'
const HIDDEN_AT_FIRST: LayerName[] = ['facilities', 'hazardSources']

function remembered(): Set<LayerName> {
  const stored = localStorage.getItem(KEY)
  return new Set(stored === null ? HIDDEN_AT_FIRST : (stored.split(',').filter(Boolean) as LayerName[]))
}

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

export const useMapState = defineStore('map', () => {
  const asked = shallowRef<Asked | null>(null)
  const focus = shallowRef<{ point: Point; zoom: number } | null>(null)
  /** Where the map was left, so that it comes back to the same place. */
  const left = shallowRef<{ center: number[]; zoom: number } | null>(null)
  const marker = shallowRef<Point | null>(null)
  /** What the map shows: its middle, to find what is near first; and a box it is asked to show. */
  const centre = shallowRef<Point | null>(null)
  const box = shallowRef<Box | null>(null)
  const hidden = ref(remembered())
  const tool = shallowRef<MapTool | null>(null)
  const busy = computed(() => asked.value !== null || tool.value !== null)

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

  /** Show a place, because somebody asked to see it; nothing else may move the map. */
  function show(point: Point, zoom = 14): void {
    focus.value = { point, zoom }
    usePanel().view = window.innerWidth <= 760 ? 'map' : usePanel().view
  }

  /** Show something long whole: a road, a river. */
  function showBox(wanted: Box): void {
    box.value = wanted
    usePanel().view = window.innerWidth <= 760 ? 'map' : usePanel().view
  }

  function toggle(layer: LayerName): void {
    const next = new Set(hidden.value)
    if (!next.delete(layer)) next.add(layer)
    hidden.value = next
    localStorage.setItem(KEY, [...next].join(','))
  }

  return { asked, tool, take, focus, left, marker, hidden, busy, pickPoint, drawArea, drawLine, cancel, show, showBox, centre, box, toggle }
})
