/** What is said of an alarm, in the reader's language, from its kind and its facts. */
import { useI18n } from 'vue-i18n'

import type { Alarm } from '@/api/models'
import { useLive } from '@/live/store'
import { useWords } from '@/ui/words'

import { isNotice } from './group'
import { countsFrom } from './notices'

type Facts = Record<string, unknown>

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** Return functions that word an alarm, a group and how long it stands. */
export function useAlarmWords() {
  const { t } = useI18n()
  const { coded, english, span, amount } = useWords()
  const live = useLive()

  function itemName(code: string): { name: string; unit: string } {
    const row = live.catalogues.items.get(code)
    if (!row) return { name: code, unit: '' }
    return { name: (english() && row.name_en) || row.name, unit: english() ? row.unit_en : row.unit }
  }

  function factsOf(alarm: Alarm): Record<string, string | number> {
    const facts = alarm.facts as Facts
    const item = itemName(text(facts.item_code))
    return {
      from: coded('clocks', text(facts.from_level)),
      to: coded('clocks', text(facts.to_level)),
      who: text(facts.who),
      number: text(facts.number),
      note: text(facts.note) || t('alarm.noReason'),
      slip: span(count(facts.slip_s)),
      label: text((english() && facts.label_en) || facts.label),
      lacking: text((english() && facts.label_en) || facts.label) || coded('field.help.kind', text(facts.lacking)),
      said: facts.note ? `“${text(facts.note)}”` : '',
      short: (count(facts.quantity) - count(facts.committed)).toLocaleString(),
      quantity: count(facts.quantity).toLocaleString(),
      item: item.name,
      wanted: amount(count(facts.wanted), item.unit),
      free: amount(count(facts.free), item.unit),
      kept: amount(count(facts.kept), item.unit),
    }
  }

  function noticeFacts({ facts }: Alarm): Record<string, string | number> {
    const title = text((english() && facts.title_en) || facts.title)
    return { title, due: text(facts.due_on), clock: facts.clock ? t(`alarm.clock.${text(facts.clock)}`) : '', number: text(facts.number), count: count(facts.count) }
  }

  /** What has happened. */
  function headline(alarm: Alarm): string {
    const facts = factsOf(alarm)
    if (isNotice(alarm)) return t(`alarm.said.${alarm.kind}.${text(alarm.facts.stage)}`, noticeFacts(alarm))
    if (alarm.kind === 'solver_lost') return t(`alarm.lost.${text(alarm.facts.why)}`)
    if (alarm.kind === 'stock_short' && count(alarm.facts.free) >= count(alarm.facts.wanted)) return t('alarm.said.stock_kept', facts)
    return t(`alarm.said.${alarm.kind}`, facts)
  }

  /** Where it belongs: the incident. */
  function place(alarm: Alarm): string {
    if (isNotice(alarm)) return noticePlace(alarm.facts)
    const incident = alarm.incident_id ? live.incident.get(alarm.incident_id) : undefined
    return incident?.title ?? text(alarm.facts.title)
  }

  /** Of a notice: the rule it stands on, or who is to do it. */
  function noticePlace(facts: Facts): string {
    if (facts.owner) return t('alarm.owner', { name: text(facts.owner) })
    return text((english() && facts.source_en) || facts.source || facts.plan_code)
  }

  /** How long it has stood, or how long is left where it comes before its moment. */
  function age(alarm: Alarm, now: number): string {
    const until = alarm.ended_at ? Date.parse(alarm.ended_at) : now
    const since_s = (until - countsFrom(alarm)) / 1000
    if (alarm.facts.stage === 'never') return ''
    if (since_s < 0) return t('alarm.left', { time: span(-since_s) })
    return t(alarm.kind === 'report_overdue' || isNotice(alarm) ? 'alarm.over' : 'alarm.since', { time: span(since_s) })
  }

  /** One line for a flood of a kind. */
  function flood(kind: Alarm['kind'], n: number): string {
    return t(`alarm.flood.${kind}`, { n })
  }

  return { headline, place, age, flood }
}
