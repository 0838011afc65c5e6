/** Both catalogues at once, as tests want them; in a browser only the one that is read is loaded, and its pages' part later. */
import { i18n } from '../i18n'
import en from './en'
import pagesEn from './pages.en'
import pagesZh from './pages.zh-CN'
import zhCN from './zh-CN'

i18n.global.mergeLocaleMessage('zh-CN', structuredClone(zhCN))
i18n.global.mergeLocaleMessage('zh-CN', structuredClone(pagesZh))
i18n.global.mergeLocaleMessage('en', structuredClone(en))
i18n.global.mergeLocaleMessage('en', structuredClone(pagesEn))

/** The words of a language, whole. */
export const wordsOf = (locale: 'zh-CN' | 'en') => i18n.global.getLocaleMessage(locale) as unknown as typeof zhCN & typeof pagesZh
