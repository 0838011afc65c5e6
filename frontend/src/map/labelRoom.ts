/** Which names find room: none lies on a mark or on a name that goes before it. */

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Boxes already taken, found again by the cells of a grid they lie in. */
export class TakenRoom {
  private readonly cells = new Map<number, Box[]>()

  constructor(private readonly cellPx = 48) {}

  take(box: Box): void {
    this.each(box, (key) => {
      const cell = this.cells.get(key)
      if (cell) cell.push(box)
      else this.cells.set(key, [box])
      return false
    })
  }

  /** Whether a box lies on one that was taken; `but` is not counted: a name may touch its own mark. */
  isTaken(box: Box, but: Box | null = null): boolean {
    return this.each(box, (key) =>
      Boolean(this.cells.get(key)?.some((other) => other !== but && other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom)),
    )
  }

  private each(box: Box, look: (key: number) => boolean): boolean {
    const [right, bottom] = [Math.floor(box.right / this.cellPx), Math.floor(box.bottom / this.cellPx)]
    for (let x = Math.floor(box.left / this.cellPx); x <= right; x++)
      for (let y = Math.floor(box.top / this.cellPx); y <= bottom; y++) if (look(x * 65_536 + y)) return true
    return false
  }
}

export interface Named {
  mark: Box | null
  label: Box | null
  /** The mark that the name belongs to: it may touch that one. */
  own: Box | null
  /** The higher goes before. */
  rank: number
  /** Drawn whether there is room or not. */
  always: boolean
}

/** Return those whose names are drawn: higher ranks first, then in the order given. All marks keep their place. */
export function namedOf<T extends Named>(things: readonly T[]): T[] {
  const taken = new TakenRoom()
  for (const one of things) if (one.mark) taken.take(one.mark)
  const named: T[] = []
  for (const one of [...things].sort((a, b) => b.rank - a.rank)) {
    if (!one.label) continue
    if (!one.always && taken.isTaken(one.label, one.own)) continue
    taken.take(one.label)
    named.push(one)
  }
  return named
}
