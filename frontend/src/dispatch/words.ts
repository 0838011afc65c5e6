/** Sentences of a proposal, put together from codes and facts in the reader's language. */
import { useI18n } from 'vue-i18n'

import type { Headline, NextBest, OrderToIssue } from '@/api/models'
import { useLive } from '@/live/store'
import { useWords } from '@/ui/words'

import { shareText } from './ladder'
import { type PriceWord, priceWords } from './priceWords'

/** Return functions that word headlines, prices and needs. */
export function useDecidingWords() {
  const { t } = useI18n()
  const live = useLive()
  const { span, labelled, capability, named, unitOf, listed, coded } = useWords()

  /** A time as it is said aloud. */
  const spoken = (seconds: number): string => (seconds < 3_570 ? t('decide.minutes', { n: Math.max(1, Math.round(seconds / 60)) }) : span(seconds))

  /** One sentence that can be read aloud. */
  function sentence(head: Headline): string {
    if (head.proof === null || head.code === 'nothing_asked') return t(`decide.head.${head.code}`)
    const parts = [t(`decide.head.${head.code}`, { n: head.needs, met: head.met, short: head.short })]
    if (head.late) parts.push(t('decide.head.late', { n: head.late }))
    if (head.last_s) parts.push(t('decide.head.last', { time: spoken(head.last_s) }))
    else if (head.last_s === 0) parts.push(t('decide.head.there'))
    parts.push(t(`decide.proof.${head.proof}`, { share: shareText(head.gap) }))
    return parts.join(t('decide.head.joiner'))
  }

  /** What is asked for, by the need's own label where it is known. */
  function needName(need: { need_id: string; capability_code: string | null; item_code: string | null }): string {
    const known = live.need.get(need.need_id)
    if (known) return labelled(known)
    if (need.capability_code) return capability(need.capability_code)
    const item = live.catalogues.items.get(need.item_code ?? '')
    return item ? named(item) : (need.item_code ?? '')
  }

  function wordOf(word: PriceWord): string {
    switch (word.code) {
      case 'later':
      case 'sooner':
        return t(`decide.price.${word.code}`, { time: span(word.seconds) })
      case 'unmet':
        return t('decide.price.unmet', { need: needName({ need_id: word.needId, capability_code: null, item_code: null }) || t('decide.aNeed'), n: word.amount })
      case 'term':
        return t('decide.price.term', { term: coded('proposal.term', word.term) })
      default:
        return t(`decide.price.${word.code}`)
    }
  }

  /** The price of the next best in minutes and needs. */
  const priceText = (next: NextBest): string => priceWords(next).map(wordOf).join(t('reason.joiner'))

  /** Who an order goes to, in a line. */
  function recipientsText(order: OrderToIssue): string {
    return listed(order.recipients.map((one) => [one.name ?? t('recipient.noName'), one.phone ?? ''].join(' ').trim()))
  }

  return { sentence, needName, priceText, recipientsText, unit: unitOf }
}
