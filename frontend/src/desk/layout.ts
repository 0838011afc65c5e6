/** The shape of the desk: how wide its panes are and which are folded. Pure, so that it can be checked without a screen. */

export const PANES = ['board', 'map', 'log', 'panel', 'coverage'] as const
export type Pane = (typeof PANES)[number]
/** Panes with a size of their own; the map takes what is left. */
export type Edge = 'board' | 'panel' | 'log'
export type Foldable = Edge | 'map'

export interface Layout {
  /** Widths of board and panel, height of the log, in CSS pixels. */
  board: number
  panel: number
  log: number
  folded: Foldable[]
}

export type Screen = 'wide' | 'middle' | 'narrow'
export type Preset = 'one' | 'two' | 'laptop'
export const PRESETS: readonly Preset[] = ['one', 'two', 'laptop']

/** Least sizes at which a pane can still be read, and what the map must keep. */
export const LEAST: Record<Edge, number> = { board: 220, panel: 340, log: 92 }
const MOST: Record<Edge, number> = { board: 720, panel: 1100, log: 900 }
export const MAP_LEAST = { width: 260, height: 160 }
/** A folded pane stays as a strip that opens it again; an edge is what is taken hold of. */
export const STRIP = 30
export const EDGE = 7

/** Return what kind of screen a width is: scaling makes a large monitor a small screen. */
export function screenOf(width: number): Screen {
  if (width >= 1700) return 'wide'
  return width >= 1100 ? 'middle' : 'narrow'
}

/** The presets: one monitor, a second one for the map, a laptop. */
export function presetOf(preset: Preset, screen: Screen): Layout {
  if (preset === 'two') return { board: screen === 'wide' ? 520 : 320, panel: screen === 'wide' ? 760 : 520, log: 300, folded: ['map'] }
  if (preset === 'laptop') return { board: 240, panel: screen === 'narrow' ? 380 : 450, log: 150, folded: ['log'] }
  return { board: screen === 'wide' ? 330 : 264, panel: screen === 'wide' ? 600 : 460, log: screen === 'wide' ? 210 : 150, folded: [] }
}

/** The usual layout of a screen. */
export function usual(screen: Screen): Layout {
  return presetOf(screen === 'narrow' ? 'laptop' : 'one', screen)
}

const within = (value: number, least: number, most: number) => Math.round(Math.min(Math.max(value, least), Math.max(least, most)))
const isFolded = (layout: Layout, pane: Foldable) => layout.folded.includes(pane)
const widthOf = (layout: Layout, edge: 'board' | 'panel') => (isFolded(layout, edge) ? STRIP : layout[edge])

/** Return the largest size a pane may have in a room, so that the others keep their least. */
export function mostOf(layout: Layout, edge: Edge, room: { width: number; height: number }): number {
  if (edge === 'log') return Math.min(MOST.log, room.height - MAP_LEAST.height)
  const other = edge === 'board' ? 'panel' : 'board'
  return Math.min(MOST[edge], room.width - widthOf(layout, other) - MAP_LEAST.width - 2 * EDGE)
}

/** Return the layout as it fits a room: what is too large gives way, the panel first. */
export function fitted(layout: Layout, room: { width: number; height: number }): Layout {
  const panel = within(layout.panel, LEAST.panel, mostOf(layout, 'panel', room))
  const board = within(layout.board, LEAST.board, mostOf({ ...layout, panel }, 'board', room))
  const log = within(layout.log, LEAST.log, mostOf(layout, 'log', room))
  return { ...layout, board, panel, log }
}

/** Return the layout with an edge set to a size, as far as the room allows. */
export function resized(layout: Layout, edge: Edge, size: number, room: { width: number; height: number }): Layout {
  return { ...layout, [edge]: within(size, LEAST[edge], mostOf(layout, edge, room)), folded: layout.folded.filter((one) => one !== edge) }
}

/** Return the layout with a pane folded or opened. Map and log share a column: one of them stays. */
export function folding(layout: Layout, pane: Foldable, fold: boolean): Layout {
  const other = pane === 'map' ? 'log' : pane === 'log' ? 'map' : null
  const kept = layout.folded.filter((one) => one !== pane && !(fold && one === other))
  return { ...layout, folded: fold ? [...kept, pane] : kept }
}

/** Which way a key moves an edge: the handle goes where the arrow points. */
export function stepOf(edge: Edge, key: string, shift: boolean): number | null {
  const step = shift ? 64 : 16
  const grows: Record<Edge, string> = { board: 'ArrowRight', panel: 'ArrowLeft', log: 'ArrowUp' }
  const shrinks: Record<Edge, string> = { board: 'ArrowLeft', panel: 'ArrowRight', log: 'ArrowDown' }
  if (key === grows[edge]) return step
  return key === shrinks[edge] ? -step : null
}

const FOLDABLE: readonly string[] = ['board', 'map', 'log', 'panel']

function readLayout(found: unknown): Layout | null {
  const { board, panel, log, folded } = (found ?? {}) as Record<string, unknown>
  if (![board, panel, log].every((size) => typeof size === 'number' && Number.isFinite(size) && size > 0)) return null
  const known = Array.isArray(folded) ? folded.filter((one): one is Foldable => FOLDABLE.includes(one as string)) : []
  const sound = known.includes('map') && known.includes('log') ? known.filter((one) => one !== 'log') : known
  return { board: board as number, panel: panel as number, log: log as number, folded: [...new Set(sound)] }
}

export type Kept = Partial<Record<Screen, Layout>>

/** Return what was kept for each kind of screen; what cannot be read is as if never kept. */
export function readKept(document: unknown): Kept {
  const layouts = ((document ?? {}) as { layouts?: Record<string, unknown> }).layouts ?? {}
  const kept: Kept = {}
  for (const screen of ['wide', 'middle', 'narrow'] as const) {
    const layout = readLayout(layouts[screen])
    if (layout) kept[screen] = layout
  }
  return kept
}
