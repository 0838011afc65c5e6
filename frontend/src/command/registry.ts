/** Every command, once: keys, menus, the line, drags and the list of keys are all made from this. */
import { DECIDE_COMMANDS } from './commands/decide'
import { INCIDENT_COMMANDS } from './commands/incident'
import { MAP_COMMANDS } from './commands/map'
import { SCREEN_COMMANDS } from './commands/screen'
import { TEAM_COMMANDS } from './commands/teams'
import type { Command, Context, Group, Subject } from './types'

export const COMMANDS: Command[] = [...DECIDE_COMMANDS, ...TEAM_COMMANDS, ...INCIDENT_COMMANDS, ...MAP_COMMANDS, ...SCREEN_COMMANDS]

export const GROUPS: Group[] = ['decide', 'teams', 'incident', 'map', 'screen']

type May = (permission: string) => boolean

/** Return a command by its name. */
export function command(id: string): Command {
  return COMMANDS.find((one) => one.id === id)!
}

/** Return what somebody may do at all. */
export function allowed(may: May): Command[] {
  return COMMANDS.filter((one) => one.permission === null || may(one.permission))
}

/** Return what the right button offers on something. */
export function offeredOn(subject: Subject, may: May): Command[] {
  return allowed(may).filter((one) => one.targets?.includes(subject))
}

/** Return the command behind a key in a context; what holds everywhere holds there too. */
export function commandOfKey(key: string, context: Context): Command | undefined {
  const holds = (one: Command) => (one.context ?? 'everywhere') === 'everywhere' || one.context === context
  return COMMANDS.find((one) => one.key === key && holds(one))
}

/** Return the command that dropping one thing on another gives. */
export function commandOfDrop(from: Subject, onto: Subject): Command | undefined {
  return COMMANDS.find((one) => one.drag?.from === from && one.drag.onto === onto)
}
