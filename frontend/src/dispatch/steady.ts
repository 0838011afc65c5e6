/** Keeps a list from jumping under the pointer while answers improve, and says which lines changed. */

/**
 * Return the keys of now in an order that leaves those known before where they are:
 * what is new stands behind the one it follows now.
 */
export function steadyOrder(before: readonly string[], now: readonly string[]): string[] {
  const here = new Set(now)
  const kept = before.filter((key) => here.has(key))
  const known = new Set(kept)
  now.forEach((key, at) => {
    if (known.has(key)) return
    const leader = now[at - 1]
    kept.splice(leader === undefined ? 0 : kept.indexOf(leader) + 1, 0, key)
    known.add(key)
  })
  return kept
}

/** Put rows in the order of keys. */
export function inOrder<T>(rows: readonly T[], keyOf: (row: T) => string, keys: readonly string[]): T[] {
  const at = new Map(keys.map((key, place) => [key, place]))
  return [...rows].sort((a, b) => (at.get(keyOf(a)) ?? Infinity) - (at.get(keyOf(b)) ?? Infinity))
}

/** Return the keys whose stamp is new or another than before; nothing was seen before: nothing changed. */
export function changedKeys(before: ReadonlyMap<string, string> | null, now: ReadonlyMap<string, string>): Set<string> {
  if (!before) return new Set()
  return new Set([...now].filter(([key, stamp]) => before.get(key) !== stamp).map(([key]) => key))
}
