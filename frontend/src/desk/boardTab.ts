/** Which tab of the board is open; remembered in this browser. */
import { ref, watch } from 'vue'

const TABS = ['incidents', 'teams', 'needs'] as const
export type BoardTab = (typeof TABS)[number]
const KEY = 'muster.board.tab'
const stored = localStorage.getItem(KEY) as BoardTab
const tab = ref<BoardTab>(TABS.includes(stored) ? stored : 'incidents')
watch(tab, (next) => localStorage.setItem(KEY, next))

/** Return the open tab of the board and all of them. */
export function useBoardTab() {
  return { tab, TABS }
}
