/** The whole client state and its one rule: put by id if newer, remove only when the kind says so. */
import type {
  Activation,
  Alarm,
  Capability,
  Closure,
  Depot,
  EventOut,
  Facility,
  HazardArea,
  HazardSource,
  Incident,
  Item,
  LogEntry,
  Need,
  Order,
  Position,
  Proposal,
  Sitrep,
  Snapshot,
  Steering,
  Task,
  Team,
} from '@/api/models'

export interface Nouns {
  incident: Incident
  need: Need
  activation: Activation
  task: Task
  hazard_area: HazardArea
  closure: Closure
  team: Team
  depot: Depot
  facility: Facility
  hazard_source: HazardSource
  proposal: Proposal
  steering: Steering
  order: Order
  sitrep: Sitrep
  log_entry: LogEntry
  alarm: Alarm
}

export type Noun = keyof Nouns
export type Picture = { [N in Noun]: Map<string, Nouns[N]> }

/** Where each noun stands in the snapshot. */
export const SNAPSHOT_KEYS: { [N in Noun]: keyof Snapshot } = {
  incident: 'incidents',
  need: 'needs',
  activation: 'activations',
  task: 'tasks',
  hazard_area: 'hazard_areas',
  closure: 'closures',
  team: 'teams',
  depot: 'depots',
  facility: 'facilities',
  hazard_source: 'hazard_sources',
  proposal: 'proposals',
  steering: 'steerings',
  order: 'orders',
  sitrep: 'sitreps',
  log_entry: 'log_entries',
  alarm: 'alarms',
}

export const NOUNS = Object.keys(SNAPSHOT_KEYS) as Noun[]

interface Identified {
  id: string
  version?: number
}

/** Return a picture with nothing in it; `make` lets the caller choose reactive maps. */
export function emptyPicture(make: <V>() => Map<string, V> = () => new Map()): Picture {
  return Object.fromEntries(NOUNS.map((noun) => [noun, make()])) as unknown as Picture
}

/** Replace the picture by a snapshot. */
export function loadSnapshot(picture: Picture, snapshot: Snapshot): void {
  for (const noun of NOUNS) {
    const map = picture[noun] as Map<string, Identified>
    map.clear()
    for (const record of snapshot[SNAPSHOT_KEYS[noun]] as unknown as Identified[]) map.set(record.id, record)
  }
}

/** Say whether `next` may replace `known`: an older version never does. */
export function isNewer(known: Identified | undefined, next: Identified): boolean {
  if (known?.version === undefined || next.version === undefined) return true
  return next.version >= known.version
}

/** Fold one event into the picture; events of nouns that are not held are passed over. */
export function applyEvent(picture: Picture, event: EventOut): void {
  const [noun, verb] = event.kind.split('.') as [Noun, string]
  const record = event[noun] as Identified | undefined
  const map = picture[noun] as Map<string, Identified> | undefined
  if (!map || !record) return
  if (verb === 'removed') map.delete(record.id)
  else if (isNewer(map.get(record.id), record)) map.set(record.id, record)
}

/** Fold several events in their order. */
export function applyEvents(picture: Picture, events: readonly EventOut[]): void {
  for (const event of events) applyEvent(picture, event)
}

/** Put positions, the latest of each team winning. */
export function applyPositions(held: Map<string, Position>, arrived: Position[]): void {
  for (const position of arrived) {
    const known = held.get(position.team_id)
    if (!known || position.at >= known.at) held.set(position.team_id, position)
  }
}

/** The catalogues that come with the snapshot, by code. */
export interface Catalogues {
  capabilities: Map<string, Capability>
  items: Map<string, Item>
}

/** Index the catalogues of a snapshot by code. */
export function cataloguesOf(snapshot: Pick<Snapshot, 'capabilities' | 'items'>): Catalogues {
  return {
    capabilities: new Map(snapshot.capabilities.map((row) => [row.code, row])),
    items: new Map(snapshot.items.map((row) => [row.code, row])),
  }
}
