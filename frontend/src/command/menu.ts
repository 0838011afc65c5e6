/** The menu of the right button: what it stands on, and where. */
import { type Directive, shallowRef } from 'vue'

import type { Incident, Order, Team } from '@/api/models'

import type { Given, Subject } from './types'

export interface OpenMenu {
  subject: Subject
  given: Given
  title: string
  x: number
  y: number
}

export const openMenu = shallowRef<OpenMenu | null>(null)

export interface Row {
  subject: Subject
  given: Given
  title: string
}

/** What the right button finds on an incident. */
export const onIncident = (incident: Incident): Row => ({ subject: 'incident', given: { incident, anything: { what: 'incident', one: incident } }, title: incident.title })

/** What the right button finds on a team. */
export const onTeam = (team: Team): Row => ({ subject: 'team', given: { team, anything: { what: 'team', one: team } }, title: team.name })

/** What the right button finds on the order of a team; a lorry's has its steps beside it. */
export const onOrder = (order: Order, team: Team | undefined): Row | undefined => team && { subject: 'order', given: { order, team }, title: `#${order.number} ${team.name}` }

function open(element: HTMLElement & { row?: Row }, x: number, y: number): void {
  if (element.row) openMenu.value = { ...element.row, x, y }
}

/** `v-command-menu="{ subject, given, title }"`: the right button, or the menu key, offers the commands for a row. */
export const vCommandMenu: Directive<HTMLElement & { row?: Row }, Row | undefined> = {
  mounted(element, { value }) {
    element.row = value
    element.addEventListener('contextmenu', (event) => {
      if (!element.row) return
      event.preventDefault()
      const box = element.getBoundingClientRect()
      const byKey = event.clientX === 0 && event.clientY === 0
      open(element, byKey ? box.left + 12 : event.clientX, byKey ? box.top + 12 : event.clientY)
    })
  },
  updated(element, { value }) {
    element.row = value
  },
}
