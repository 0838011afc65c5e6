import { get, transform } from 'ol/proj'
import { describe, expect, it } from 'vitest'

import type { MapLayerView } from '@/api/models'

import { addressOf, gridOf, knowCgcs2000 } from './siteLayers'

const layer = (more: Partial<MapLayerView>): MapLayerView => ({
  id: 'a', title: '甲', title_en: null, role: 'base', labels: null, by_tiles: true, url: 't/{z}/{x}/{y}', projection: 'EPSG:4490', datum: 'CGCS2000', attribution: '甲',
  min_zoom: 1, max_zoom: 18, level_offset: 0, tile_size: 256, opacity: 1, ...more,
})

/** Column and row of the tile that holds a place, by the closed formula of the geographic grid. */
const geographic = (lon: number, lat: number, z: number) => [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(((90 - lat) / 360) * 2 ** z)]

describe('tile grids', () => {
  it.each([1, 5, 10, 14, 17])('asks a geographic grid for the column and row of the formula at level %i', (z) => {
    const [lon, lat] = [114.305, 30.593]
    const grid = gridOf(layer({}))
    const [, x, y] = grid.getTileCoordForCoordAndZ([lon, lat], z)
    expect([x, y]).toEqual(geographic(lon, lat, z))
    expect(addressOf(layer({}), grid, [z, x!, y!])).toBe(`t/${z}/${x}/${y}`)
  })

  it('asks the web grid as everybody does', () => {
    const grid = gridOf(layer({ projection: 'EPSG:3857', min_zoom: 0 }))
    const place = transform([114.305, 30.593], 'EPSG:4326', 'EPSG:3857')
    expect(grid.getTileCoordForCoordAndZ(place, 10)).toEqual([10, 837, 420])
  })

  it('counts levels as the service does and stops where it does', () => {
    const one = layer({ level_offset: -1, min_zoom: 1, max_zoom: 9 })
    const grid = gridOf(one)
    expect(addressOf(one, grid, [5, 1, 2])).toBe('t/4/1/2')
    expect([grid.getMinZoom(), grid.getMaxZoom()]).toEqual([1, 9])
  })

  it('fills in the box of the tile, longitude and latitude each in its own place', () => {
    const wms = layer({ by_tiles: false, url: 'w?BBOX={south},{west},{north},{east}&WIDTH={width}', min_zoom: 0 })
    expect(addressOf(wms, gridOf(wms), [1, 1, 0])).toBe('w?BBOX=-90,0,90,180&WIDTH=256')
  })
})

describe('CGCS2000', () => {
  it('is known as degrees, and its numbers are those of WGS-84', () => {
    knowCgcs2000()
    knowCgcs2000()
    expect(get('EPSG:4490')?.getUnits()).toBe('degrees')
    expect(transform([114.305, 30.593], 'EPSG:4490', 'EPSG:4326')).toEqual([114.305, 30.593])
    const back = transform(transform([114.305, 30.593], 'EPSG:4490', 'EPSG:3857'), 'EPSG:3857', 'EPSG:4490')
    expect(back[0]).toBeCloseTo(114.305, 9)
    expect(back[1]).toBeCloseTo(30.593, 9)
  })
})
