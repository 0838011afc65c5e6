/** What the right-hand panel shows, and which incident is selected. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export type PanelMode = 'incident' | 'proposal' | 'orders' | 'report' | 'closures' | 'team' | 'study' | 'way'
export const VIEWS = ['board', 'map', 'panel', 'log'] as const
export type View = (typeof VIEWS)[number]

export const TABS = ['facts', 'clocks', 'hazards', 'plans', 'needs', 'proposal', 'orders', 'tasks', 'sitreps', 'log'] as const
export type Tab = (typeof TABS)[number]

export const usePanel = defineStore('panel', () => {
  const mode = ref<PanelMode>('proposal')
  const incidentId = ref<string | null>(null)
  const teamId = ref<string | null>(null)
  const tab = ref<Tab>('facts')
  /** The incident being corrected in the report form; null when a new one is taken down. */
  const correctingId = ref<string | null>(null)
  /** On a phone one pane is seen at a time. */
  const view = ref<View>('board')
  const helpOpen = ref(false)

  function select(id: string, at: Tab = tab.value): void {
    incidentId.value = id
    tab.value = at
    mode.value = 'incident'
    view.value = 'panel'
  }

  /** Select an incident for all panes, without turning a phone to the panel. A form stays open. */
  function choose(id: string): void {
    incidentId.value = id
    if (mode.value !== 'report') mode.value = 'incident'
  }

  function report(correcting: string | null = null): void {
    correctingId.value = correcting
    mode.value = 'report'
    view.value = 'panel'
  }

  function show(next: PanelMode): void {
    mode.value = next
    view.value = 'panel'
  }

  function showTeam(id: string): void {
    teamId.value = id
    show('team')
  }

  /** Go back to the selected incident, or to the joint proposal. */
  function home(): void {
    mode.value = incidentId.value ? 'incident' : 'proposal'
  }

  return { mode, incidentId, teamId, tab, correctingId, view, helpOpen, select, choose, report, show, showTeam, home }
})
