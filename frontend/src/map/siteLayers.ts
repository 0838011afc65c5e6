/** The site's further base maps and overlays: sources, projections, failures. */
import type OlMap from 'ol/Map'
import TileLayer from 'ol/layer/Tile'
import { addCoordinateTransforms, addProjection, fromLonLat, get as projectionOf, Projection, toLonLat } from 'ol/proj'
import TileImage from 'ol/source/TileImage'
import TileGrid from 'ol/tilegrid/TileGrid'
import { watch, watchEffect, type WatchStopHandle } from 'vue'

import type { MapLayerView } from '@/api/models'

import { useMapLayers } from './layerChoice'
import { useMapState } from './state'

const HALF_WORLD_M = 20037508.342789244
const FAILURES = 4
const RETRY_MS = 30_000

/** Make EPSG:4490 known: CGCS2000 in degrees, the same numbers as WGS-84 to well under a metre. */
export function knowCgcs2000(): void {
  if (projectionOf('EPSG:4490')) return
  const extent = [-180, -90, 180, 90]
  addProjection(new Projection({ code: 'EPSG:4490', units: 'degrees', extent, worldExtent: extent, global: true, axisOrientation: 'neu' }))
  addCoordinateTransforms('EPSG:4490', 'EPSG:3857', (at) => fromLonLat(at), (at) => toLonLat(at))
  addCoordinateTransforms('EPSG:4490', 'EPSG:4326', (at) => [...at], (at) => [...at])
}

/** The tile grid of a layer: whole world, top left first, longitude before latitude in here always. */
export function gridOf(layer: MapLayerView): TileGrid {
  const degrees = layer.projection !== 'EPSG:3857'
  const widest = (degrees ? 360 : 2 * HALF_WORLD_M) / layer.tile_size
  const resolutions = Array.from({ length: layer.max_zoom + 1 }, (_, zoom) => widest / 2 ** zoom)
  const origin = degrees ? [-180, 90] : [-HALF_WORLD_M, HALF_WORLD_M]
  return new TileGrid({ origin, resolutions, tileSize: layer.tile_size, minZoom: layer.min_zoom })
}

/** The address of one tile; a picture is asked for the box of the tile. */
export function addressOf(layer: MapLayerView, grid: TileGrid, [z, x, y]: number[]): string {
  const [west, south, east, north] = grid.getTileCoordExtent([z!, x!, y!])
  const facts: Record<string, number> = { z: z! + layer.level_offset, x: x!, y: y!, west: west!, south: south!, east: east!, north: north!, width: layer.tile_size, height: layer.tile_size }
  return layer.url.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole))
}

function sourceOf(layer: MapLayerView): TileImage {
  const tileGrid = gridOf(layer)
  return new TileImage({
    projection: layer.projection,
    tileGrid,
    attributions: [layer.attribution],
    tileUrlFunction: (coordinate) => addressOf(layer, tileGrid, coordinate),
  })
}

/** Count failures in a row: a single missing tile at the edge of a map is none. */
function follow(source: TileImage, tell: (failing: boolean) => void): () => void {
  let failures = 0
  let retry: ReturnType<typeof setInterval> | undefined
  source.on('tileloaderror', () => {
    failures += 1
    if (failures < FAILURES || retry !== undefined) return
    tell(true)
    retry = setInterval(() => source.refresh(), RETRY_MS)
  })
  source.on('tileloadend', () => {
    failures = 0
    clearInterval(retry)
    retry = undefined
    tell(false)
  })
  return () => clearInterval(retry)
}

const ORDER = { base: 0.1, labels: 0.3, overlay: 0.5 } as const

/** Put the site's layers into a map and keep them as chosen; returns the way to end it. */
export function attachSiteLayers(map: OlMap, offered: MapLayerView[]): () => void {
  knowCgcs2000()
  const choice = useMapLayers()
  const state = useMapState()
  const ends: (WatchStopHandle | (() => void))[] = []
  const made = new Map(offered.map((layer) => {
    const source = sourceOf(layer)
    const drawn = new TileLayer({ source, className: `ol-layer site-${layer.role}`, visible: false, zIndex: ORDER[layer.role], properties: { name: `site-${layer.id}` } })
    ends.push(follow(source, (failing) => choice.tell(layer.id, failing)))
    map.addLayer(drawn)
    return [layer.id, drawn] as const
  }))
  ends.push(watchEffect(() => {
    const shown = new Set(choice.shown(offered))
    for (const [id, layer] of made) layer.setVisible(shown.has(id) && !(state.hidden.has('base') && choice.base !== id && isBaseLike(offered, id)))
  }))
  ends.push(watch(() => ({ ...choice.opacity }), (next) => {
    for (const layer of offered) made.get(layer.id)!.setOpacity(next[layer.id] ?? layer.opacity)
  }, { immediate: true }))
  return () => {
    for (const end of ends) end()
    for (const layer of made.values()) map.removeLayer(layer)
  }
}

function isBaseLike(offered: MapLayerView[], id: string): boolean {
  return offered.find((layer) => layer.id === id)?.role !== 'overlay'
}
