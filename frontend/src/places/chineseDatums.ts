/** WGS-84 into the datums of Chinese web maps, by the same formulas as the service (geo/datum.py): to be read, never kept. */

type LonLat = [lon: number, lat: number]

const AXIS_M = 6_378_245
const ECCENTRICITY2 = 0.00669342162296594323
const [WEST, SOUTH, EAST, NORTH] = [72.004, 0.8293, 137.8347, 55.8271]
const BD_TURN = (Math.PI * 3000) / 180
const { abs, cos, hypot, PI, sin, sqrt } = Math

const ripples = (x: number): number => ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3

function northM(x: number, y: number): number {
  const slow = ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripples(x) + slow
}

function eastM(x: number, y: number): number {
  const slow = ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripples(x) + slow
}

/** Return a WGS-84 position in GCJ-02; outside the rectangle around China the two are the same. */
export function toGcj02(lon: number, lat: number): LonLat {
  if (lon < WEST || lon > EAST || lat < SOUTH || lat > NORTH) return [lon, lat]
  const radians = (lat * PI) / 180
  const bulge = 1 - ECCENTRICITY2 * sin(radians) ** 2
  const meridianM = (AXIS_M * (1 - ECCENTRICITY2)) / (bulge * sqrt(bulge))
  const parallelM = (AXIS_M / sqrt(bulge)) * cos(radians)
  const degrees = 180 / PI
  return [lon + (eastM(lon - 105, lat - 35) / parallelM) * degrees, lat + (northM(lon - 105, lat - 35) / meridianM) * degrees]
}

/** Return a WGS-84 position in BD-09. */
export function toBd09(lon: number, lat: number): LonLat {
  const [x, y] = toGcj02(lon, lat)
  const radius = hypot(x, y) + 0.00002 * sin(y * BD_TURN)
  const angle = Math.atan2(y, x) + 0.000003 * cos(x * BD_TURN)
  return [radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006]
}
