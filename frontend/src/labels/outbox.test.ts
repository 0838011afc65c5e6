import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { useSession } from '@/app/session'

const calls = vi.hoisted(() => ({ said: [] as string[], answers: [] as (() => unknown)[] }))
vi.mock('./calls', () => ({
  undoScan: async (id: string) => (calls.said.push(id), calls.answers.shift()?.()),
}))

import { Problem } from '@/api/problem'

import { flush, openOutbox, submit, useOutbox } from './outbox'

const PLACE = 'muster.outbox'
const as = (id: string) => (useSession().me = { account: { id } } as never)
const undo = (id: string) => submit(id, { kind: 'undo', id, note: '' })
const offline = () => { throw new Problem(0, 'offline', '无法连接') }

describe('what a phone in the store keeps', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    localStorage.removeItem(PLACE)
    Object.assign(calls, { said: [], answers: [] })
    as('keeper')
    openOutbox('keeper')
  })

  it('is kept beside what another window of the device keeps', async () => {
    calls.answers.push(offline)
    await undo('mine')
    const [entry] = JSON.parse(localStorage.getItem(PLACE)!) as object[]
    localStorage.setItem(PLACE, JSON.stringify([entry, { ...entry, key: 'theirs', title: 'theirs' }]))
    await undo('another')
    expect((JSON.parse(localStorage.getItem(PLACE)!) as { title: string }[]).map((one) => one.title)).toEqual(['mine', 'theirs'])
  })

  it('is not sent under the name of whoever signed in since', async () => {
    calls.answers.push(offline)
    await undo('mine')
    as('officer')
    await flush()
    expect(calls.said).toEqual(['mine'])
    as('keeper')
    await flush()
    expect(calls.said).toEqual(['mine', 'mine'])
    expect(useOutbox().waiting.value).toEqual([])
  })
})
