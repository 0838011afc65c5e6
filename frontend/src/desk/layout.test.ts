import { describe, expect, it } from 'vitest'

import { EDGE, fitted, folding, LEAST, MAP_LEAST, mostOf, PRESETS, presetOf, readKept, resized, screenOf, stepOf, STRIP, usual } from './layout'

const DESK = { width: 1920, height: 1000 }
const LAPTOP = { width: 1366, height: 700 }

describe('the layout of the desk', () => {
  it('leaves the map its least on every screen, whatever the preset', () => {
    for (const room of [DESK, LAPTOP, { width: 960, height: 540 }, { width: 1100, height: 600 }])
      for (const preset of PRESETS) {
        const layout = fitted(presetOf(preset, screenOf(room.width)), room)
        const sides = (['board', 'panel'] as const).map((one) => (layout.folded.includes(one) ? STRIP : layout[one]))
        expect(room.width - sides[0]! - sides[1]! - 2 * EDGE).toBeGreaterThanOrEqual(MAP_LEAST.width)
        expect(room.height - layout.log).toBeGreaterThanOrEqual(MAP_LEAST.height)
      }
  })

  it('lets the panel give way first when the window becomes small', () => {
    const layout = fitted({ board: 300, panel: 900, log: 200, folded: [] }, LAPTOP)
    expect(layout.board).toBe(300)
    expect(layout.panel).toBe(mostOf({ ...layout, panel: 900 }, 'panel', LAPTOP))
  })

  it('never makes a pane smaller than can be read', () => {
    expect(resized(usual('wide'), 'board', 10, DESK).board).toBe(LEAST.board)
    expect(resized(usual('wide'), 'log', -5, DESK).log).toBe(LEAST.log)
    expect(resized(usual('wide'), 'panel', 5000, DESK).panel).toBeLessThan(DESK.width)
  })

  it('opens a folded pane that is given a size', () => {
    const folded = folding(usual('wide'), 'log', true)
    expect(folded.folded).toEqual(['log'])
    expect(resized(folded, 'log', 240, DESK)).toMatchObject({ log: 240, folded: [] })
  })

  it('keeps one of map and log in their column', () => {
    const mapFolded = folding(folding(usual('wide'), 'log', true), 'map', true)
    expect(mapFolded.folded).toEqual(['map'])
    expect(readKept({ layouts: { wide: { board: 1, panel: 2, log: 3, folded: ['map', 'log'] } } }).wide!.folded).toEqual(['map'])
  })

  it('moves an edge where the arrow points', () => {
    expect(stepOf('board', 'ArrowRight', false)).toBe(16)
    expect(stepOf('panel', 'ArrowRight', false)).toBe(-16)
    expect(stepOf('log', 'ArrowUp', true)).toBe(64)
    expect(stepOf('log', 'ArrowLeft', false)).toBeNull()
  })

  it('takes what was kept for each kind of screen and passes over what it cannot read', () => {
    const sound = { board: 300, panel: 500, log: 150, folded: ['log', 'nothing'] }
    const kept = readKept({ layouts: { wide: sound, middle: { board: 'wide' }, huge: sound } })
    expect(kept).toEqual({ wide: { ...sound, folded: ['log'] } })
    expect(readKept(null)).toEqual({})
    expect(readKept({ layouts: { wide: { ...sound, log: Number.NaN } } })).toEqual({})
  })
})
