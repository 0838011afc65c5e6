/** How a wall comes back by itself: signs in again, notices a new version, lets go of what is over. */

const KEY = 'muster.wall.key'

/** Return the key this screen keeps, or null. */
export function storedKey(): string | null {
  return window.localStorage.getItem(KEY)
}

/** Keep the key of this screen, or forget it. */
export function storeKey(key: string | null): void {
  if (key) window.localStorage.setItem(KEY, key)
  else window.localStorage.removeItem(KEY)
}

/** Return what a page loads from the product: another version loads something else. */
export function assetsOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!)
}

/** Say whether a page that starts now would load something that this one has not. */
export function isOther(mine: string[], theirs: string[]): boolean {
  return mine.length > 0 && theirs.some((asset) => !mine.includes(asset))
}

/** Say whether another version is deployed; a service that does not answer has none. */
export async function isNewVersion(): Promise<boolean> {
  try {
    const answer = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } })
    return answer.ok && isOther(assetsOf(document.documentElement.outerHTML), assetsOf(await answer.text()))
  } catch {
    return false
  }
}

/** Ask the machine to keep its screen on; it can only over https, and has to be asked again when seen again. */
export function keepAwake(): () => void {
  const ask = () => void navigator.wakeLock?.request('screen').catch(() => undefined)
  const again = () => document.visibilityState === 'visible' && ask()
  ask()
  document.addEventListener('visibilitychange', again)
  return () => document.removeEventListener('visibilitychange', again)
}

/** Say whether it is this minute of the day. */
export function isMinute(now: number, wanted: string): boolean {
  const at = new Date(now)
  return wanted !== '' && `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}` === wanted
}

/** Where the picture stands at a moment: it wanders by a few units, one step a minute. */
export function shiftAt(now: number): { x: number; y: number } {
  const steps = [[0, 0], [2, 0], [3, 2], [2, 4], [0, 4], [-2, 3], [-3, 1], [-2, -1]] as const
  const [x, y] = steps[Math.floor(now / 60_000) % steps.length]!
  return { x, y }
}
