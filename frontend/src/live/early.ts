/** The first answers, asked for by first-answers.js while the page was still coming, by whoever was signed in here the last time. */
import { keptAs } from '@/app/worldAddress'

const KEY = keptAs('muster.signedIn')

declare global {
  interface Window {
    musterAsked?: Record<string, Promise<Response | null>>
  }
}

/** Remember whether somebody is signed in, so that the next page need not find out before it asks. */
export function rememberSignedIn(signedIn: boolean): void {
  if (signedIn) localStorage.setItem(KEY, '1')
  else localStorage.removeItem(KEY)
}

/** Let go of what was asked early: somebody else may be signing in. */
export function forgetAsked(): void {
  delete window.musterAsked
}

/** Return what was asked for early, once; null where it was not, was refused or lost: it is then asked for in the usual way. */
export async function earlyAnswer<T>(path: string): Promise<T | null> {
  const asked = window.musterAsked?.[path]
  if (!asked) return null
  delete window.musterAsked![path]
  const answer = await asked
  return answer?.ok ? ((await answer.json()) as T) : null
}
