import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import { Problem } from '@/api/problem'
import { i18n } from '@/app/i18n'
import { useLive } from '@/live/store'

import NeedForm from './NeedForm.vue'

const held = vi.hoisted(() => ({ changed: [] as { version: number; quantity: number }[] }))
vi.mock('./calls', () => ({
  raiseNeed: vi.fn(),
  changeNeed: async (seen: { version: number }, { quantity }: { quantity: number }) => {
    held.changed.push({ version: seen.version, quantity })
    if (seen.version === 2) return { id: 'n', version: 3, label: '帐篷', quantity }
    useLive().put('need.changed', { id: 'n', version: 2, label: '帐篷', quantity: 20 })
    throw new Problem(412, 'stale_version', '')
  },
}))
vi.mock('@/ui/feedback', () => ({ tellDone: vi.fn() }))

const Press = defineComponent({ props: { run: { type: Function, required: true } }, setup: (props) => () => h('button', { onClick: () => void props.run().catch(() => undefined) }) })
const Blank = defineComponent({ setup: (_props, { slots }) => () => h('div', slots.default?.()) })
const stubs = { ElForm: Blank, ElFormItem: Blank, ElInputNumber: Blank, ElInput: Blank, ElButton: Blank, ActionButton: Press }

describe('the change of a need that a colleague changed first', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('is made by the next press, on what the person was told of', async () => {
    const need = { id: 'n', version: 1, label: '帐篷', quantity: 10, latest_at: '2026-11-22T03:00:00Z', capability_code: null, item_code: 'tent', work_s: null } as never
    const form = mount(NeedForm, { props: { incidentId: 'i', need }, global: { plugins: [i18n], stubs } })
    for (let press = 0; press < 2; press++) {
      await form.get('[data-test=save-need]').trigger('click')
      await flushPromises()
    }
    expect(held.changed.map((one) => one.version)).toEqual([1, 2])
    expect(form.emitted('done')).toHaveLength(1)
  })
})
