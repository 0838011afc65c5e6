/** Words on the screen: Chinese first, English beside it, chosen by the person and remembered. */
import { createI18n } from 'vue-i18n'

import { speak } from '@/api/client'

import { fetched } from './fetched'
import type zhCN from './locales/zh-CN'
import { messageOf } from './messages'

export type Locale = 'zh-CN' | 'en'

const KEY = 'muster.locale'

/** Only the language that is read is loaded; a test holds both catalogues to the same keys. */
const CATALOGUES: Record<Locale, () => Promise<{ default: typeof zhCN }>> = {
  'zh-CN': () => import('./locales/zh-CN'),
  en: () => import('./locales/en'),
}

function remembered(): Locale {
  const stored = localStorage.getItem(KEY)
  if (stored === 'en' || stored === 'zh-CN') return stored
  return 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: remembered() as string,
  fallbackLocale: 'zh-CN',
  messageCompiler: messageOf,
  messages: {} as Record<string, typeof zhCN>,
})

/** The words of pages that the first sight does not need: they come with the first of those pages. */
const PAGE_WORDS = {
  'zh-CN': () => import('./locales/pages.zh-CN'),
  en: () => import('./locales/pages.en'),
}
const spoken = new Set<Locale>()
const begun = new Set<Locale>()
let pagesSeen = false

/** Have the words of the pages that come later, in the language that is read. */
export async function pageWords(locale: Locale = remembered()): Promise<void> {
  pagesSeen = true
  if (spoken.has(locale)) return
  const words = (await fetched(PAGE_WORDS[locale])).default
  i18n.global.mergeLocaleMessage(locale, words)
  spoken.add(locale)
}

/** Return a way to load something together with the words of pages: they are no part of the first sight. */
export function withWords<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => (await Promise.all([fetched(load), pageWords()]))[0]
}

/** Change the language of the screens and of the service's messages, once its words are there. */
export async function chooseLocale(locale: Locale): Promise<void> {
  speak(locale)
  localStorage.setItem(KEY, locale)
  if (!begun.has(locale)) {
    i18n.global.mergeLocaleMessage(locale, (await CATALOGUES[locale]()).default) // the words of pages may have come first
    begun.add(locale)
  }
  if (pagesSeen) await pageWords(locale)
  if (remembered() !== locale) return
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  document.title = i18n.global.t('app.name')
}

/** Speak the language that was chosen the last time. */
export const recallLocale = (): Promise<void> => chooseLocale(remembered())

speak(remembered())
