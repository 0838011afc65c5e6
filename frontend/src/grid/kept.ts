/** The choice of columns of this person: loaded once, kept at the service a moment after it was changed. */
import { shallowRef } from 'vue'

import { tellTrouble } from '@/ui/feedback'

import { keepChoice, keptChoice } from './calls'
import { type GridChoice, merged, same, sortOf } from './choice'
import { SORTABLE, STANDARD } from './columns'

const NAME = 'lot-grid'
const SETTLE_MS = 800

const standard = (): GridChoice => ({ columns: STANDARD.map((one) => ({ ...one })), sort: [] })

/** Keep what somebody chose for the stock grid. */
export function useGridChoice() {
  const now = shallowRef<GridChoice | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    const kept = await keptChoice(NAME)
    now.value = { columns: merged(STANDARD, kept), sort: sortOf(kept, SORTABLE) }
  }

  function set(next: GridChoice): void {
    if (now.value && same(now.value, next)) return
    now.value = next
    clearTimeout(timer)
    timer = setTimeout(flush, SETTLE_MS)
  }

  /** Keep at once what waits to be kept. */
  function flush(): void {
    if (timer === undefined || !now.value) return
    clearTimeout(timer)
    timer = undefined
    void keepChoice(NAME, { ...now.value }).catch(tellTrouble)
  }

  function reset(): GridChoice {
    const usual = standard()
    set(usual)
    return usual
  }

  return { now, load, set, flush, reset }
}
