/** Every event as a plain sentence: who did what. One template for each kind the service knows. */
import { useI18n } from 'vue-i18n'

import { useAlarmWords } from '@/alarms/words'
import type { Alarm, EventOut } from '@/api/models'
import { useLive } from '@/live/store'
import { instantText } from '@/ui/time'
import { useWords } from '@/ui/words'

import { subjectOf } from './eventText'

type Row = Record<string, unknown>
type Facts = Record<string, string | number>

/** What is told of an event: the changed record under its noun, whole or light. */
export interface Told {
  seq: number
  at: string
  kind: string
  incident_id: string | null
  actor_name: string | null
  [noun: string]: unknown
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** Return functions that tell an event: who, what, both. `titleOf` may know incidents that the picture does not hold. */
export function useSentences(titleOf?: (incidentId: string) => string | undefined) {
  const { t, te } = useI18n()
  const live = useLive()
  const { coded, english, amount, unitOf, unitNamed, titled } = useWords()
  const alarms = useAlarmWords()

  const quoted = (name: string) => t('sentence.quoted', { name })
  const named = (row: Row, field: string) => text((english() && row[`${field}_en`]) || row[field])
  const bracketed = (value: unknown) => (text(value) ? t('sentence.inBrackets', { text: text(value) }) : '')

  function incidentOf(event: Told, row: Row): string {
    const known = event.incident_id ? live.incident.get(event.incident_id) : undefined
    const told = row.incident_title ?? (event.kind.startsWith('incident.') ? row.title : undefined)
    const name = text(known?.title ?? told ?? (event.incident_id && titleOf?.(event.incident_id)))
    return name ? quoted(name) : t('sentence.someIncident')
  }

  function teamOf(row: Row): string {
    const known = live.team.get(text(row.team_id))
    return quoted(known?.name ?? text(row.team_name ?? row.truck_plate ?? row.depot_name))
  }

  function stocked(row: Row): string {
    const item = text(row.item_code) || text(row.item_name)
    return amount(count(row.outstanding ?? row.quantity), unitNamed(text(row.unit) || null, item))
  }

  function needFacts(row: Row): Facts {
    const unit = unitOf({ capability_code: text(row.capability_code) || null, item_code: text(row.item_code) || null })
    const label = named(row, 'label')
    return { label, what: `${label} × ${amount(count(row.quantity), unit)}`, quantity: count(row.quantity), committed: count(row.committed), arrived: count(row.arrived) }
  }

  function stockFacts(row: Row): Facts {
    return {
      item: named(row, 'item_name'), quantity: stocked(row), depot: text(row.depot_name), who: text(row.borrower),
      from: text(row.from_depot_name), to: text(row.to_depot_name), note: bracketed(row.purpose),
    }
  }

  function lawFacts(row: Row): Facts {
    const weather = coded('roads.weather', text(row.weather))
    return {
      weather, source: text(row.source), n: text(row.number || row.count || row.boxes || row.priority), view: coded('study.view', text(row.kind)),
      edition: text(row.edition), area: text(row.area_name ?? row.jurisdiction_name), title: titled({ title: text(row.title || row.name), title_en: text(row.title_en) }),
      owner: text(row.owner_name), provider: text(row.provider_name), receiver: text(row.receiver_name),
    }
  }

  function readinessFacts(row: Row): Facts {
    const counts = (row.counts ?? {}) as Row
    const lost = (row.lost ?? []) as Row[]
    return { n: text(row.number), cases: count(counts.cases), met: count(counts.met) + count(counts.empty), lost: count(row.lost_count) || lost.length, title: lost[0] ? named(lost[0], 'plan_title') : '' }
  }

  const BY_NOUN: Record<string, (row: Row, event: Told) => Facts> = {
    incident: (row) => ({ place: text(row.place_name) }),
    need: needFacts,
    sitrep: (row) => ({ kind: coded('sitrep', text(row.kind)), number: text(row.number), to: text(row.addressed_to) }),
    log_entry: (row, event) => ({ text: text(row.text), about: event.incident_id && live.incident.get(event.incident_id) ? t('sentence.forIncident', { name: live.incident.get(event.incident_id)!.title }) : '' }),
    hazard_area: (row) => ({ kind: coded('hazard', text(row.kind)) }),
    activation: (row) => ({ level: coded('response', text(row.response_level)), plan: named(row, 'plan_title') }),
    run_card: (row) => ({ level: coded('response', text(row.response_level)), plan: named(row, 'plan_title') }),
    task: (row) => ({ title: named(row, 'title'), role: named(row, 'role_name'), state: coded('task.state', text(row.state)) }),
    closure: (row) => ({ reason: text(row.reason) }),
    team: (row) => ({ name: text(row.name), state: coded('teamState', text(row.state)) }),
    depot: (row) => ({ name: text(row.name) }),
    facility: (row) => ({ name: text(row.name) }),
    expert: (row) => ({ code: text(row.code) }),
    order: (row) => ({ who: teamOf(row), number: text(row.number), note: bracketed(row.note), eta: instantText(text(row.eta_at) || null) }),
    steering: (row) => ({ steer: coded('proposal.steerVerb', text(row.kind)), team: teamOf(row), note: bracketed(row.reason) }),
    field_report: (row) => ({ from: bracketed(row.team_name), text: text(row.text) || named(row, 'label') }),
    alarm: (row) => ({ said: alarms.headline(row as unknown as Alarm), note: bracketed(row.note) }),
    alarm_limit: (row) => ({ kind: coded('alarm.kind', text(row.kind)) }),
    box_scan: (row) => ({ act: coded('label.act', text(row.act)), n: text(row.boxes), to: text(row.to_name) ? ` → ${text(row.to_name)}` : '' }),
    label_run: (row) => ({ n: text(row.count), note: bracketed(row.title) }),
    import_batch: (row) => ({ name: text(row.file_name) }),
    road_condition: (row) => ({ ...lawFacts(row), note: bracketed(row.note) }),
    requisition: (row) => ({ number: text(row.number), owner: text(row.owner_name) }),
    aid_request: (row) => ({ number: text(row.number), note: bracketed(row.purpose) }),
    agreement: (row) => ({ ...lawFacts(row), number: text(row.number) }),
    clock: (row) => ({ at: instantText(text(row.at) || null), speed: row.speed === 0 ? t('sentence.clockStands') : `×${text(row.speed)}` }),
    finding: (row) => ({ number: text(row.number), seen: text(row.seen) }),
    improvement_task: (row) => ({ number: text(row.number), action: text(row.action), owner: text(row.owner_name), due: text(row.due_on) }),
    evaluation_report: (row) => ({ number: text(row.number), title: text(row.title) }),
    exercise_criteria: (row) => ({ title: text(row.title) }),
    refusal: (row) => ({ resource: text(row.resource), held: bracketed(row.incident) }),
    drill_record: (row) => ({ title: text(row.title), day: text(row.held_on) }),
    drill_clock: (row) => ({ subject: text(row.subject), day: text(row.due_on) }),
    readiness: readinessFacts,
    readiness_setting: (row) => ({ plan: text(row.plan_code) }),
    paper: (row) => ({ title: text(row.title) }),
    place_region: (row) => ({ source: text(row.source) || text(row.id) }),
  }
  for (const noun of ['lot', 'stock_transfer', 'stock_hold', 'stock_loan', 'safety_stock']) BY_NOUN[noun] = stockFacts

  /** What was done; the kind and its subject where a kind has no sentence of its own. */
  function sentence(event: Told | EventOut): string {
    const told = event as Told
    const noun = told.kind.split('.')[0]!
    const row = (told[noun] ?? {}) as Row
    const key = `sentence.of.${told.kind}`
    if (!te(key)) return t('sentence.other', { what: [coded('eventKind', told.kind), subjectOf(told as unknown as EventOut)].join(' ') })
    return t(key, { incident: incidentOf(told, row), ...(BY_NOUN[noun] ?? lawFacts)(row, told) }).trim()
  }

  const who = (event: { actor_name: string | null }): string => event.actor_name ?? t('sentence.system')

  /** Who did what, in one line. */
  const line = (event: Told | EventOut): string => `${who(event)} ${sentence(event)}`

  return { sentence, who, line }
}
