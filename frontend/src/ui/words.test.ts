/** Things are named in the reader's language wherever there is such a name. */
import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { defineComponent } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'

import { i18n } from '@/app/i18n'
import { useLive } from '@/live/store'

import { useWords } from './words'

const TENT = { code: '2990101', name: '救灾帐篷', name_en: 'relief tents', unit: '顶', unit_en: 'tents' }

function speaking(locale: string) {
  i18n.global.locale.value = locale as 'zh-CN'
  let words!: ReturnType<typeof useWords>
  const Speaker = defineComponent({
    setup: () => {
      useLive().catalogues.items.set(TENT.code, TENT as never)
      words = useWords()
      return () => null
    },
  })
  mount(Speaker, { global: { plugins: [createPinia(), i18n] } })
  return words
}

afterEach(() => { i18n.global.locale.value = 'zh-CN' })

describe('the name of an item', () => {
  it('is the English one on an English screen: by its code, by its Chinese name, or as the record says', () => {
    const { itemNamed } = speaking('en')
    expect(itemNamed({ item_code: TENT.code, item_name: TENT.name })).toBe('relief tents')
    expect(itemNamed({ item_name: TENT.name })).toBe('relief tents')
    expect(itemNamed({ item_name: TENT.name, item_name_en: 'tents, 12 m²' })).toBe('tents, 12 m²')
  })

  it('stays as it is in Chinese, and where there is no other', () => {
    expect(speaking('zh-CN').itemNamed({ item_code: TENT.code, item_name: TENT.name })).toBe(TENT.name)
    expect(speaking('en').itemNamed({ item_code: 'none', item_name: '沙袋' })).toBe('沙袋')
  })
})
