/** What the cells of the grid take from the product: words, catalogues to choose from, the person's rights. */
import { useI18n } from 'vue-i18n'

import { api, unwrap } from '@/api/client'
import { useLive } from '@/live/store'
import { listDepots } from '@/resources/calls'
import { useWords } from '@/ui/words'

import type { CellContext } from './cells'
import type { Choice, ChoiceParams } from './choiceFilter'
import type { Column, Filter } from './columns'
import type { Judging } from './query'

const HOWS = ['count', 'seen', 'phone', 'import', 'hand_over'] as const
const MOST_CHOICES = 200

/** Return the words and catalogues for the cells, in the language of the moment. */
export function useCellContext(may: CellContext['may'], judging: () => Judging): CellContext {
  const { t } = useI18n()
  const { named, coded, english, unitNamed } = useWords()
  const live = useLive()
  let counties: Promise<Choice[]> | undefined

  function items(words: string): Choice[] {
    const sought = words.toLowerCase()
    const rows = [...live.catalogues.items.values()].filter((row) => !sought || [row.name, row.name_en, row.code].some((text) => text.toLowerCase().includes(sought)))
    return rows.slice(0, MOST_CHOICES).map((row) => ({ value: row.code, label: named(row) }))
  }

  async function depots(words: string): Promise<Choice[]> {
    const found = await listDepots({ q: words || undefined, limit: MOST_CHOICES })
    return found.rows.map((row) => ({ value: row.id, label: row.name }))
  }

  async function areas(words: string): Promise<Choice[]> {
    counties ??= unwrap(api.GET('/api/jurisdictions')).then((rows) => rows.map((row) => ({ value: row.code, label: row.name })))
    return (await counties).filter((row) => !words || row.label.includes(words) || row.value.startsWith(words))
  }

  function choicesOf(filter: Filter): ChoiceParams['choices'] {
    switch (filter) {
      case 'item':
        return items
      case 'depot':
        return depots
      case 'county':
        return areas
      case 'how':
        return () => HOWS.map((value) => ({ value, label: t(`stock.how.${value}`) }))
      default:
        return () => [{ value: 'true', label: t('grid.yes') }, { value: 'false', label: t('grid.no') }]
    }
  }

  return {
    may,
    judging,
    title: (column: Column) => t(column.title),
    markWord: (mark) => t(`grid.mark.${mark}`),
    choices: (filter) => ({ choices: choicesOf(filter), words: { search: t('act.search'), clear: t('grid.clear'), none: t('state.empty') } }),
    unit: unitNamed,
    get openHint() { return t('grid.openHint') },
    get words() { return { english: english(), how: (code: string) => coded('stock.how', code), yes: t('grid.yes'), no: t('grid.no') } },
  }
}
