/** Opens a pane in a window of its own, for another monitor. */
import { keptAs, worldBase } from '@/app/worldAddress'

import type { Pane } from './layout'

const SIZES: Record<Pane, string> = {
  board: 'width=460,height=940', map: 'width=1280,height=940', log: 'width=1100,height=700', panel: 'width=760,height=940', coverage: 'width=1280,height=940',
}

/** Open the window of a pane, or bring the open one forward; false when the browser does not allow it. */
export function openWindow(pane: Pane): boolean {
  const opened = window.open(`${worldBase()}/desk/${pane}`, keptAs(`muster-${pane}`), `popup,${SIZES[pane]}`)
  opened?.focus()
  return opened !== null
}
