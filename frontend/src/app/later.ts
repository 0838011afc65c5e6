/** Parts that the first sight does not need: loaded when they are asked for, or beforehand while nothing else is going on. */
import { type Component, defineAsyncComponent } from 'vue'

import { tellTrouble } from '@/ui/feedback'

import { fetched } from './fetched'

type Load<T> = () => Promise<{ default: T }>

/** After so long nothing waits for the first sight any more: on a phone, for one, the map may not be seen at all. */
const PATIENCE_MS = 4_000

/** A part that did not come is asked for again: a page that was cut off would lack it until it is opened anew. */
const [AGAIN_MS, AGAIN_AT_MOST_MS, TRIES] = [1_000, 30_000, 5]

/** Wait until asking again may help: a while that grows, less if the line is reported to be back. */
export function reachable(tries: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      removeEventListener('online', go)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(go, Math.min(AGAIN_MS * 2 ** (tries - 1), AGAIN_AT_MOST_MS))
    addEventListener('online', go)
  })
}

const waiting: (() => Promise<unknown>)[] = []
let begun = false

/** Return a component that is fetched when it is first shown, if it has not been by then; then it is there at once. */
export function later<T extends Component>(load: Load<T>): T {
  const made = defineAsyncComponent({ loader: () => fetched(load), onError: (_error, retry, fail, tries) => (tries > TRIES ? fail() : void reachable(tries).then(retry)) })
  waiting.push((made as unknown as { __asyncLoader: () => Promise<unknown> }).__asyncLoader)
  return made
}

let quiet: () => void = () => undefined
/** When what somebody looks at first is there: whatever stands beside it is asked for from then on. */
export const firstSight = new Promise<void>((resolve) => (quiet = resolve))
setTimeout(() => quiet(), PATIENCE_MS)

/** Do something to what is shown once the first sight is there; returns the way to undo it, whether done or not yet. */
export function attachLater(attach: () => Promise<() => void>): () => void {
  return attachAfter(firstSight, attach)
}

function attachAfter(moment: Promise<void>, attach: () => Promise<() => void>): () => void {
  let undo: () => void = () => undefined
  let gone = false
  const tryIt = async (tries: number): Promise<void> => {
    if (gone) return
    const made = await attach().catch((error: unknown) => {
      if (tries === TRIES) tellTrouble(error) // and is tried on: the line may come back any time
    })
    if (!made) return reachable(tries).then(() => tryIt(tries + 1))
    if (gone) made()
    else undo = made
  }
  void moment.then(() => tryIt(1))
  return () => {
    gone = true
    undo()
  }
}

/** Do it as soon as it has come; returns the way to undo it, whether done or not yet. */
export function attachNow(attach: () => Promise<() => void>): () => void {
  return attachAfter(Promise.resolve(), attach)
}

/** Wait until the page has nothing else to do. */
const idle = () => new Promise<void>((resolve) => ('requestIdleCallback' in window ? requestIdleCallback(() => resolve(), { timeout: 500 }) : setTimeout(resolve, 50)))

/** Once the first sight is drawn, fetch what is waiting, one after the other, so that the first click on it does not wait. */
export async function loadTheRest(drawn: Promise<unknown>): Promise<void> {
  if (begun) return
  begun = true
  void drawn.then(idle).then(quiet)
  await firstSight
  for (const load of waiting.splice(0)) {
    await idle()
    await load().catch(() => undefined)
  }
}
