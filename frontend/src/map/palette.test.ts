/** Colours of states: told apart by everybody, seen on the map by day and by night. */
import { afterEach, describe, expect, it } from 'vitest'

import { channels, contrast, DARK, LIGHT, type Palette, seenOn, STATE_COLOURS, takeStateColours } from './palette'

type Matrix = [number[], number[], number[]]
/** What an eye without one kind of cone makes of red, green and blue light (Machado, Oliveira and Fernandes 2009, severity 1). */
const EYES: Record<string, Matrix> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
}
/** Colours nearer than this in CIELAB are taken for one another at a glance (2.3 is just noticeable side by side). */
const APART = 15

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

function lab(colour: string, eye: Matrix): number[] {
  const light = channels(colour).map(linear)
  const [r, g, b] = eye.map((row) => Math.min(1, Math.max(0, row.reduce((sum, share, k) => sum + share * light[k]!, 0)))) as [number, number, number]
  const f = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)
  const [x, y, z] = [f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), f(0.2126 * r + 0.7152 * g + 0.0722 * b), f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)]
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const distance = (one: string, other: string, eye: Matrix) => {
  const [a, b] = [lab(one, eye), lab(other, eye)]
  return Math.hypot(...a.map((value, k) => value - b[k]!))
}

const PALETTES: [string, Palette][] = [['light', LIGHT], ['dark', DARK]]

describe.each(PALETTES)('the %s palette', (_name, palette) => {
  it.each(Object.keys(EYES))('keeps every pair of states apart for an eye with %s', (eye) => {
    const near = STATE_COLOURS.flatMap((one, k) => STATE_COLOURS.slice(k + 1).map((other) => ({ one, other, apart: distance(palette[one], palette[other], EYES[eye]!) })))
    expect(near.filter((pair) => pair.apart < APART)).toEqual([])
  })

  it('shows every state on its halo with a contrast of at least three', () => {
    expect(STATE_COLOURS.filter((state) => contrast(palette[state], palette.halo) < 3)).toEqual([])
  })

  it('keeps states away from the colours of the levels', () => {
    const close = STATE_COLOURS.filter((state) => palette.levels.slice(1).some((level) => distance(palette[state], level, EYES.usual!) < 30))
    expect(close).toEqual([])
  })

  it('writes on the four level colours with a contrast that is read', () => {
    for (const level of palette.levels) expect(Math.max(contrast(level, palette.inkDark), contrast(level, palette.inkLight))).toBeGreaterThan(4)
  })
})

describe('colours of the site', () => {
  const before = { light: LIGHT.scene, dark: DARK.scene }
  afterEach(() => Object.assign(LIGHT, { scene: before.light }) && Object.assign(DARK, { scene: before.dark }))

  it('are made lighter by night and darker by day until they are seen', () => {
    takeStateColours({ scene: '#301060', nonsense: '#ffffff' })
    expect(LIGHT.scene).toBe('#301060')
    expect(contrast(DARK.scene, DARK.halo)).toBeGreaterThanOrEqual(3)
    expect(seenOn('#ffffff', '#ffffff')).not.toBe('#ffffff')
  })
})
