/** The sentences of the brief in words: facts made readable, then put into the catalogue's sentence. */
import { useI18n } from 'vue-i18n'

import { instantText } from '@/ui/time'
import { useWords } from '@/ui/words'

import type { Brief, Sentence } from './calls'

type Facts = Record<string, unknown>
interface ShortLine { label: string; label_en: string; amount: number; unit: string; unit_en: string }

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value))

export function useWording() {
  const { t, te, locale } = useI18n()
  const words = useWords()
  const english = () => locale.value === 'en'
  const own = (facts: Facts, name: string) => text((english() && facts[`${name}_en`]) || facts[name])

  function people(facts: Facts): string {
    const known = Object.entries(facts.people as Record<string, number>).filter(([, count]) => count > 0)
    if (!known.length) return t('brief.peopleUnknown')
    return words.listed(known.map(([name, count]) => t('brief.people', { what: words.coded('incident', name), n: count })))
  }

  function level(facts: Facts): string {
    if (facts.level) return words.coded('level', text(facts.level))
    return facts.proposed ? t('brief.proposedLevel', { level: words.coded('level', text(facts.proposed)) }) : t('brief.levelOpen')
  }

  function shortLines(facts: Facts): string {
    return words.listed((facts.lines as ShortLine[]).map((line) => `${(english() && line.label_en) || line.label} ${words.amount(line.amount, english() ? line.unit_en : line.unit)}`.trim()))
  }

  const WORDED: Record<string, (facts: Facts) => Record<string, unknown>> = {
    incident: (facts) => ({ at: instantText(text(facts.reported_at)), place: text(facts.place), kind: own(facts, 'kind'), level: level(facts), people: people(facts), response: facts.response_level ? words.coded('response', text(facts.response_level)) : t('brief.noResponse') }),
    running: (facts) => ({ ...facts, eta: facts.last_eta_at ? t('brief.lastEta', { at: instantText(text(facts.last_eta_at)) }) : '' }),
    report_overdue: (facts) => ({ hop: hop(facts), late: words.span(Number(facts.late_s)) }),
    report_due: (facts) => ({ hop: hop(facts), left: words.span(Number(facts.left_s)) }),
    level: (facts) => ({ level: words.coded('level', text(facts.proposed)), by: words.listed(((facts.by as string[]) ?? []).map((code) => words.coded('incident', code))) }),
    start_response: (facts) => response(facts),
    raise_response: (facts) => response(facts),
    short: (facts) => ({ lines: shortLines(facts), late: Number(facts.late) ? t('brief.lateLines', { n: Number(facts.late) }) : '' }),
    way_cut: (facts) => ({ who: words.listed(facts.who as string[]) }),
    declined: (facts) => ({ who: words.listed(facts.who as string[]) }),
    proposal: (facts) => ({
      ...facts,
      loads: Number(facts.loads) ? t('brief.loads', { n: Number(facts.loads) }) : '',
      last: facts.last_s === null ? '' : t('brief.lastArrives', { span: words.span(Number(facts.last_s)) }),
      moved: Number(facts.moved) ? t('brief.moved', { n: Number(facts.moved) }) : '',
      short: Number(facts.short) ? t('brief.leftOpen', { n: Number(facts.short) }) : t('brief.allMet'),
      proof: facts.proven ? t('brief.proven') : facts.gap === null ? '' : t('brief.within', { percent: (Number(facts.gap) * 100).toFixed(1) }),
    }),
    aid_asked: (facts) => ({ ...facts, due: instantText(text(facts.due_at)) }),
    aid_offered: (facts) => ({ ...facts, due: instantText(text(facts.due_at)) }),
    alarms: (facts) => ({ n: facts.n, kinds: words.listed(Object.keys(facts.kinds as object).map((kind) => words.coded('alarm.kind', kind))) }),
  }

  function hop(facts: Facts): string {
    return t('clocks.from', { from: words.coded('clocks', text(facts.from)), to: words.coded('clocks', text(facts.to)) })
  }

  function response(facts: Facts): Record<string, unknown> {
    return { plan: own(facts, 'plan'), level: words.coded('response', text(facts.level)), current: facts.current ? words.coded('response', text(facts.current)) : '', needs: facts.needs, trigger: own(facts, 'trigger') }
  }

  /** A sentence in words. */
  function said(sentence: Sentence): string {
    const facts = sentence.facts as Facts
    const key = `brief.say.${sentence.code}`
    return te(key) ? t(key, (WORDED[sentence.code]?.(facts) ?? facts) as Record<string, unknown>) : sentence.code
  }

  /** What deciding it costs, in words; empty where nothing is known of it. */
  function costs(sentence: Sentence): string {
    const facts = sentence.facts as Facts
    const key = `brief.cost.${sentence.code}`
    return te(key) ? t(key, (WORDED[sentence.code]?.(facts) ?? facts) as Record<string, unknown>) : ''
  }

  /** A sentence with its incident, as it goes into a message. */
  function message(sentence: Sentence): string {
    const head = sentence.title ? `${sentence.title}${t('app.colon')}` : ''
    return [head + said(sentence), costs(sentence)].filter(Boolean).join(english() ? ' ' : '')
  }

  /** The whole brief as text: title, moment, then every sentence numbered. */
  function whole(brief: Brief): string {
    const mark = brief.is_exercise ? `【${t('brief.exercise')}】` : brief.is_demo ? `【${t('brief.demo')}】` : ''
    const title = `${mark}${english() ? brief.area_name_en : brief.area_name} ${t('brief.title')} ${instantText(brief.read_at)}`
    const part = (topic: Sentence['topic']) => brief.sentences.filter((one) => one.topic === topic)
    const lines = (['asked', 'happened', 'running'] as const).flatMap((topic) => {
      const rows = part(topic)
      return rows.length ? [t(`brief.topic.${topic}`), ...rows.map((row, index) => `${index + 1}. ${message(row)}`)] : []
    })
    return [title, ...lines].join('\n')
  }

  return { said, costs, message, whole }
}
