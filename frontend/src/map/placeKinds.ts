/** What kinds of depots, facilities and hazard sources are called. */
import { i18n } from '@/app/i18n'

/** Return the word for a kind; a kind nobody named is shown as it was entered. */
export function placeKindName(kind: string): string {
  const key = `mapTool.place.${kind}`
  return i18n.global.te(key) ? i18n.global.t(key) : kind
}
