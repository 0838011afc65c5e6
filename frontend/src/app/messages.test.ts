import { describe, expect, it } from 'vitest'

import { i18n } from './i18n'

describe('messages of the catalogues', () => {
  const say = (text: string, facts: Record<string, unknown> = {}) => {
    i18n.global.mergeLocaleMessage('zh-CN', { messageTest: { one: text } })
    return i18n.global.t('messageTest.one', facts, { locale: 'zh-CN' } as never)
  }

  it('put facts where their names stand, as often as they do', () => {
    expect(say('{n} 支：{name}，共 {n}', { n: 3, name: '后湖站' })).toBe('3 支：后湖站，共 3')
  })

  it('leave every other sign as it is written', () => {
    expect(say('a | b @c: “{name}”', { name: '$&' })).toBe('a | b @c: “$&”')
  })

  it('hold a sign in quotes as the sign', () => {
    expect(say("{'|'} 甲 {'|'} {n} {'@'}", { n: 2 })).toBe('| 甲 | 2 @')
  })

  it('count: one word for one, another for none, for several and for what is no number', () => {
    const text = '{n} {n|team is|teams are} free, {k|the|all} {k} {k|box|boxes}'
    expect(say(text, { n: 1, k: 3 })).toBe('1 team is free, all 3 boxes')
    expect(say(text, { n: 0, k: '1' })).toBe('0 teams are free, the 1 box')
    expect(say(text, { n: '1,200', k: '?' })).toBe('1,200 teams are free, all ? boxes')
  })

  it('count also where one of the two words is empty', () => {
    expect(say('{n} item{n||s}', { n: 1 }) + say('{n} item{n||s}', { n: 2 })).toBe('1 item2 items')
  })

  it('say nothing for a fact that is not given', () => {
    expect(say('第 {n} 次')).toBe('第  次')
  })
})
