/** What an inject does, in one line of the reader's language. */
import { useI18n } from 'vue-i18n'

import { useLive } from '@/live/store'
import { useWords } from '@/ui/words'

import type { Doing, Wording } from './calls'

export function useDoing() {
  const { t, locale } = useI18n()
  const live = useLive()
  const { capability, coded, listed, named } = useWords()

  const worded = (words: Wording | null): string => (words ? (locale.value === 'en' && words.en) || words.zh : '')

  function itemName(code: string | null): string {
    const row = code ? live.catalogues.items.get(code) : undefined
    return row ? named(row) : (code ?? '')
  }

  function doingText(doing: Doing): string {
    return t(`inject.doing.${doing.do}`, {
      sender: worded(doing.sender),
      text: worded(doing.text),
      title: doing.title ?? '',
      place: doing.place ?? '',
      reason: worded(doing.reason),
      capability: doing.capability ? capability(doing.capability) : '',
      n: doing.count ?? 0,
      item: itemName(doing.item),
      percent: doing.percent ?? 0,
      weather: doing.weather ? coded('roads.weather', doing.weather) : '',
      known: listed(doing.known.map((one) => [coded('inject.known', one.name), one.value].filter(Boolean).join(' '))),
    }).trim()
  }

  return { worded, doingText }
}
