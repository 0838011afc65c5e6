/** The address of the world one is in: the live one stands at /, an exercise at /w/<world>/. Read once, from the window. */

const AT = /^\/w\/(exercise_[a-z0-9]{1,24})(?=\/|$)/

/** The exercise whose address this is, or null for the live world. */
export function worldIn(path: string): string | null {
  return AT.exec(path)?.[1] ?? null
}

const here = worldIn(globalThis.location?.pathname ?? '/')

/** The exercise this window is in, or null in the live world. */
export function worldName(): string | null {
  return here
}

/** What every address of this world begins with: nothing in the live world. */
export function worldBase(): string {
  return here ? `/w/${here}` : ''
}

/** The address of a service path in this window's world; the path begins with /api. What another server serves stays. */
export function apiUrl(path: string): string {
  return path.startsWith('/') ? worldBase() + path : path
}

/** The address of a service path in the live world, wherever this window is. */
export function liveApiUrl(path: string): string {
  return path
}

/** The path within its world: /w/exercise_1/roads is /roads there. */
export function withinWorld(path: string): string {
  return path.replace(AT, '') || '/'
}

/** The name under which this window keeps something in the browser: what is done in an exercise stays there. */
export function keptAs(name: string): string {
  return here ? `${name}@${here}` : name
}
