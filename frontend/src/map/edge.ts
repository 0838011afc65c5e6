/** Where at the edge of the map an arrow points to something that is out of view. */

export interface Edge {
  x: number
  y: number
  /** Clockwise from east, in degrees, as the style sheet turns things. */
  angle_deg: number
}

/** Return the place of the arrow for a pixel outside the map, `margin` within its edge; null when the pixel is in view. */
export function edgeOf([x, y]: readonly number[], [width, height]: readonly number[], margin: number): Edge | null {
  if (x! >= 0 && x! <= width! && y! >= 0 && y! <= height!) return null
  const [midX, midY] = [width! / 2, height! / 2]
  const [dx, dy] = [x! - midX, y! - midY]
  const share = Math.min((midX - margin) / Math.abs(dx || 1e-9), (midY - margin) / Math.abs(dy || 1e-9))
  return { x: midX + dx * share, y: midY + dy * share, angle_deg: (Math.atan2(dy, dx) * 180) / Math.PI }
}
