/** The form of an inject: flat fields while it is written, the shape the service takes when it is sent. */
import type { Inject, InjectIn, InjectPatch } from './calls'
import { ringAround } from './course'

export const KINDS = ['tell', 'report', 'correct', 'close_road', 'lose_teams', 'lose_stock', 'set_weather'] as const
export type Kind = (typeof KINDS)[number]
export const ROLES = ['all', 'commander', 'duty_officer', 'county_clerk', 'team_leader'] as const
export const WEATHERS = ['dry', 'rain', 'heavy_rain', 'snow', 'ice', 'fog'] as const
export const COUNTS = ['deaths', 'missing', 'serious_injuries', 'minor_injuries', 'trapped', 'exposed'] as const

type Doing = InjectIn['doing']
export type Role = InjectIn['to'][number]

export interface Draft {
  kind: Kind
  to: Role[]
  hidden: boolean
  when: 'now' | 'by_hand' | number
  sender: string
  text: string
  incident: string
  incidentKind: string
  title: string
  place: string
  lon: number | null
  lat: number | null
  radius_m: number
  reason: string
  capability: string
  count: number
  item: string
  percent: number
  weather: string
  known: Partial<Record<(typeof COUNTS)[number], number | null>>
  expected: string
  within_min: number | null
}

export function emptyDraft(): Draft {
  return {
    kind: 'tell', to: ['duty_officer'], hidden: false, when: 'now', sender: '', text: '', incident: '', incidentKind: '', title: '', place: '', lon: null, lat: null,
    radius_m: 200, reason: '', capability: '', count: 1, item: '', percent: 30, weather: 'rain', known: {}, expected: '', within_min: null,
  }
}

interface Kept {
  do: Kind
  sender?: { zh: string }
  text?: { zh: string }
  incident?: string
  report?: { kind: string; title: string; place_name: string; description?: string; position: { lon: number; lat: number } }
  change?: Draft['known']
  closure?: { reason: string; area?: { coordinates: number[][][] } }
  capability?: string
  near?: { lon: number; lat: number }
  count?: number
  item?: string
  percent?: number
  reason?: { zh: string }
  condition?: { weather: string; note?: string }
}

/** The form of an inject that is there already. */
export function draftOf(row: Inject): Draft {
  const kept = (row.script?.doing ?? { do: row.doing.do }) as unknown as Kept
  const place = kept.report?.position ?? kept.near
  return {
    ...emptyDraft(),
    kind: kept.do,
    to: [...row.roles] as Role[],
    hidden: row.hidden,
    sender: kept.sender?.zh ?? '',
    text: kept.text?.zh ?? kept.report?.description ?? '',
    incident: kept.incident ?? '',
    incidentKind: kept.report?.kind ?? '',
    title: kept.report?.title ?? '',
    place: kept.report?.place_name ?? '',
    lon: place?.lon ?? null,
    lat: place?.lat ?? null,
    reason: kept.reason?.zh ?? kept.closure?.reason ?? kept.condition?.note ?? '',
    capability: kept.capability ?? '',
    count: kept.count ?? 1,
    item: kept.item ?? '',
    percent: kept.percent ?? 30,
    weather: kept.condition?.weather ?? 'rain',
    known: { ...kept.change },
  }
}

/** The fields that must be there and are not, by their names; a closure that is there already keeps its place. */
export function missingIn(draft: Draft, isNew = true): string[] {
  const wanted: Record<Kind, [string, unknown][]> = {
    tell: [['sender', draft.sender], ['text', draft.text]],
    report: [['kindOfIncident', draft.incidentKind], ['title', draft.title], ['place', draft.place], ['incident', draft.incident], ['lon', draft.lon], ['lat', draft.lat]],
    correct: [['incident', draft.incident], ['known', given(draft.known).length]],
    close_road: [['reason', draft.reason], ...(isNew ? [['lon', draft.lon], ['lat', draft.lat]] as [string, unknown][] : [])],
    lose_teams: [['capability', draft.capability], ['reason', draft.reason], ['lon', draft.lon], ['lat', draft.lat]],
    lose_stock: [['item', draft.item], ['reason', draft.reason]],
    set_weather: [['weather', draft.weather]],
  }
  const found = wanted[draft.kind].filter(([, value]) => value === null || value === '' || value === 0).map(([name]) => name)
  return draft.to.length ? found : [...found, 'to']
}

const given = (known: Draft['known']) => Object.entries(known).filter(([, value]) => value !== null && value !== undefined)

interface Said { zh: string; en?: string }

/** Words as they were as long as nobody changed them, translation included; new ones have none yet. */
function said(zh: string, before: unknown): Said {
  const known = before as Said | undefined
  return known?.zh === zh ? known : { zh }
}

/** What an inject does, in the shape of a scenario; what the form does not show stays as it was. */
export function doingOf(draft: Draft, before?: Record<string, unknown>): Doing {
  const near = { lon: draft.lon ?? 0, lat: draft.lat ?? 0 }
  const former = before?.do === draft.kind ? before : {}
  const reason = said(draft.reason, former.reason)
  const kept = (name: string) => former[name] as object | undefined
  switch (draft.kind) {
    case 'tell':
      return { ...former, do: 'tell', sender: said(draft.sender, former.sender), text: said(draft.text, former.text) } as Doing
    case 'report':
      return { do: 'report', incident: draft.incident, report: { ...kept('report'), kind: draft.incidentKind, title: draft.title, description: draft.text, place_name: draft.place, position: near } } as Doing
    case 'correct':
      return { do: 'correct', incident: draft.incident, change: Object.fromEntries(given(draft.known)) } as Doing
    case 'close_road':
      return { do: 'close_road', closure: { kind: 'accident', reason: draft.reason, area: { type: 'Polygon', coordinates: [ringAround(near.lon, near.lat, draft.radius_m)] } } } as Doing
    case 'lose_teams':
      return { do: 'lose_teams', capability: draft.capability, near, count: draft.count, reason } as Doing
    case 'lose_stock':
      return { do: 'lose_stock', item: draft.item, percent: draft.percent, reason } as Doing
    case 'set_weather':
      return { do: 'set_weather', condition: { ...kept('condition'), weather: draft.weather, note: draft.reason } } as Doing
  }
}

/** What is sent for a new inject; `elapsed_s` is where the exercise stands. */
export function newOf(draft: Draft, elapsed_s: number): InjectIn {
  const trigger = draft.when === 'now' ? null : draft.when === 'by_hand' ? { by_hand: true } : { at_s: Math.round(elapsed_s + draft.when * 60) }
  const expected = draft.expected ? [{ text: { zh: draft.expected }, ...(draft.within_min ? { within_s: draft.within_min * 60 } : {}) }] : []
  return { doing: doingOf(draft), to: draft.to, hidden: draft.hidden, trigger, expected } as InjectIn
}

/** What is sent to change one; a closure keeps its area, which this form does not draw again. */
export function changeOf(draft: Draft, row: Inject): InjectPatch {
  const before = (row.script?.doing ?? {}) as Record<string, unknown>
  const patch = { to: draft.to, hidden: draft.hidden }
  if (draft.kind !== 'close_road') return { ...patch, doing: doingOf(draft, before) } as InjectPatch
  return { ...patch, doing: { ...before, closure: { ...(before.closure as object), reason: draft.reason } } } as unknown as InjectPatch
}
