/** Cells as bytes and points from spreadsheets, without a map. */
import { describe, expect, it } from 'vitest'

import { bytesOf, cellAt, changesOf, runsOf } from './cells'
import { pointsOf } from './sites'

const raster = { west: 114, south: 30, step_lon: 0.01, step_lat: 0.02, columns: 3, rows: 2 }

describe('cells', () => {
  it('come from base64 and go into runs that leave out what lies outside', () => {
    const values = bytesOf(btoa(String.fromCharCode(255, 2, 2, 4, 4, 4)))
    expect(runsOf(values, 3)).toEqual([
      { row: 0, from: 1, to: 3, value: 2 },
      { row: 1, from: 0, to: 3, value: 4 },
    ])
  })

  it('are lost when too few come and gained when enough do; unknown ground does not change', () => {
    const before = Uint8Array.from([4, 5, 3, 2, 0, 255, 4])
    const after = Uint8Array.from([3, 4, 5, 2, 0, 255, 0])
    expect([...changesOf(before, after)]).toEqual([1, 0, 2, 0, 0, 255, 0])
  })

  it('are found under a position, row by row from the south-west', () => {
    expect(cellAt(raster, 114.005, 30.01)).toBe(0)
    expect(cellAt(raster, 114.025, 30.03)).toBe(5)
    expect(cellAt(raster, 113.99, 30.01)).toBeNull()
    expect(cellAt(raster, 114.031, 30.01)).toBeNull()
  })
})

describe('points of one’s own', () => {
  it('are read from CSV with a header, and from pasted columns', () => {
    const read = pointsOf('\uFEFF名称,经度,纬度\r\n"东湖地块",114.4,30.55\r\n\r\n南湖\t114.32\t30.5\r\n')
    expect(read).toEqual({ points: [{ name: '东湖地块', lon: 114.4, lat: 30.55 }, { name: '南湖', lon: 114.32, lat: 30.5 }], bad: null })
  })

  it('name the line that cannot be read', () => {
    expect(pointsOf('a,114,30\nb,east,30').bad).toEqual({ row: 2, text: 'b,east,30' })
    expect(pointsOf('a,114,95').bad).toEqual({ row: 1, text: 'a,114,95' })
  })
})
