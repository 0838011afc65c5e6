/** Forms that others write on meanwhile, and previews that are asked for again: what is sent is what was seen. */
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import { i18n } from '@/app/i18n'

import HeadPanel from './documents/HeadPanel.vue'
import LowerDialog from './LowerDialog.vue'

const held = vi.hoisted(() => ({ changed: [] as { seen: { version: number }; body: { title: string } }[], previews: [] as { level: number | null; give: (value: unknown) => void }[] }))
vi.mock('./documents/calls', () => ({ changePaper: (seen: { version: number }, body: { title: string }) => (held.changed.push({ seen, body }), Promise.resolve({ plan: { ...seen, version: seen.version + 1 } })) }))
vi.mock('./calls', () => ({ previewLowering: (_id: string, level: number | null) => new Promise((give) => held.previews.push({ level, give })), endResponse: vi.fn(), lowerResponse: vi.fn() }))
vi.mock('@/ui/feedback', () => ({ tellDone: vi.fn(), wordsOf: String }))

const Field = defineComponent({ props: ['modelValue'], emits: ['update:modelValue'], setup: (props, { emit }) => () => h('input', { value: props.modelValue, onInput: (event: Event) => emit('update:modelValue', (event.target as HTMLInputElement).value) }) })
const Press = defineComponent({ props: { run: Function, disabled: Boolean }, setup: (props, { slots }) => () => h('button', { disabled: props.disabled, onClick: () => props.run?.() }, slots.default?.()) })
const Dialog = defineComponent({ setup: (_props, { slots }) => () => h('div', [slots.default?.(), slots.footer?.()]) })
const around = { global: { plugins: [i18n], stubs: { ElInput: Field, ElButton: Press, ActionButton: Press, ElDialog: Dialog } } }

const paper = (version: number, more: object = {}) => ({ plan: { id: 'p', version, title: '内涝预案', title_en: '', unit: '', number: '' }, risk: '', command_body: [], resource_links: [], may_edit: true, ...more }) as never

beforeEach(() => {
  setActivePinia(createPinia())
  held.changed.length = held.previews.length = 0
})

describe('the head of a plan while somebody else writes', () => {
  it('goes on silently when only other parts of the plan changed', async () => {
    const panel = mount(HeadPanel, { props: { paper: paper(1) }, ...around })
    await panel.get('input').setValue('内涝预案（改）')
    await panel.setProps({ paper: paper(2) })
    expect(panel.find('[data-test=head-newer]').exists()).toBe(false)
    await panel.get('[data-test=save-head]').trigger('click')
    expect(held.changed.map(({ seen, body }) => [seen.version, body.title])).toEqual([[2, '内涝预案（改）']])
  })

  it('is not saved over what they wrote before one has said so', async () => {
    const panel = mount(HeadPanel, { props: { paper: paper(1) }, ...around })
    await panel.get('input').setValue('内涝预案（改）')
    await panel.setProps({ paper: paper(2, { risk: '江水倒灌' }) })
    expect(panel.get('[data-test=save-head]').attributes('disabled')).toBeDefined()
    await panel.get('[data-test=head-newer] button').trigger('click')
    await panel.get('[data-test=save-head]').trigger('click')
    expect(held.changed.map(({ seen, body }) => [seen.version, body.title])).toEqual([[2, '内涝预案（改）']])
  })

  it('shows at once what they wrote where one has written nothing', async () => {
    const panel = mount(HeadPanel, { props: { paper: paper(1) }, ...around })
    await panel.setProps({ paper: paper(2, { plan: { id: 'p', version: 2, title: '新名称', title_en: '', unit: '', number: '' } }) })
    expect(panel.get('input').element.value).toBe('新名称')
  })
})

describe('stepping down', () => {
  it('can be confirmed only on what was shown for the level that is chosen', async () => {
    const activation = { id: 'a', version: 1, response_level: 2 } as never
    const dialog = mount(LowerDialog, { props: { activation, ending: false }, ...around })
    const confirm = () => dialog.get('[data-test=confirm-lower]').attributes('disabled') === undefined
    held.previews[0]!.give({ needs: [], tasks: [] })
    await flushPromises()
    expect(confirm()).toBe(true)
    await dialog.get('[data-test=lower-to-4]').trigger('click')
    expect(confirm()).toBe(false)
    await dialog.get('[data-test=lower-to-3]').trigger('click')
    held.previews[1]!.give({ needs: [], tasks: [] })
    await flushPromises()
    expect([held.previews.map((one) => one.level), confirm()]).toEqual([[3, 4, 3], false])
    held.previews[2]!.give({ needs: [], tasks: [] })
    await flushPromises()
    expect(confirm()).toBe(true)
  })
})
