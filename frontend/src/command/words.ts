/** How commands are worded outside a component. */
import type { Reason } from '@/api/models'
import { i18n } from '@/app/i18n'
import { useLive } from '@/live/store'
import { spanText } from '@/ui/time'

const t = i18n.global.t

export const english = (): boolean => i18n.global.locale.value === 'en'

/** Return a duration in words. */
export function span(seconds: number): string {
  return spanText(seconds, { day: t('unit.day'), hour: t('unit.hour'), minute: t('unit.minute'), second: t('unit.second') }).trim()
}

/** Return a list in words. */
export const listed = (parts: string[]): string => parts.join(english() ? ', ' : '、')

/** Return the name of a doubly named record. */
export const labelled = (record: { label: string; label_en: string }): string => (english() && record.label_en) || record.label

/** Return the name of a capability. */
export function capabilityName(code: string): string {
  const row = useLive().catalogues.capabilities.get(code)
  return row ? (english() && row.name_en) || row.name : code
}

/** Return why an order cannot be given, as the service says it. */
export const refusalText = (reason: Reason): string => String(reason.facts[english() ? 'en' : 'zh'] ?? reason.code)
