/** Dragging a team onto an incident is the command to send it: the line shows what that would mean. */
import { type Directive, shallowRef } from 'vue'

import type { Incident, Team } from '@/api/models'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'

import { useCommandLine } from './line'
import { commandOfDrop } from './registry'

const TYPE = 'application/x-muster-team'

/** The team in hand, for whoever wants to show where it can be dropped. */
export const dragged = shallowRef<Team | null>(null)

/** Say whether this person may send teams at all. */
export function maySend(): boolean {
  const command = commandOfDrop('team', 'incident')
  return !!command && (command.permission === null || useSession().may(command.permission))
}

/** What makes an element a team that can be dragged: `v-bind="useDragTeam(() => team)"`. */
export function useDragTeam(team: () => Team | string | null | undefined) {
  const known = (): Team | null => {
    const value = team()
    return typeof value === 'string' ? (useLive().team.get(value) ?? null) : (value ?? null)
  }
  return {
    draggable: true,
    onDragstart(event: DragEvent) {
      const one = known()
      if (!one || !maySend()) return event.preventDefault()
      dragged.value = one
      event.dataTransfer!.setData(TYPE, one.id)
      event.dataTransfer!.setData('text/plain', one.name)
      event.dataTransfer!.effectAllowed = 'link'
    },
    onDragend() {
      dragged.value = null
    },
  }
}

/** Say what a drop of the team in hand on an incident would be: the line opens with its preview. */
export function dropOn(incident: Incident | null | undefined): boolean {
  const team = dragged.value
  const command = commandOfDrop('team', 'incident')
  dragged.value = null
  if (!team || !incident || !command) return false
  void useCommandLine().invoke(command, { team, incident })
  return true
}

/** What makes an element a place to drop a team on: `v-bind="useDropIncident(() => incident)"`. */
export function useDropIncident(incident: () => Incident | string | null | undefined) {
  return {
    onDragover(event: DragEvent) {
      if (!dragged.value) return
      event.preventDefault()
      event.dataTransfer!.dropEffect = 'link'
      ;(event.currentTarget as HTMLElement).classList.add('drop-here')
    },
    onDragleave(event: DragEvent) {
      ;(event.currentTarget as HTMLElement).classList.remove('drop-here')
    },
    onDrop(event: DragEvent) {
      event.preventDefault()
      ;(event.currentTarget as HTMLElement).classList.remove('drop-here')
      const value = incident()
      dropOn(typeof value === 'string' ? useLive().incident.get(value) : value)
    },
  }
}

type Handlers = Record<string, (event: DragEvent) => void>

function listen(element: HTMLElement, handlers: Handlers): void {
  for (const [name, handler] of Object.entries(handlers)) element.addEventListener(name.slice(2).toLowerCase(), handler as EventListener)
}

/** `v-drag-team="team"`: a team, or its id, that can be dragged onto an incident. */
export const vDragTeam: Directive<HTMLElement & { team?: Team | string | null }, Team | string | null | undefined> = {
  mounted(element, { value }) {
    element.team = value ?? null
    const { draggable, ...handlers } = useDragTeam(() => element.team)
    element.draggable = draggable
    listen(element, handlers as unknown as Handlers)
  },
  updated(element, { value }) {
    element.team = value ?? null
  },
}

/** `v-drop-incident="incident"`: an incident, or its id, that a team can be dropped on. */
export const vDropIncident: Directive<HTMLElement & { incident?: Incident | string | null }, Incident | string | null | undefined> = {
  mounted(element, { value }) {
    element.incident = value ?? null
    listen(element, useDropIncident(() => element.incident) as unknown as Handlers)
  },
  updated(element, { value }) {
    element.incident = value ?? null
  },
}
