/** Pages whose answers come out of order: what was asked last stays on the screen. */
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { i18n } from '@/app/i18n'
import ManualChapter from '@/help/ManualChapter.vue'
import CardsPanel from '@/plans/documents/CardsPanel.vue'

const held = vi.hoisted(() => ({ answers: [] as { asked: string; give: (value: unknown) => void; refuse: (error: Error) => void }[] }))
const later = (asked: string): Promise<unknown> => new Promise((give, refuse) => held.answers.push({ asked, give, refuse }))
vi.mock('@/plans/documents/calls', () => ({ listCards: (id: string) => later(id) }))
vi.mock('@/help/manual', () => ({ readChapter: (name: string) => later(name) }))

const paper = (id: string) => ({ plan: { id, version: 1 } }) as never
const card = (role: string) => ({ role, role_en: role, duties: [] })
const around = { global: { plugins: [i18n, createPinia()], stubs: { RouterLink: true, ActionButton: true } } }

describe('answers that come out of order', () => {
  beforeEach(() => void (held.answers.length = 0))

  it('leave the cards of the plan that was chosen last, though those of the one before come later', async () => {
    const panel = mount(CardsPanel, { props: { paper: paper('first') }, ...around })
    await panel.setProps({ paper: paper('second') })
    const [first, second] = held.answers
    expect([first!.asked, second!.asked]).toEqual(['first', 'second'])
    second!.give([card('后问的')])
    await flushPromises()
    first!.give([card('先问的')])
    await flushPromises()
    expect(panel.get('[data-test=position-card]').text()).toContain('后问的')
    expect(panel.text()).not.toContain('先问的')
  })

  it('leave the chapter that is open, though an earlier one fails later', async () => {
    const chapter = mount(ManualChapter, { props: { chapter: 'watch' as never }, ...around })
    await chapter.setProps({ chapter: 'planner' as never })
    const [first, second] = held.answers
    second!.give('# 这一章')
    await flushPromises()
    first!.refuse(new Error('迟到的错误'))
    await flushPromises()
    expect(chapter.text()).toContain('这一章')
    expect(chapter.text()).not.toContain('迟到的错误')
  })
})
