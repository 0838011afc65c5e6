/** Reasons arrive as a code with facts; here they become a sentence in the reader's language. */
import { useI18n } from 'vue-i18n'

import type { Reason } from '@/api/models'
import { useLive } from '@/live/store'
import { useWords } from '@/ui/words'

const SHOWN = [
  'nearest_team_name', 'depot_name', 'eta_s', 'late_s', 'later_s', 'earlier_s', 'held_by_incident_title',
  'from_incident_title', 'team_name', 'teams', 'all_sent', 'amount', 'in_stock', 'units', 'would_fill', 'could_fill',
  'position_age_s', 'fills', 'saves', 'price_without', 'gains', 'costs',
]

/** Facts that say the same better when they are there. */
const BETTER: Record<string, string> = { units: 'would_fill' }

/** Return functions that word reasons and name incidents and needs. */
export function useReasons() {
  const { t, te } = useI18n()
  const { coded, span, labelled } = useWords()
  const live = useLive()

  function factText(name: string, value: unknown): string | null {
    if (value === null || value === undefined || !te(`fact.${name}`)) return null
    if (name === 'teams' && value === 1) return null
    if (name === 'fills') {
      const count = Object.keys(value as object).length
      return count > 0 ? t('fact.fills', { v: count }) : null
    }
    if (name === 'gains' || name === 'costs') return termsText(name, value as Record<string, number>)
    const seconds = name.endsWith('_s') && typeof value === 'number'
    return t(`fact.${name}`, { v: seconds ? span(value as number) : typeof value === 'number' ? value.toLocaleString() : String(value) })
  }

  /** What a change makes lower or higher, term by term. */
  function termsText(name: string, terms: Record<string, number>): string | null {
    const parts = Object.entries(terms).map(([term, value]) => `${coded('proposal.term', term)} ${value.toLocaleString()}`)
    return parts.length ? t(`fact.${name}`, { v: parts.join(t('reason.joiner')) }) : null
  }

  function facts(reason: Reason, without: string[] = []): string[] {
    return [...nearerText(reason), ...shownText(reason, without)]
  }

  /** The nearer team that does not go here, and where it is wanted more. */
  function nearerText(reason: Reason): string[] {
    const { nearer_team_name: team, nearer_goes_to_title: place } = reason.facts
    if (typeof team !== 'string') return []
    return [typeof place === 'string' ? t('fact.nearerGoes', { team, place }) : t('fact.nearerStays', { team })]
  }

  function shownText(reason: Reason, without: string[]): string[] {
    return SHOWN.filter((name) => !without.includes(name) && !(BETTER[name] && reason.facts[BETTER[name]] !== undefined))
      .map((name) => factText(name, reason.facts[name]))
      .filter((text): text is string => text !== null)
  }

  function reasonText(reason: Reason | null | undefined, without: string[] = []): string {
    if (!reason) return ''
    return [coded('reason', reason.code), ...facts(reason, without)].join(t('reason.joiner'))
  }

  function incidentTitle(id: string | null): string {
    return (id && live.incident.get(id)?.title) || ''
  }

  function needLabel(id: string): string {
    const need = live.need.get(id)
    return need ? labelled(need) : ''
  }

  function fillsText(fills: Record<string, number>): string {
    return Object.entries(fills)
      .filter(([id]) => needLabel(id))
      .map(([id, units]) => `${needLabel(id)} ×${units}`)
      .join(t('reason.joiner'))
  }

  return { reasonText, facts, incidentTitle, needLabel, fillsText }
}
