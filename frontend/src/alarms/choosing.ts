/** Which line of the list is chosen for the keys, while lines come and go: never another one than was seen. */

export interface Choice {
  key: string | null
  /** Where it stands. */
  at: number
}

/** Return the choice among the lines there are now: the same line wherever it stands, else the one in its place. */
export function stillChosen(keys: readonly string[], { key, at }: Choice): Choice {
  const found = key === null ? -1 : keys.indexOf(key)
  if (found >= 0) return { key, at: found }
  const near = Math.max(0, Math.min(at, keys.length - 1))
  return { key: keys[near] ?? null, at: near }
}

/** Return the choice some lines further on. */
export function moved(keys: readonly string[], choice: Choice, by: number): Choice {
  const at = Math.max(0, Math.min(keys.length - 1, stillChosen(keys, choice).at + by))
  return { key: keys[at] ?? null, at }
}

/** Return the choice once the chosen line is dealt with: the one below, or above where it was the last. */
export function afterIt(keys: readonly string[], choice: Choice): Choice {
  const { at } = stillChosen(keys, choice)
  const left = keys.filter((_, n) => n !== at)
  return stillChosen(left, { key: null, at })
}
