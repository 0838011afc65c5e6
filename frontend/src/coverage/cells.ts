/** The cells of the coverage map: bytes into runs of colour, so that 20,000 cells draw in one pass. */

export const OUTSIDE = 255
export const LEVELS = ['unknown', 'nothing', 'none', 'short', 'just', 'spare'] as const
export type LevelName = (typeof LEVELS)[number]

/** In a picture of changes: what a cell was and what it would be. */
export const CHANGES = ['same', 'lost', 'gained'] as const

export interface Raster {
  west: number
  south: number
  step_lon: number
  step_lat: number
  columns: number
  rows: number
}

/** Cells side by side in one row that stand alike: `from` up to but not with `to`. */
export interface Run {
  row: number
  from: number
  to: number
  value: number
}

/** Read bytes from base64. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

/** Return the runs of cells inside the area, row by row from the south. */
export function runsOf(values: Uint8Array, columns: number): Run[] {
  const runs: Run[] = []
  for (let row = 0; row * columns < values.length; row++) {
    let from = 0
    while (from < columns) {
      const value = values[row * columns + from]!
      let to = from + 1
      while (to < columns && values[row * columns + to] === value) to++
      if (value !== OUTSIDE) runs.push({ row, from, to, value })
      from = to
    }
  }
  return runs
}

const isCovered = (level: number) => level >= 4

/** Return per cell whether cover was lost or gained between two pictures: an index of `CHANGES`. */
export function changesOf(before: Uint8Array, after: Uint8Array): Uint8Array {
  return before.map((level, at) => {
    const next = after[at]!
    if (level === OUTSIDE) return OUTSIDE
    if (isCovered(level) === isCovered(next) || next === 0) return 0
    return isCovered(level) ? 1 : 2
  })
}

/** Return the number of the cell a position lies in, null beside the raster. */
export function cellAt(raster: Raster, lon: number, lat: number): number | null {
  const column = Math.floor((lon - raster.west) / raster.step_lon)
  const row = Math.floor((lat - raster.south) / raster.step_lat)
  if (column < 0 || row < 0 || column >= raster.columns || row >= raster.rows) return null
  return row * raster.columns + column
}
