/** What the windows of one person in one browser tell each other: what is selected, what to notice, who is there. */
import { onBeforeUnmount, onMounted, watch } from 'vue'

import type { Point } from '@/api/models'
import { type PanelMode, type Tab, usePanel } from '@/app/panel'
import { useSession } from '@/app/session'
import { keptAs } from '@/app/worldAddress'

import { useFlash } from './flash'
import { useLayout } from './kept'
import { type Pane, PANES } from './layout'

export interface Chosen {
  incidentId: string | null
  teamId: string | null
  mode: PanelMode
  tab: Tab
}

type Message =
  | { type: 'chosen'; chosen: Chosen }
  | { type: 'flash'; point: Point }
  | { type: 'here' | 'gone' | 'close'; pane: Pane }
  | { type: 'report'; correctingId: string | null }
  | { type: 'who' }

type Panel = ReturnType<typeof usePanel>

/** Return what is selected in this window. */
export function chosenOf(panel: Panel): Chosen {
  return { incidentId: panel.incidentId, teamId: panel.teamId, mode: panel.mode, tab: panel.tab }
}

/** Select what another window selected. A form that somebody fills in is not taken away. */
export function follow(panel: Panel, chosen: Chosen): void {
  panel.incidentId = chosen.incidentId
  panel.teamId = chosen.teamId
  if (panel.mode === 'report' || chosen.mode === 'report') return
  panel.tab = chosen.tab
  panel.mode = chosen.mode
}

/** Share the selection with the other windows of this person. `pane` is what this window shows; null is the whole desk. */
export function useSharing(pane: Pane | null): { tell: (message: Message) => void } {
  const panel = usePanel()
  const layout = useLayout()
  const flash = useFlash()
  const account = useSession().me?.account.id
  const channel = typeof BroadcastChannel === 'undefined' || !account ? null : new BroadcastChannel(keptAs(`muster-desk-${account}`))
  let told = JSON.stringify(chosenOf(panel))
  let heardFlash = 0
  /** Where the panel stands: in its own window, else on the whole desk. */
  const takesReports = () => pane === 'panel' || (pane === null && !layout.away.has('panel'))

  function tell(message: Message): void {
    channel?.postMessage(message)
  }

  function hear(message: Message): void {
    if (message.type === 'chosen') {
      told = JSON.stringify(message.chosen)
      follow(panel, message.chosen)
      told = JSON.stringify(chosenOf(panel))
    } else if (message.type === 'flash') {
      flash.flash(message.point)
      heardFlash = flash.at!.n
    } else if (message.type === 'report') {
      if (takesReports()) takeReport(message.correctingId)
    } else if (message.type === 'who') {
      if (pane) tell({ type: 'here', pane })
      else tell({ type: 'chosen', chosen: chosenOf(panel) })
    } else if (message.type === 'close') {
      if (pane === message.pane) window.close()
    } else if (PANES.includes(message.pane)) layout.setAway(message.pane, message.type === 'here')
  }

  /** A report is taken down where there is a panel; a window without one hands it on. */
  function takeReport(correctingId: string | null): void {
    panel.report(correctingId)
    window.focus()
  }

  function handOn(): void {
    if (takesReports() || panel.mode !== 'report') return
    tell({ type: 'report', correctingId: panel.correctingId })
    panel.home()
  }

  function leave(): void {
    if (pane) tell({ type: 'gone', pane })
    layout.flush()
  }

  watch(() => panel.mode, handOn)
  watch(() => JSON.stringify(chosenOf(panel)), (chosen) => {
    if (chosen === told) return
    told = chosen
    tell({ type: 'chosen', chosen: chosenOf(panel) })
  })
  watch(() => flash.at, (at) => {
    if (at && at.n !== heardFlash) tell({ type: 'flash', point: at.point })
  })
  onMounted(() => {
    if (channel) channel.onmessage = (event: MessageEvent<Message>) => hear(event.data)
    if (pane) tell({ type: 'here', pane })
    tell({ type: 'who' })
    window.addEventListener('pagehide', leave)
  })
  onBeforeUnmount(() => {
    leave()
    window.removeEventListener('pagehide', leave)
    channel?.close()
  })
  return { tell }
}
