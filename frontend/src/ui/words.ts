/** Names of things in the reader's language. */
import { useI18n } from 'vue-i18n'

import { useLive } from '@/live/store'

import { spanText } from './time'

/** Return functions that name capabilities, items, spans and doubly named records. */
export function useWords() {
  const { t, te, locale } = useI18n()
  const live = useLive()
  const english = () => locale.value === 'en'

  function named(record: { name: string; name_en?: string | null }): string {
    return (english() && record.name_en) || record.name
  }

  function titled(record: { title: string; title_en?: string | null }): string {
    return (english() && record.title_en) || record.title
  }

  function labelled(record: { label: string; label_en?: string | null }): string {
    return (english() && record.label_en) || record.label
  }

  /** The area of a grant or a seat. */
  function areaOf(record: { jurisdiction_name: string; jurisdiction_name_en?: string | null }): string {
    return (english() && record.jurisdiction_name_en) || record.jurisdiction_name
  }

  function capability(code: string): string {
    const row = live.catalogues.capabilities.get(code)
    return row ? named(row) : code
  }

  function unitOf(need: { capability_code: string | null; item_code: string | null }): string {
    const { capabilities, items } = live.catalogues
    const row = need.capability_code ? capabilities.get(need.capability_code) : items.get(need.item_code ?? '')
    return row ? (english() ? row.unit_en : row.unit) : ''
  }

  /** An item's name: as the record says it, else as the catalogue does, by code or by its Chinese name. */
  function itemNamed(record: { item_name: string; item_name_en?: string | null; item_code?: string | null }): string {
    if (!english()) return record.item_name
    const { items } = live.catalogues
    const row = items.get(record.item_code ?? '') ?? [...items.values()].find((one) => one.name === record.item_name)
    return record.item_name_en || row?.name_en || record.item_name
  }

  /** Return an item's unit, which lists name in Chinese, in the reader's language; the item by its code or name. */
  function unitNamed(unit: string | null, item: string): string {
    if (!unit || !english()) return unit ?? ''
    const { items } = live.catalogues
    const row = items.get(item) ?? [...items.values()].find((one) => one.name === item)
    return row?.unit === unit ? row.unit_en : unit
  }

  /** A number with its unit, spaced as the language wants it. */
  function amount(count: number, unit: string): string {
    return `${count.toLocaleString()}${english() && unit ? ' ' : ''}${unit}`
  }

  function listed(parts: string[]): string {
    return parts.join(english() ? ', ' : '、')
  }

  function span(seconds: number): string {
    return spanText(seconds, { day: t('unit.day'), hour: t('unit.hour'), minute: t('unit.minute'), second: t('unit.second') }).trim()
  }

  function coded(group: string, code: string, otherwise: string = code): string {
    return te(`${group}.${code}`) ? t(`${group}.${code}`) : otherwise
  }

  return { named, titled, labelled, areaOf, capability, unitOf, itemNamed, unitNamed, amount, listed, span, coded, english }
}
