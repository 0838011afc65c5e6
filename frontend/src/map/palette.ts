/** Colours of the map in both themes; the four warning colours mark incident levels and nothing else. */

export interface Palette {
  halo: string
  text: string
  label: string
  boundary: string
  motorway: string
  major: string
  minor: string
  casing: string
  water: string
  green: string
  available: string
  committed: string
  moving: string
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
  halo: '#ffffff', text: '#16212b', label: '#5b6b78', boundary: '#b3a1c7', motorway: '#b9c3c0', major: '#cfd6d3', minor: '#dde2df',
  casing: '#ffffff', water: '#cfe0e4', green: '#dfe9dc', available: '#1a8f55', committed: '#7a5195', moving: '#00838f', scene: '#5b2a86',
  out: '#7d8a95', depot: '#6a4b2a', facility: '#a02b66', source: '#3f4a54', hazardLine: '#a3168f', hazardFill: 'rgba(163,22,143,0.14)',
  closure: '#20262c', closureFill: 'rgba(32,38,44,0.22)', route: '#00838f', levels: LEVELS_LIGHT,
}

export const DARK: Palette = {
  halo: '#0a0f14', text: '#e6eef4', label: '#8294a3', boundary: '#6f5a8c', motorway: '#3b4a55', major: '#2c3943', minor: '#1e2932',
  casing: '#0d141a', water: '#12242f', green: '#12201a', available: '#3fbf7f', committed: '#b48ad8', moving: '#33c3cf', scene: '#c9a2f2',
  out: '#6f7f8c', depot: '#c69a63', facility: '#e07bb0', source: '#a9b6c1', hazardLine: '#e06bd0', hazardFill: 'rgba(224,107,208,0.16)',
  closure: '#d8e0e6', closureFill: 'rgba(216,224,230,0.18)', route: '#33c3cf', levels: LEVELS_DARK,
}
