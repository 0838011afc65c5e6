/** Whether this window replays: what is seen is past, and nothing can be done to it. */
import { ref } from 'vue'

export const replaying = ref(false)

/** What may be written all the same: how somebody likes the screens, leaving, an exercise branched off. */
const HARMLESS = /\/api\/(session|me|exercises)(\/|$)/
/** Beside reading, who may plan exercises may branch one off. */
const KEPT = new Set(['exercises.direct'])

/** Say whether a permission counts while what is seen is past. */
export function countsNow(permission: string): boolean {
  return !replaying.value || permission.endsWith('.read') || KEPT.has(permission)
}

/** Say whether a call would change the present from a picture of the past. */
export function actsOnThePast(method: string, url: string): boolean {
  return replaying.value && method !== 'GET' && !HARMLESS.test(new URL(url, window.location.origin).pathname)
}
