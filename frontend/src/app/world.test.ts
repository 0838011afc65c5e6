import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'

import zhCN from './locales/zh-CN'

import ExerciseFrame from './ExerciseFrame.vue'
import { titleText } from './pageTitle'
import { isExercise } from './world'

const LIVE = { name: 'live', kind: 'live', title: '武汉市', title_en: null, clock: null }
const DRILL = { name: 'drill_7', kind: 'exercise', title: '长江汛期桌面推演', title_en: null, clock: { id: 'drill_7', at: '2026-07-02T11:30:00Z', set_at: '2026-07-02T11:30:00Z', speed: 10, wall_at: '2026-07-02T11:30:00Z' } }
const open = (world: typeof LIVE | typeof DRILL | null) =>
  mount(ExerciseFrame, { props: { world }, slots: { default: '<main>画面</main>' }, global: { plugins: [createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zhCN } })] } })

afterEach(() => document.documentElement.classList.remove('exercise'))

describe('the frame of an exercise', () => {
  it('says 演练 above and below every screen, with the name of the exercise', () => {
    const frame = open(DRILL)
    for (const band of ['exercise-band', 'exercise-band-below']) {
      expect(frame.get(`[data-test=${band}]`).text()).toContain('演练')
      expect(frame.get(`[data-test=${band}]`).text()).toContain(DRILL.title)
    }
    expect(document.documentElement.classList.contains('exercise')).toBe(true)
    expect(frame.get('main').text()).toBe('画面')
  })

  it('is not there in the live world, nor before anybody has signed in', () => {
    for (const world of [LIVE, null]) {
      const frame = open(world)
      expect(frame.text()).toBe('画面')
      expect(document.documentElement.classList.contains('exercise')).toBe(false)
    }
  })

  it('goes away when somebody leaves the exercise for the live world', async () => {
    const frame = open(DRILL)
    await frame.setProps({ world: LIVE })
    expect(frame.find('[data-test=exercise-band]').exists()).toBe(false)
    expect(document.documentElement.classList.contains('exercise')).toBe(false)
  })
})

describe('the title of the window', () => {
  it('begins with the exercise, where a narrow tab still shows it', () => {
    expect(titleText('覆盖', '应急指挥调度平台', '演练')).toBe('【演练】覆盖 · 应急指挥调度平台')
    expect(titleText('覆盖', '应急指挥调度平台', '')).toBe('覆盖 · 应急指挥调度平台')
    expect(titleText('应急指挥调度平台', '应急指挥调度平台', '')).toBe('应急指挥调度平台')
  })

  it('takes every world but the live one for an exercise', () => {
    expect([LIVE, DRILL, { kind: 'training' }, null].map(isExercise)).toEqual([false, true, true, false])
  })
})
