/** What a command is: its words, its arguments, where it is offered, and what it does. */
import type { Capability, Incident, IncidentKind, Order, Place, Point, Team } from '@/api/models'
import type { MenuPage } from '@/app/pages'

export type ArgumentKind = 'team' | 'incident' | 'order' | 'place' | 'kind' | 'capability' | 'level' | 'count' | 'minutes' | 'page' | 'anything' | 'text' | 'reason'

export interface Argument {
  kind: ArgumentKind
  /** Left out, the selected incident or nothing is meant. */
  optional?: boolean
}

/** A place that somebody named or pointed at. */
export interface Spot extends Point {
  name: string
}

export type Found = { what: 'incident'; one: Incident } | { what: 'team'; one: Team } | { what: 'place'; one: Place }

/** The arguments of a command once they are known. */
export interface Given {
  team?: Team
  incident?: Incident
  order?: Order
  place?: Spot
  kind?: IncidentKind
  capability?: Capability
  level?: number
  count?: number
  minutes?: number
  page?: MenuPage
  anything?: Found
  text?: string
  reason?: string
}

export type Mood = 'good' | 'warn' | 'alarm' | 'plain'

/** What will happen, told before it does; `blocked` says why it cannot. */
export interface Preview {
  lines: { text: string; mood: Mood }[]
  blocked?: string
  /** An argument that must be given before it can be done. */
  lacks?: 'reason'
  /** Something is still being worked out: look again in a moment. */
  unfinished?: boolean
}

/** What was done, and how it is taken back where it can be. */
export interface Done {
  text: string
  undo?: (reason: string) => Promise<unknown>
}

export type Context = 'everywhere' | 'incident'
export type Subject = 'incident' | 'team' | 'order' | 'place'
export type Group = 'decide' | 'teams' | 'incident' | 'map' | 'screen'

export interface Command {
  id: string
  group: Group
  permission: string | null
  /** The key as `KeyboardEvent.key` names it. */
  key?: string
  context?: Context
  args: Argument[]
  /** On which rows and marks the right button offers it. */
  targets?: Subject[]
  /** What is being dragged onto what. */
  drag?: { from: Subject; onto: Subject }
  /** Commands that change something tell it beforehand and wait for Enter. */
  preview?: (given: Given) => Promise<Preview>
  run: (given: Given) => Promise<Done | void> | Done | void
}
