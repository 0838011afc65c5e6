/** Where a menu stands beside the pointer: whole within its room, at the other side of the pointer where there is none. */

const MARGIN = 4

/** Return where something of a size begins along one axis, in a room, when the pointer is at a place. */
export function beginAt(pointer: number, size: number, room: number): number {
  if (pointer + size + MARGIN <= room) return pointer
  if (pointer - size >= MARGIN) return pointer - size
  return Math.max(MARGIN, room - size - MARGIN)
}
