/** Words on the screen: Chinese first, English beside it, chosen by the person and remembered. */
import { createI18n } from 'vue-i18n'

import { speak } from '@/api/client'

import en from './locales/en'
import zhCN from './locales/zh-CN'

export type Locale = 'zh-CN' | 'en'

const KEY = 'muster.locale'

function remembered(): Locale {
  const stored = localStorage.getItem(KEY)
  if (stored === 'en' || stored === 'zh-CN') return stored
  return 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: remembered() as string,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en } as Record<string, typeof zhCN>,
})

/** Change the language of the screens and of the service's messages. */
export function chooseLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem(KEY, locale)
  document.documentElement.lang = locale
  document.title = i18n.global.t('app.name')
  speak(locale)
}

chooseLocale(remembered())
