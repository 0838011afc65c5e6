/** How long lines on the ground are. */
const EARTH_M = 6_371_008.8
const RADIANS = Math.PI / 180

function metresBetween(a: readonly number[], b: readonly number[]): number {
  const [north, east] = [(b[1]! - a[1]!) * RADIANS, (b[0]! - a[0]!) * RADIANS]
  const share = Math.sin(north / 2) ** 2 + Math.cos(a[1]! * RADIANS) * Math.cos(b[1]! * RADIANS) * Math.sin(east / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(share))
}

/** Return the length of a line of degrees in metres. */
export function metresOf(line: readonly (readonly number[])[]): number {
  return line.slice(1).reduce((sum, at, index) => sum + metresBetween(line[index]!, at), 0)
}

/** Write the length of a line in kilometres, finer where it is short. */
export function kmOf(line: readonly (readonly number[])[]): string {
  const km = metresOf(line) / 1000
  return km.toFixed(km < 1 ? 2 : 1)
}
