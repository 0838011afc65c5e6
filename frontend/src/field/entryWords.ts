/** What an entry of the outbox is called. */
import { useI18n } from 'vue-i18n'

import type { Entry } from './outbox/entries'

export function useEntryWords() {
  const { t } = useI18n()

  function title({ act }: Entry): string {
    switch (act.kind) {
      case 'step':
        return t('field.entry.step', { n: act.number, act: t(`field.act.${act.verb}`) })
      case 'report':
        if (act.body.kind === 'help') return t('field.entry.help', { kind: t(`field.help.kind.${act.body.lacking ?? 'people'}`), n: act.body.quantity ?? 1 })
        return act.body.text || t(act.photo ? 'field.entry.photo' : 'field.entry.note')
      case 'readiness':
        return t('field.entry.readiness')
      case 'evaluation':
        return t('field.entry.evaluation', { title: act.title })
    }
  }

  return { title }
}
