/** How far something is met, in words. */
import { useI18n } from 'vue-i18n'

import type { Cover, CoverSum } from './cover'

/** Return functions that say asked, proposed, ordered, on scene. */
export function useStageWords() {
  const { t } = useI18n()
  const sumWords = (sum: CoverSum): string => t('desk.cover.sum', { n: sum.needs, ...sum.whole })
  const coverWords = (cover: Cover): string => t('desk.cover.one', { ...cover })
  const shareOf = (cover: Cover) => ({ proposed: cover.proposed / cover.asked, ordered: cover.ordered / cover.asked, arrived: cover.arrived / cover.asked })
  return { sumWords, coverWords, shareOf }
}
