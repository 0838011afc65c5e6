/** Every kind of event the service knows has its sentence, in both languages, and says its facts. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { defineComponent } from 'vue'
import { describe, expect, it } from 'vitest'

import { useLive } from '@/live/store'

import { i18n } from './i18n'
import sentenceEn from './locales/sentence.en'
import sentenceZh from './locales/sentence.zh-CN'
import { type Told, useSentences } from './sentences'

interface Shape { properties?: Record<string, { const?: string }> }

function kindsOfTheService(): string[] {
  const description = JSON.parse(readFileSync(resolve(__dirname, '../../openapi.json'), 'utf8')) as { components: { schemas: Record<string, Shape> } }
  return Object.entries(description.components.schemas)
    .filter(([name]) => name.endsWith('Event'))
    .map(([, shape]) => shape.properties?.kind?.const)
    .filter((kind) => kind !== undefined)
}

function kindsOf(catalogue: { of: Record<string, Record<string, string>> }): string[] {
  return Object.entries(catalogue.of).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`))
}

function speaking(locale: string, titleOf?: (id: string) => string | undefined) {
  i18n.global.locale.value = locale as 'zh-CN'
  let words!: ReturnType<typeof useSentences>
  const Speaker = defineComponent({ setup: () => { words = useSentences(titleOf); return () => null } })
  mount(Speaker, { global: { plugins: [createPinia(), i18n] } })
  return words
}

const told = (kind: string, record: object, more: Partial<Told> = {}): Told =>
  ({ seq: 1, at: '2026-11-21T12:00:00Z', kind, incident_id: null, actor_name: '值班员', [kind.split('.')[0]!]: record, ...more }) as Told

describe('the sentences of the log', () => {
  it('are there for every kind of event the service knows, and for no other', () => {
    const kinds = kindsOfTheService()
    expect(kinds.length).toBeGreaterThan(100)
    expect(kindsOf(sentenceZh).sort()).toEqual(kinds.sort())
    expect(kindsOf(sentenceEn).sort()).toEqual(kinds.sort())
  })

  it('leave no place for a fact empty, whatever the kind', () => {
    for (const locale of ['zh-CN', 'en']) {
      const { sentence } = speaking(locale)
      const unfilled = kindsOfTheService().map((kind) => sentence(told(kind, kind.startsWith('alarm.') ? { kind: 'stock_short', facts: {} } : {}))).filter((line) => /[{}]|undefined|NaN|\[object/.test(line))
      expect(unfilled).toEqual([])
    }
  })

  it('tell who sent whom where, with the number of the order', () => {
    const order = { team_name: '危化一队', number: 7, incident_title: '液氯泄漏' }
    expect(speaking('zh-CN').line(told('order.issued', order))).toBe('值班员 向“危化一队”下达指令 7：前往“液氯泄漏”')
    expect(speaking('en').line(told('order.departed', order, { actor_name: null }))).toBe('System reported that “危化一队” left for “液氯泄漏”')
  })

  it('name the incident by the title it has now, and a need with its unit', () => {
    const { sentence } = speaking('zh-CN')
    const live = useLive()
    live.put('incident.reported', { id: 'i', title: '新名称', version: 2 })
    live.catalogues.capabilities.set('boat', { code: 'boat', unit: '艘' } as never)
    const need = { label: '橡皮艇', quantity: 4, capability_code: 'boat' }
    expect(sentence(told('need.raised', need, { incident_id: 'i' }))).toBe('为“新名称”提出需求：橡皮艇 × 4艘')
  })

  it('name an incident that the picture does not hold as whoever asks knows it', () => {
    const given = told('hazard_area.drawn', { kind: 'isolation' }, { incident_id: 'later' })
    expect(speaking('zh-CN', (id) => (id === 'later' ? '三环线泄漏' : undefined)).sentence(given)).toContain('“三环线泄漏”')
    expect(speaking('zh-CN').sentence(given)).not.toContain('三环线泄漏')
  })

  it('fall back to the kind and its subject where a kind is new', () => {
    expect(speaking('zh-CN').sentence(told('team.vanished', { name: '一队' }))).toContain('一队')
  })
})
