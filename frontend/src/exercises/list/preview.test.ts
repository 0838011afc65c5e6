/** A template file is looked at before it is kept: what is wrong with its pictures stops it, pictures that are added are looked at too. */
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import { i18n } from '@/app/i18n'

import TemplatePreview from './TemplatePreview.vue'

const held = vi.hoisted(() => ({ previewed: [] as unknown[], kept: [] as unknown[] }))
const template = { id: 'leak', title: { zh: '泄漏' } }
const fine = { name: 'gate.png', is_own: true, shown: 1, bytes: 12_000, width_px: 40, height_px: 20, trouble: null }
vi.mock('./calls', () => ({
  previewTemplate: (scenario: unknown) => (held.previewed.push(scenario), Promise.resolve({ template, pictures: [fine], fits: true })),
  keepTemplate: (scenario: unknown) => (held.kept.push(scenario), Promise.resolve(template)),
}))
vi.mock('@/ui/feedback', () => ({ wordsOf: String }))

const Press = defineComponent({ props: { run: Function, disabled: Boolean }, setup: (props, { slots }) => () => h('button', { disabled: props.disabled, onClick: () => props.run?.() }, slots.default?.()) })
const around = { global: { plugins: [i18n], stubs: { ElButton: Press, ActionButton: Press, TemplateCard: true } } }

describe('the preview of a template file', () => {
  it('is kept only once nothing is missing, with the pictures that were added', async () => {
    const missing = { name: 'gate.png', is_own: false, shown: 1, bytes: null, width_px: null, height_px: null, trouble: 'not_there' }
    const panel = mount(TemplatePreview, { props: { modelValue: { id: 'leak' }, preview: { template, pictures: [missing], fits: false } as never, 'onUpdate:modelValue': (next: object | null) => panel.setProps({ modelValue: next }) }, ...around })
    const keep = panel.get('[data-test=template-keep]')
    expect(keep.attributes('disabled')).toBeDefined()
    expect(panel.get('[data-test="picture-gate.png"]').find('.alarm').exists()).toBe(true)

    const chooser = panel.get('[data-test=template-pictures]')
    const file = new File([new Uint8Array([1, 2])], 'Gate.PNG', { type: 'image/png' })
    Object.defineProperty(chooser.element, 'files', { value: [file], configurable: true })
    await chooser.trigger('change')
    await vi.waitFor(() => expect(held.previewed).toEqual([{ id: 'leak', pictures: { 'gate.png': 'AQI=' } }]))
    await flushPromises()
    expect(panel.get('[data-test="picture-gate.png"]').find('.alarm').exists()).toBe(false)
    await panel.get('[data-test=template-keep]').trigger('click')
    await flushPromises()
    expect(held.kept).toEqual([{ id: 'leak', pictures: { 'gate.png': 'AQI=' } }])
    expect(panel.emitted('kept')).toHaveLength(1)
  })
})
