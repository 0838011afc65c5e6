/** Finding things by what is typed of them: number, code, name, a part of it, pinyin initials. */
import type { Capability, Incident, IncidentKind, Order, Place, Team } from '@/api/models'
import type { MenuPage } from '@/app/pages'

import { folded, initialsOf } from './pinyin'
import type { ArgumentKind, Given } from './types'
import { levelOf, minutesOf, numbered, ordinalOf } from './verbs'

/** Everything that can be named, as the screen knows it. */
export interface World {
  teams: Team[]
  incidents: Incident[]
  orders: Order[]
  kinds: IncidentKind[]
  capabilities: Capability[]
  pages: { page: MenuPage; name: string }[]
  /** Places as the service found them; null while it looks. */
  places: (text: string) => Place[] | null
  selected: Incident | null
  english: boolean
}

/** One thing that was meant, perhaps: how well it fits, how it is written, what it is. */
export interface Match {
  rank: number
  write: string
  label: string
  detail: string
  given: Given
}

export const EXACT = 1

const OVER = new Set(['stood_down', 'closed'])

/** Return the number within the day: 突-20261122-003 is 3. */
export function dayNumber(incident: Pick<Incident, 'number'>): number {
  return Number(/(\d+)\D*$/.exec(incident.number)?.[1] ?? Number.NaN)
}

/** Say how well a text fits what a thing is called; null when it does not. 0 is best. */
export function rankOf(text: string, keys: string[], names: string[]): number | null {
  const wanted = folded(text)
  if (!wanted) return 9
  const codes = keys.map(folded)
  const called = names.map(folded)
  if (codes.includes(wanted)) return 0
  if (called.includes(wanted)) return 1
  const letters = initialsOf(text)
  const plain = /^[a-z0-9]+$/.test(wanted)
  if (letters && codes.includes(letters)) return EXACT
  if ([...codes, ...called].some((key) => key.startsWith(wanted))) return 2
  const initials = names.map(initialsOf)
  if (plain && initials.some((one) => one.startsWith(wanted))) return 3
  if (called.some((name) => name.includes(wanted))) return 4
  if (plain && wanted.length > 1 && initials.some((one) => one.includes(wanted))) return 5
  if (wanted.length > 1 && called.some((name) => inOrder(wanted, name))) return 6
  return null
}

function inOrder(wanted: string, name: string): boolean {
  let at = 0
  for (const letter of name) if (letter === wanted[at]) at++
  return at === wanted.length
}

function ranked<T>(rows: T[], rank: (row: T) => number | null, match: (row: T) => Omit<Match, 'rank'>): Match[] {
  const found: Match[] = []
  for (const row of rows) {
    const fit = rank(row)
    if (fit !== null) found.push({ rank: fit, ...match(row) })
  }
  return found.sort((a, b) => a.rank - b.rank)
}

/** A code is known by its end as well: WH-XF-034 is XF34. */
function codesOf(code: string): string[] {
  const parts = code.split('-')
  return parts.map((_, n) => parts.slice(n).join('-')).filter((end) => /\D/.test(end))
}

const FREE = new Set(['available', 'standby'])

/** Who is free comes first, then who is nearer to the incident that is open. */
function byUse(world: World): (a: Team, b: Team) => number {
  const to = world.selected?.position
  const far = (team: Team): number => (to ? (team.home.lon - to.lon) ** 2 + (team.home.lat - to.lat) ** 2 : 0)
  return (a, b) => Number(FREE.has(b.state)) - Number(FREE.has(a.state)) || far(a) - far(b) || a.code.localeCompare(b.code)
}

function teams(world: World, text: string): Match[] {
  return ranked(
    world.teams.filter((team) => !team.retired_at).sort(byUse(world)),
    (team) => rankOf(text, codesOf(team.code), [team.name]),
    (team) => ({ write: team.code, label: team.name, detail: team.code, given: { team } }),
  )
}

function incidents(world: World, text: string): Match[] {
  const number = ordinalOf(text)
  const rows = [...world.incidents].sort((a, b) => b.reported_at.localeCompare(a.reported_at))
  const numbered = number === null ? undefined : rows.filter((row) => dayNumber(row) === number).sort((a, b) => Number(OVER.has(a.state)) - Number(OVER.has(b.state)))[0]
  return ranked(
    rows,
    (row) => (row === numbered ? 0 : number !== null && String(number) === text.trim() ? null : penalised(rankOf(text, [row.number], [row.title, row.place_name]), row)),
    (row) => ({ write: incidentText(world, row), label: row.title, detail: row.number, given: { incident: row } }),
  )
}

/** What is over is meant less often. */
function penalised(rank: number | null, incident: Incident): number | null {
  return rank === null || rank === 0 ? rank : rank + (OVER.has(incident.state) ? 0.5 : 0)
}

/** Return how the line writes an incident: by its number of the day while that is not ambiguous. */
export function incidentText(world: Pick<World, 'incidents' | 'english'>, incident: Incident): string {
  const number = dayNumber(incident)
  const same = world.incidents.filter((row) => dayNumber(row) === number && !OVER.has(row.state))
  if (same.length > 1 || OVER.has(incident.state) || Number.isNaN(number)) return incident.number
  return numbered(number, world.english)
}

function orders(world: World, text: string): Match[] {
  const number = ordinalOf(text)
  return ranked(
    world.orders,
    (row) => (number !== null && row.number === number ? 0 : row.team_name ? rankOf(text, [], [row.team_name]) : null),
    (row) => ({ write: `#${row.number}`, label: `#${row.number} ${row.team_name ?? row.depot_name ?? ''}`, detail: row.incident_title, given: { order: row } }),
  )
}

function placesOf(world: World, text: string): Match[] | null {
  const found = world.places(text)
  return found && found.map((place, at) => ({
    rank: at === 0 ? EXACT : 2 + at,
    write: place.name,
    label: place.name,
    detail: place.district_name,
    given: { place: { lon: place.lon, lat: place.lat, name: named(place) } },
  }))
}

/** A place is told with its district, unless that is said already. */
function named(place: Place): string {
  return place.district_name && !place.name.includes(place.district_name) ? `${place.district_name}${place.name}` : place.name
}

function anything(world: World, text: string): Match[] | null {
  const found = placesOf(world, text)
  const places = (found ?? []).map((match, at) => ({ ...match, rank: match.rank + 2, given: { anything: { what: 'place' as const, one: world.places(text)![at]! } } }))
  const own = [
    ...incidents(world, text).map((match) => ({ ...match, given: { anything: { what: 'incident' as const, one: match.given.incident! } } })),
    ...teams(world, text).map((match) => ({ ...match, given: { anything: { what: 'team' as const, one: match.given.team! } } })),
  ]
  if (!own.length && found === null) return null
  return [...own, ...places].sort((a, b) => a.rank - b.rank)
}

function numbers(kind: 'level' | 'count' | 'minutes', text: string, value: number | null): Match[] {
  return value === null ? [] : [{ rank: 0, write: text, label: text, detail: '', given: { [kind]: value } }]
}

/** Return what a text may mean as an argument, best first; null while the service is asked. */
export function matchesOf(world: World, kind: ArgumentKind, text: string): Match[] | null {
  switch (kind) {
    case 'team': return teams(world, text)
    case 'incident': return incidents(world, text)
    case 'order': return orders(world, text)
    case 'place': return placesOf(world, text)
    case 'anything': return anything(world, text)
    case 'kind': return ranked(world.kinds, (row) => rankOf(text, [row.code], [row.name, row.name_en]), (row) => ({ write: world.english ? row.name_en : row.name, label: world.english ? row.name_en : row.name, detail: row.initials, given: { kind: row } }))
    case 'capability': return ranked(world.capabilities, (row) => rankOf(text, [row.code], [row.name, row.name_en]), (row) => ({ write: world.english ? row.code : row.name, label: world.english ? row.name_en : row.name, detail: '', given: { capability: row } }))
    case 'page': return ranked(world.pages, (row) => rankOf(text, [row.page.path.slice(1)], [row.name]), (row) => ({ write: row.name, label: row.name, detail: row.page.path, given: { page: row.page } }))
    case 'level': return numbers('level', text, levelOf(text))
    case 'count': return numbers('count', text, /^\d{1,6}$/.test(text) ? Number(text) : null)
    case 'minutes': return numbers('minutes', text, minutesOf(text))
    case 'reason': return [{ rank: 0, write: text, label: text, detail: '', given: { reason: text } }]
    case 'text': return [{ rank: 0, write: text, label: text, detail: '', given: { text } }]
  }
}

/** Return the one thing that is meant: the only one, or the best where nothing else is as good. */
export function meant(matches: Match[]): Match | null {
  const [first, second] = matches
  if (!first) return null
  if (!second || first.rank < second.rank) return first.rank <= EXACT || !second || second.rank - first.rank >= 1 ? first : null
  return null
}
