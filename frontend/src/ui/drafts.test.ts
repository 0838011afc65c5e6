import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

import { useSession } from '@/app/session'

const as = (id: string) => (useSession().me = { account: { id } } as never)
const empty = () => ({ text: '', correcting: null as { id: string } | null })

/** The module as a page that was loaded anew has it. */
async function afresh() {
  vi.resetModules()
  const { setActivePinia: activate, createPinia: make } = await import('pinia')
  activate(make())
  const session = (await import('@/app/session')).useSession()
  session.me = { account: { id: 'a' } } as never
  return (await import('./drafts')).useDraft
}

describe('words that are being written', () => {
  beforeEach(() => {
    sessionStorage.clear()
    setActivePinia(createPinia())
  })

  it('stay with what they are about while something else is selected', async () => {
    const { useDraft } = await import('./drafts')
    as('a')
    const incident = ref('i1')
    const note = useDraft(() => `note.${incident.value}`, empty)
    note.value.text = '氯气已扩散至'
    incident.value = 'i2'
    expect(note.value.text).toBe('')
    note.value.text = '另一处'
    incident.value = 'i1'
    expect(note.value.text).toBe('氯气已扩散至')
  })

  it('are found again after the page was loaded anew, and are gone once they were sent', async () => {
    const before = (await afresh())(() => 'sitrep.i9', empty)
    before.value.text = '续报：已转移 120 人'
    before.value.correcting = { id: 's1' }
    const after = (await afresh())(() => 'sitrep.i9', empty)
    expect(after.value).toEqual({ text: '续报：已转移 120 人', correcting: { id: 's1' } })
    Object.assign(after.value, empty())
    expect((await afresh())(() => 'sitrep.i9', empty).value).toEqual(empty())
    expect(sessionStorage).toHaveLength(0)
  })

  it('are not shown to whoever signs in next', async () => {
    const { useDraft } = await import('./drafts')
    as('a')
    const note = useDraft(() => 'note.i3', empty)
    note.value.text = '来电人 139'
    as('b')
    expect(note.value.text).toBe('')
  })
})
