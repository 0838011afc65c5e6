/** Things that would lie on each other are drawn as one, with their number; which these are follows from the zoom. */
import Feature from 'ol/Feature'
import type Point from 'ol/geom/Point'
import type VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'

/** Things are drawn as one only with others of their class; how near, in pixels, is the class's own. */
export interface ClusterRule {
  classOf: (thing: Feature) => string
  nearPx: (ofClass: string) => number
}

export interface Clustered<T> {
  seed: T
  members: T[]
}

interface At {
  x: number
  y: number
}

/**
 * Gather things in the order given: each joins the first of its class whose seed is nearer than `near` (map units),
 * else it begins a new one. Linear in the number of things.
 */
export function clustersOf<T>(things: Iterable<T>, at: (thing: T) => At, classOf: (thing: T) => string, near: (ofClass: string) => number): Clustered<T>[] {
  const cells = new Map<string, Clustered<T>[]>()
  const found: Clustered<T>[] = []
  for (const thing of things) {
    const ofClass = classOf(thing)
    const reach = near(ofClass)
    const { x, y } = at(thing)
    const [column, row] = [Math.floor(x / reach), Math.floor(y / reach)]
    const joined = nearest(cells, ofClass, column, row, (seed) => Math.hypot(at(seed).x - x, at(seed).y - y) < reach)
    if (joined) joined.members.push(thing)
    else {
      const begun = { seed: thing, members: [thing] }
      const key = `${ofClass} ${column} ${row}`
      const cell = cells.get(key)
      if (cell) cell.push(begun)
      else cells.set(key, [begun])
      found.push(begun)
    }
  }
  return found
}

function nearest<T>(cells: Map<string, Clustered<T>[]>, ofClass: string, column: number, row: number, isNear: (seed: T) => boolean): Clustered<T> | undefined {
  for (let x = column - 1; x <= column + 1; x++)
    for (let y = row - 1; y <= row + 1; y++) {
      const found = cells.get(`${ofClass} ${x} ${y}`)?.find((one) => isNear(one.seed))
      if (found) return found
    }
  return undefined
}

const pointOf = (feature: Feature): At => {
  const [x, y] = (feature.getGeometry() as Point).getFlatCoordinates() as [number, number]
  return { x, y }
}

function asOne({ seed, members }: Clustered<Feature>): Feature {
  if (members.length === 1) return seed
  // A geometry of its own: the seed's would hold on to every gathering it was ever part of.
  const drawn = new Feature({ geometry: seed.getGeometry()!.clone(), members })
  drawn.setId(`cluster ${seed.getId()}`)
  return drawn
}

/**
 * Let a layer draw the things of the source returned, gathered for the present zoom: anew when the zoom or the things
 * change, once for all that changes together, and not while the zoom is still moving.
 */
export function clustering(layer: VectorLayer<VectorSource>, rule: ClusterRule): VectorSource {
  const things = new VectorSource({ useSpatialIndex: false })
  const shown = layer.getSource()!
  let resolution = 0
  let waiting = 0

  function gather(): void {
    waiting = 0
    if (!resolution) return
    const found = clustersOf(things.getFeatures(), pointOf, rule.classOf, (ofClass) => rule.nearPx(ofClass) * resolution)
    shown.clear(true)
    shown.addFeatures(found.map(asOne))
  }

  /** What is gathered before the map draws is on its next frame; gathered while it draws, on the one after. */
  function soon(): void {
    waiting ||= requestAnimationFrame(gather)
  }

  let due = false
  things.on('change', () => {
    if (due || waiting) return
    due = true
    queueMicrotask(() => {
      due = false
      gather()
    })
  })
  layer.on('prerender', (event) => {
    const state = event.frameState?.viewState
    if (!state || state.resolution === resolution || (resolution && event.frameState!.viewHints[0])) return
    resolution = state.resolution
    soon()
  })
  return things
}

/** Return the things behind what is drawn: one, or all of a cluster. */
export function membersOf(feature: Feature): Feature[] {
  return (feature.get('members') as Feature[] | undefined) ?? [feature]
}
