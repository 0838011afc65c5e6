/** The first answers, asked for by first-answers.js while the page was still coming, by whoever was signed in here the last time. */
import { keptAs } from '@/app/worldAddress'

const KEY = keptAs('muster.signedIn')

declare global {
  interface Window {
    musterAsked?: Record<string, Promise<Response | null>>
  }
}

/** Remember who is signed in, if anybody: the next page need not find out before it asks, and other windows hear of it. */
export function rememberSignedIn(account: string | null): void {
  if (account) localStorage.setItem(KEY, account)
  else localStorage.removeItem(KEY)
}

/** Hear that another window of this browser signed somebody in or out; returns the way to stop. */
export function onSignedInElsewhere(heard: (account: string | null) => void): () => void {
  const listen = (event: StorageEvent): void => void (event.key === KEY && heard(event.newValue))
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
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
