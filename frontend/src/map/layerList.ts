/** The layers of the map in one list: their order from the ground up, and which are hidden until asked for. */

interface Listed {
  name: string
  hiddenAtFirst?: boolean
}

/** From the top of the map to its ground, as the legend names them; a module of the same kind draws each. */
const LIST = [
  { name: 'incidents' },
  { name: 'teams' },
  { name: 'depots' },
  { name: 'facilities', hiddenAtFirst: true },
  { name: 'hazardSources', hiddenAtFirst: true },
  { name: 'routes' },
  { name: 'closures' },
  { name: 'hazards' },
  { name: 'boundaries' },
  { name: 'base' },
] as const satisfies readonly Listed[]

export type LayerName = (typeof LIST)[number]['name']
export type LiveLayerName = Exclude<LayerName, 'base'>

export const LAYERS: readonly LayerName[] = LIST.map((one) => one.name)
export const HIDDEN_AT_FIRST: readonly LayerName[] = LIST.filter((one) => 'hiddenAtFirst' in one).map((one) => one.name)

/** Return how high a layer lies: the ground is 0, what comes first in the list lies highest. */
export const heightOf = (name: LayerName): number => LAYERS.length - 1 - LAYERS.indexOf(name)
