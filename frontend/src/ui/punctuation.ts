/** Marks between words as the reader's language writes them: 、；：（） in Chinese, their Latin kin in English. */
import { useI18n } from 'vue-i18n'

/** Return what stands between the parts of a list or a sentence, and what encloses an aside. */
export function usePunctuation() {
  const { locale } = useI18n()
  const mark = (chinese: string, english: string) => (): string => (locale.value === 'en' ? english : chinese)
  const aside = (text: string | number): string => (locale.value === 'en' ? ` (${text})` : `（${text}）`)
  return { comma: mark('、', ', '), semicolon: mark('；', '; '), colon: mark('：', ': '), aside }
}
