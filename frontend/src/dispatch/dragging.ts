/** A team carried by the pointer: from a line, a list or the board onto a need or another team's line. */
import { dragged } from '@/command/drag'
import { useLive } from '@/live/store'

const TYPE = 'application/x-muster-team'

/** Begin to carry a team; other places that take teams, as the board's incidents, are told too. */
export function carryTeam(event: DragEvent, teamId: string): void {
  if (!event.dataTransfer) return
  event.dataTransfer.setData(TYPE, teamId)
  event.dataTransfer.effectAllowed = 'link'
  dragged.value = useLive().team.get(teamId) ?? null
}

/** Put the team down again. */
export function dropNothing(): void {
  dragged.value = null
}

/** Let a team be dropped here; what else is carried passes by. */
export function allowTeam(event: DragEvent): void {
  if (!event.dataTransfer?.types.includes(TYPE)) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'link'
}

/** Return the team that was dropped, if it was one. */
export function droppedTeam(event: DragEvent): string | null {
  const team = event.dataTransfer?.getData(TYPE) || null
  if (team) event.preventDefault()
  return team
}
