/** Colours of the base map: quiet in both dresses, so that what is going on stands out of it. */

export interface BasePalette {
  land: Record<string, string>
  water: string
  stream: string
  waterText: string
  building: string
  rail: string
  runway: string
  casing: string
  motorway: string
  main: string
  middle: string
  small: string
  path: string
  fileBorder: string
  text: string
  placeText: string
  halo: string
  shield: string
  shieldText: string
}

export const BASE_LIGHT: BasePalette = {
  land: { wood: '#dde8d6', scrub: '#e3ebdb', grass: '#e4edda', park: '#d9ead0', farm: '#edeede', built: '#e5e3df', industry: '#e2dfe3', rock: '#e4e3df', wetland: '#d9e6e2', care: '#efe3e6' },
  water: '#bcd7e4', stream: '#9cc3d6', waterText: '#33657f', building: '#d6d1ca', rail: '#9aa1a8', runway: '#cdd2d7',
  casing: '#a9b4b0', motorway: '#8b9a95', main: '#fbfcfb', middle: '#ffffff', small: '#ffffff', path: '#c6cdc9',
  fileBorder: '#a08fb8', text: '#4c5a65', placeText: '#24313c', halo: '#f6f8f6', shield: '#ffffff', shieldText: '#3a4650',
}

export const BASE_DARK: BasePalette = {
  land: { wood: '#101b17', scrub: '#111b18', grass: '#121d18', park: '#13211a', farm: '#131a17', built: '#151b21', industry: '#17191f', rock: '#161a1d', wetland: '#0f1d1e', care: '#1d171c' },
  water: '#0d2433', stream: '#17384c', waterText: '#6fa3bf', building: '#1a2229', rail: '#4a545d', runway: '#232c34',
  casing: '#0a0f14', motorway: '#5d717e', main: '#44555f', middle: '#34434d', small: '#273540', path: '#212d36',
  fileBorder: '#5f4f78', text: '#93a5b3', placeText: '#c3d0da', halo: '#0a0f14', shield: '#1a242e', shieldText: '#a9bac6',
}
