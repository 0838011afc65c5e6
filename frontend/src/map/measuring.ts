/** Lengths and areas on the ellipsoid of WGS-84, from degrees. */

type LonLat = readonly [lon: number, lat: number]

const AXIS_M = 6_378_137
const FLATTENING = 1 / 298.257223563
const ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
/** The sphere that has as much ground as the ellipsoid. */
const SAME_AREA_M = 6_371_007.1809
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/**
 * Return the length in metres of the shortest line between two places, by Lambert's formula for long lines:
 * off by less than ten metres in a thousand kilometres.
 */
export function lengthOf([lonA, latA]: LonLat, [lonB, latB]: LonLat): number {
  const reduced = (lat: number): number => Math.atan((1 - FLATTENING) * Math.tan(radians(lat)))
  const [a, b] = [reduced(latA), reduced(latB)]
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(lonB - lonA) / 2) ** 2
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(half)))
  if (angle === 0) return 0
  const [p, q] = [(a + b) / 2, (b - a) / 2]
  const x = (angle - Math.sin(angle)) * ((Math.sin(p) * Math.cos(q)) / Math.cos(angle / 2)) ** 2
  const y = (angle + Math.sin(angle)) * ((Math.cos(p) * Math.sin(q)) / Math.sin(angle / 2)) ** 2
  return AXIS_M * (angle - (FLATTENING / 2) * (x + y))
}

/** Return the length of a line of several places, in metres. */
export function lengthOfLine(line: readonly LonLat[]): number {
  return line.slice(1).reduce((sum, at, k) => sum + lengthOf(line[k]!, at), 0)
}

/** The latitude on the sphere of the same area. */
function equalArea(lat: number): number {
  const e = Math.sqrt(ECCENTRICITY2)
  const q = (sine: number): number => (1 - ECCENTRICITY2) * (sine / (1 - ECCENTRICITY2 * sine * sine) - Math.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
  return Math.asin(Math.max(-1, Math.min(1, q(Math.sin(radians(lat))) / q(1))))
}

/** Return the area inside a ring in square metres, whichever way it runs and whether or not it is closed. */
export function areaOf(ring: readonly LonLat[]): number {
  const count = ring.length
  let sum = 0
  for (let k = 0; k < count; k++) {
    const [lonA, latA] = ring[k]!
    const [lonB, latB] = ring[(k + 1) % count]!
    sum += radians(lonB - lonA) * (Math.sin(equalArea(latA)) + Math.sin(equalArea(latB)))
  }
  return Math.abs((sum * SAME_AREA_M ** 2) / 2)
}

type Say = (key: string, facts: Record<string, unknown>) => string

const rounded = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

/** Write a length as people read it. */
export const lengthText = (metres: number, say: Say): string =>
  metres < 1000 ? say('mapTool.measure.m', { n: Math.round(metres) }) : say('mapTool.measure.km', { n: rounded(metres / 1000) })

/** Write an area as people read it. */
export const areaText = (m2: number, say: Say): string =>
  m2 < 100_000 ? say('mapTool.measure.m2', { n: Math.round(m2) }) : say('mapTool.measure.km2', { n: rounded(m2 / 1e6) })
