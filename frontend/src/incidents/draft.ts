/** The report that is being written: kept while typing, so that nothing is lost by a reload. */
import { reactive, watch } from 'vue'

import type { Incident, IncidentIn, IncidentPatch, Point } from '@/api/models'
import { keptAs } from '@/app/worldAddress'

export const COUNTS = ['deaths', 'missing', 'serious_injuries', 'minor_injuries', 'trapped', 'exposed', 'loss_yuan'] as const

export interface Draft {
  kind: string
  title: string
  place_name: string
  position: Point | null
  description: string
  priority: number | null
  received_via: NonNullable<IncidentIn['received_via']>
  caller_name: string
  caller_phone: string
  occurred_at: string | null
  deaths: number | null
  missing: number | null
  serious_injuries: number | null
  minor_injuries: number | null
  trapped: number | null
  exposed: number | null
  loss_yuan: number | null
  substance_un: string | null
  substance_name: string
  spill: 'small' | 'large' | null
  container: string | null
  wind_from_deg: number | null
  wind_speed_ms: number | null
}

const KEY = keptAs('muster.report-draft')

/** Return a report with nothing in it: every count unknown, not zero. */
export function emptyDraft(): Draft {
  return {
    kind: '', title: '', place_name: '', position: null, description: '', priority: null, received_via: 'phone',
    caller_name: '', caller_phone: '', occurred_at: null, deaths: null, missing: null, serious_injuries: null,
    minor_injuries: null, trapped: null, exposed: null, loss_yuan: null, substance_un: null, substance_name: '',
    spill: null, container: null, wind_from_deg: null, wind_speed_ms: null,
  }
}

/** Return a draft filled from an incident that is to be corrected. */
export function draftOf(incident: Incident): Draft {
  const draft: Record<string, unknown> = { ...emptyDraft() }
  for (const key of Object.keys(draft)) if (key in incident) draft[key] = incident[key as keyof Incident]
  return { ...(draft as unknown as Draft), substance_name: '' }
}

/** Return the draft of a new report, remembered in this browser tab until it is registered. */
export function keptDraft(): { draft: Draft; clear: () => void } {
  const stored = sessionStorage.getItem(KEY)
  const draft = reactive<Draft>({ ...emptyDraft(), ...(stored ? (JSON.parse(stored) as Partial<Draft>) : {}) })
  watch(draft, () => sessionStorage.setItem(KEY, JSON.stringify(draft)))
  const clear = () => {
    Object.assign(draft, emptyDraft())
    sessionStorage.removeItem(KEY)
  }
  return { draft, clear }
}

/** A blank number field is unknown; it is sent as null and never as zero. */
function known(value: number | null | undefined): number | null {
  return value ?? null
}

function shared(draft: Draft) {
  return {
    title: draft.title.trim(),
    place_name: draft.place_name.trim(),
    description: draft.description.trim(),
    ...Object.fromEntries(COUNTS.map((name) => [name, known(draft[name])])),
    substance_un: draft.substance_un,
    spill: draft.spill,
    container: draft.container,
    wind_from_deg: known(draft.wind_from_deg),
    wind_speed_ms: known(draft.wind_speed_ms),
  }
}

/** Return the report as it is sent. */
export function reportOf(draft: Draft): IncidentIn {
  return {
    ...shared(draft),
    kind: draft.kind,
    position: draft.position!,
    priority: known(draft.priority),
    occurred_at: draft.occurred_at,
    received_via: draft.received_via,
    caller_name: draft.caller_name.trim() || null,
    caller_phone: draft.caller_phone.trim() || null,
  } as IncidentIn
}

/** Return what was changed against the incident as it was seen. */
export function patchOf(draft: Draft, seen: Incident): IncidentPatch {
  const next: Record<string, unknown> = { ...shared(draft), position: draft.position, priority: draft.priority ?? seen.priority }
  const changed = Object.entries(next).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(seen[key as keyof Incident]),
  )
  return Object.fromEntries(changed) as IncidentPatch
}

const LABELS: Record<string, string> = { place_name: 'place', substance_un: 'substance', wind_from_deg: 'windFrom', wind_speed_ms: 'windSpeed' }

/** What a field of a report is called. */
export const labelOf = (field: string): string => `incident.${LABELS[field] ?? field}`

/** A value of a field as people read it. */
export function shownValue(_field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  const { lon, lat } = value as Partial<Point>
  return lon === undefined || lat === undefined ? String(value) : `${lon.toFixed(5)}, ${lat.toFixed(5)}`
}
