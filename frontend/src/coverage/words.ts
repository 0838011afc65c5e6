/** How people, shares and standards are written. */
import { useI18n } from 'vue-i18n'

import { useWords } from '@/ui/words'

import { useCoverage } from './store'

/** Return functions that write people (or square kilometres where nobody knows), shares and standards. */
export function useCoverWords() {
  const { t } = useI18n()
  const { span, english } = useWords()
  const store = useCoverage()

  function people(count: number, source: string | null | undefined = store.answer?.people_source): string {
    if (source === 'area') return t('coverage.km2', { n: count.toFixed(count < 10 ? 1 : 0) })
    if (count < 10_000) return t('coverage.persons', { n: Math.round(count).toLocaleString() })
    const scaled = count / (english() ? 1_000 : 10_000)
    return t('coverage.tenThousand', { n: scaled >= 100 || english() ? Math.round(scaled).toLocaleString() : scaled.toFixed(1) })
  }

  /** A share is never rounded up to all: 99.96 % is not 100 %. */
  function share(value: number | null | undefined): string {
    return value === null || value === undefined ? t('coverage.nobody') : `${(Math.floor(value * 1000) / 10).toFixed(1)}%`
  }

  function points(before: number | null | undefined, after: number | null | undefined): string {
    if (before === null || before === undefined || after === null || after === undefined) return ''
    const change = Math.round((after - before) * 1000) / 10
    return change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(1)}`
  }

  function standard(within_s: number | null, count: number | null): string {
    return within_s && count ? t('coverage.standardIs', { time: span(within_s), n: count }) : t('coverage.noTarget')
  }

  return { people, share, points, standard }
}
