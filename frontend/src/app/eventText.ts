/** What an event was about, in the words of the record itself. */
import type { EventOut } from '@/api/models'
import { i18n } from '@/app/i18n'

type Record_ = Record<string, unknown>

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function coded(group: string, code: unknown): string {
  const key = `${group}.${String(code)}`
  return i18n.global.te(key) ? i18n.global.t(key) : text(code)
}

function namedOf(row: Record_, field: string): string {
  const english = i18n.global.locale.value === 'en'
  return text((english && row[`${field}_en`]) || row[field])
}

/** Return the object of an event as a short phrase. */
export function subjectOf(event: EventOut): string {
  const noun = event.kind.split('.')[0]!
  const row = (event[noun] ?? {}) as Record_
  switch (noun) {
    case 'need':
      return `${namedOf(row, 'label')} × ${text(row.quantity)}`
    case 'run_card':
    case 'activation':
      return `${namedOf(row, 'plan_title')} · ${coded('response', row.response_level)}`
    case 'aid_request':
      return [text(row.number), text(row.purpose)].filter(Boolean).join(' · ')
    case 'agreement':
      return `${text(row.number)} ${text(row.provider_name)} → ${text(row.receiver_name)}`
    case 'policy':
    case 'task':
      return namedOf(row, 'title')
    case 'cover_standard':
      return text(row.area_name)
    case 'order':
      return [`#${text(row.number)}`, text(row.team_name ?? row.truck_plate ?? row.depot_name), text(row.note)].filter(Boolean).join(' · ')
    case 'case':
    case 'proposal':
      return i18n.global.t('proposal.number', { n: text(row.number) })
    case 'study':
      return [i18n.global.t('study.number', { n: text(row.number) }), coded('study.view', row.kind)].join(' · ')
    case 'hazard_area':
      return coded('hazard', row.kind)
    case 'road_condition':
      return [coded('roads.weather', row.weather), text(row.note)].filter(Boolean).join(' · ')
    case 'speed_table':
      return text(row.source)
    case 'speed_fit':
      return [i18n.global.t('roads.fits.number', { n: text(row.number) }), coded('roads.fits.verdict', row.verdict)].join(' · ')
    case 'alarm':
      return [coded('alarm.kind', row.kind), text((row.facts as Record_).who ?? (row.facts as Record_).title)].filter(Boolean).join(' · ')
    case 'stock_hold':
      return [namedOf(row, 'item_name'), text(row.quantity), text(row.purpose)].filter(Boolean).join(' · ')
    case 'box_scan':
      return [coded('label.act', row.act), i18n.global.t('label.labels', { n: text(row.boxes) }), text(row.to_name)].filter(Boolean).join(' · ')
    case 'alarm_limit':
      return coded('alarm.kind', row.kind)
    case 'survey_report':
      return `${text(row.jurisdiction_name)} · ${i18n.global.t('page.edition', { n: text(row.edition) })}`
    case 'closure':
    case 'steering':
      return text(row.reason)
    case 'sitrep':
      return `${coded('sitrep', row.kind)} ${text(row.number)} → ${text(row.addressed_to)}`
    case 'field_report':
      return [text(row.team_name ?? row.by_name), row.kind === 'help' ? `${i18n.global.t('field.act.help')} ${namedOf(row, 'label') || coded('field.help.kind', row.lacking)} × ${text(row.quantity)}` : '', text(row.text), text(row.answer)].filter(Boolean).join(' · ')
    case 'log_entry':
      return text(row.text)
    default:
      return text(row.title ?? row.name ?? row.item_name)
  }
}
