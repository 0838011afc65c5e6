/** What every module of a layer offers: how its things look, and how they are kept true to the picture. */
import type VectorLayer from 'ol/layer/Vector'
import type VectorSource from 'ol/source/Vector'
import type { WatchStopHandle } from 'vue'

import type { HazardArea } from '@/api/models'
import type { ClosureWords } from '@/closures/layer'

import type { Palette } from './palette'
import type { Styler } from './symbols'

export interface LayerWords {
  hazard: (area: HazardArea) => string
  closure: ClosureWords
}

export interface LiveLayer {
  layer: VectorLayer<VectorSource>
  /** Everything there is, one feature each; the layer itself may draw some of them as one. */
  things: VectorSource
}

export interface LayerKind {
  /** Whether names give way to what is above them. */
  declutter: boolean
  /** Points by the thousand that move: drawn on a sheet that follows the hand. */
  quick?: boolean
  /** Make the layer, where it needs more than a plain one. */
  make?: (layer: VectorLayer<VectorSource>) => VectorSource
  dress: (palette: Palette, words: LayerWords) => Styler
  feed: (live: LiveLayer, words: LayerWords) => WatchStopHandle[]
}
