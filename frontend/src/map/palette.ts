/** Colours of the map in both themes; the four warning colours mark incident levels and nothing else. */

export interface Palette {
  name: string
  /** Pixels of the screen to a pixel of a mark, where that is not the screen's own measure. */
  ratio?: number
  isDark: boolean
  halo: string
  text: string
  /** What is written on a light fill and on a dark one. */
  inkDark: string
  inkLight: string
  label: string
  boundary: string
  available: string
  committed: string
  moving: string
  returning: string
  scene: string
  out: string
  depot: string
  facility: string
  source: string
  hazardLine: string
  hazardFill: string
  closure: string
  closureFill: string
  route: string
  levels: [string, string, string, string, string]
}

const LEVELS_LIGHT: Palette['levels'] = ['#5d6b77', '#d4231d', '#f07d00', '#f5cb00', '#1e6fd9']
const LEVELS_DARK: Palette['levels'] = ['#8fa0ae', '#d8342c', '#ee8410', '#e9c412', '#2f7de0']

export const LIGHT: Palette = {
  name: 'light', isDark: false, halo: '#ffffff', text: '#16212b', inkDark: '#14100a', inkLight: '#ffffff', label: '#5b6b78', boundary: '#b3a1c7',
  available: '#0b7a36', committed: '#c23fbb', moving: '#04505c', returning: '#7d8119', scene: '#48147f', out: '#858c93',
  depot: '#6a4b2a', facility: '#8a2f6b', source: '#3f4a54', hazardLine: '#a3168f', hazardFill: 'rgba(163,22,143,0.14)',
  closure: '#20262c', closureFill: 'rgba(32,38,44,0.22)', route: '#04505c', levels: LEVELS_LIGHT,
}

export const DARK: Palette = {
  name: 'dark', isDark: true, halo: '#0a0f14', text: '#e6eef4', inkDark: '#0a0f14', inkLight: '#ffffff', label: '#8294a3', boundary: '#6f5a8c',
  available: '#57e3a0', committed: '#fa60f9', moving: '#4db1c3', returning: '#9a9f2d', scene: '#f2e5fe', out: '#72787d',
  depot: '#c69a63', facility: '#e07bb0', source: '#a9b6c1', hazardLine: '#e06bd0', hazardFill: 'rgba(224,107,208,0.16)',
  closure: '#d8e0e6', closureFill: 'rgba(216,224,230,0.18)', route: '#4db1c3', levels: LEVELS_DARK,
}

export const STATE_COLOURS = ['available', 'committed', 'moving', 'returning', 'scene', 'out'] as const
export type StateColour = (typeof STATE_COLOURS)[number]

/** Return red, green and blue of a colour `#rrggbb`, 0 to 1 each. */
export function channels(colour: string): [number, number, number] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255) as [number, number, number]
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

/** Return how bright a colour is to the eye, 0 to 1 (WCAG 2 relative luminance). */
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map(linear) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Return the contrast of two colours, 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Whether dark writing is read better than white writing on a colour. */
export const darkInk = (colour: string): boolean => contrast(colour, '#14100a') > contrast(colour, '#ffffff')

const LEAST_CONTRAST = 3

function toward(colour: string, ground: string, share: number): string {
  const [from, to] = [channels(colour), channels(ground)]
  return `#${from.map((value, k) => Math.round(255 * (value + (to[k]! - value) * share)).toString(16).padStart(2, '0')).join('')}`
}

/** Return a colour that is seen on a ground: itself, or the nearest lighter or darker one that is. */
export function seenOn(colour: string, ground: string): string {
  const far = luminance(ground) > 0.4 ? '#000000' : '#ffffff'
  for (let share = 0; share < 1; share += 0.05) {
    const tried = toward(colour, far, share)
    if (contrast(tried, ground) >= LEAST_CONTRAST) return tried
  }
  return far
}

/** Take over the colours that the site gave to states, in both themes; shapes and texts stay. */
export function takeStateColours(given: Partial<Record<string, string>>): void {
  for (const palette of [LIGHT, DARK])
    for (const state of STATE_COLOURS) if (given[state]) palette[state] = seenOn(given[state], palette.halo)
}

/** Tell the pages the colours of the states, as variables of the style sheet. */
export function paintStates(palette: Palette): void {
  for (const state of STATE_COLOURS) document.documentElement.style.setProperty(`--t-${state}`, palette[state])
}
