/** How the panels of a wall stand side by side, by the shape of the screen; sizes grow with its height. */
import type { WallPanel } from './settings'

export interface Column {
  /** How wide, in parts of the whole. */
  share: number
  /** From above: which panel takes how many parts of the height; 0 takes what it needs. */
  panels: [panel: WallPanel, share: number][]
}

/** One unit is a pixel of a screen 1080 high; what is written in units is read from as far on any wall. */
export function unitOf(width: number, height: number): number {
  return Math.max(0.5, Math.min(height / 1080, width / 1280))
}

const NARROW: Column[] = [
  { share: 32, panels: [['incidents', 5], ['clocks', 3]] },
  { share: 38, panels: [['map', 7], ['log', 3]] },
  { share: 30, panels: [['teams', 0], ['needs', 5], ['closures', 2]] },
]
const ULTRA_WIDE: Column[] = [
  { share: 21, panels: [['incidents', 6], ['clocks', 4]] },
  { share: 37, panels: [['map', 1]] },
  { share: 21, panels: [['teams', 0], ['needs', 6]] },
  { share: 21, panels: [['districts', 5], ['closures', 3], ['log', 4]] },
]
const TALL: Column[] = [
  { share: 1, panels: [['incidents', 4], ['clocks', 2], ['map', 6], ['teams', 0], ['needs', 4], ['closures', 2], ['log', 2]] },
]

/** Return the columns for a screen of this shape without the panels that are hidden. */
export function columnsFor(width: number, height: number, hidden: readonly WallPanel[]): Column[] {
  const ratio = width / height
  const wanted = ratio >= 2.6 ? ULTRA_WIDE : ratio >= 1.2 ? NARROW : TALL
  return wanted
    .map((column) => ({ ...column, panels: column.panels.filter(([panel]) => !hidden.includes(panel)) }))
    .filter((column) => column.panels.length > 0)
}
