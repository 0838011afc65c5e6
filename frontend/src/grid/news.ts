/** What happens elsewhere while the grid is open: rows follow, and a list that changed is read again. */
import { onBeforeUnmount } from 'vue'

import type { Lot } from '@/api/models'
import { useLive } from '@/live/store'

import type { LotRow } from './calls'

const PAUSE_MS = 1_500
const LIST_CHANGED = /^(lot\.entered|depot\.counted|safety_stock\.set|import_batch\.(applied|undone)|stock_transfer\.)/

/** Follow the events of stock as long as the component lives. */
export function useGridNews({ show, refresh }: { show: (rows: LotRow[]) => void; refresh: () => void }): void {
  const live = useLive()
  let timer: ReturnType<typeof setTimeout> | undefined
  const deaf = live.onEvent((event) => {
    if (event.kind === 'lot.changed') show([event.lot as Lot as LotRow])
    if (!LIST_CHANGED.test(event.kind)) return
    clearTimeout(timer)
    timer = setTimeout(refresh, PAUSE_MS)
  })
  onBeforeUnmount(() => {
    deaf()
    clearTimeout(timer)
  })
}
