import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { Problem } from '@/api/problem'
import { useSession } from '@/app/session'

import { allows, commonActs, fitBoxes, lacking, totals } from './batch'
import type { Label } from './calls'
import * as calls from './calls'
import { codeIn, isCode, spoken } from './codes'
import { drop, flush, openOutbox, submit, useOutbox } from './outbox'

vi.mock('./calls', async (original) => ({ ...(await original<typeof calls>()), scanBoxes: vi.fn() }))

const box = (changed: Partial<Label>): Label => ({ id: '1', code: '7K3MQ2R9TX', noun: 'box', serial: 1, of_count: 3, state: 'in_stock', amount: 40, item_code: 'a', item_name: '帐篷', item_name_en: 'Tent', unit: '顶', ...changed }) as Label

describe('codes', () => {
  it('are read from an address, from typing in groups, and with letters taken for digits', () => {
    for (const typed of ['http://10.0.0.1:8000/l/7K3MQ2R9TX', '7k3mq-2r9tx', ' 7K3MQ2R9TX/ ', 'https://x/l/7K3MQ2R9TX?from=qr']) expect(codeIn(typed)).toBe('7K3MQ2R9TX')
    expect(codeIn('OIL00-00000')).toBe('0110000000')
    expect(isCode(codeIn('7K3MQ'))).toBe(false)
    expect(spoken('7K3MQ2R9TX')).toBe('7K3MQ-2R9TX')
  })
})

describe('several boxes', () => {
  it('offer only what every box on the list allows', () => {
    expect(commonActs([box({}), box({ id: '2', state: 'on_transfer' })])).toEqual([])
    expect(commonActs([box({ state: 'on_transfer' })])).toEqual(['receive'])
    expect(commonActs([box({})])).toEqual(['hand_over', 'send', 'seen'])
    expect(allows(box({ state: 'handed_over' }), 'receive')).toBe(false)
  })

  it('are measured against what was expected', () => {
    const expected = [1, 2, 3].map((serial) => box({ id: String(serial), serial }))
    expect(lacking(expected, expected.slice(0, 2)).map((row) => row.serial)).toEqual([3])
    expect(totals(expected)).toEqual([{ name: '帐篷', nameEn: 'Tent', unit: '顶', amount: 120, boxes: 3 }])
  })

  it('hold a whole amount with the rest in the last box', () => {
    expect(fitBoxes(100, 40)).toEqual({ boxes: 3, each: 40, last: 20 })
    expect(fitBoxes(80, 40)).toEqual({ boxes: 2, each: 40, last: 40 })
    expect(fitBoxes(0, 40).boxes).toBe(0)
  })
})

describe('the outbox of a phone', () => {
  const send = vi.mocked(calls.scanBoxes)
  const task = { kind: 'scan' as const, body: { act: 'seen' as const, boxes: [], missing: 'wait' as const, out_of_order: false } }
  const offline = () => new Problem(0, 'offline', '没有网络')
  const { waiting, refused, others } = useOutbox()

  beforeEach(() => {
    localStorage.clear()
    send.mockReset()
    setActivePinia(createPinia())
    useSession().me = { account: { id: 'clerk' } } as never
    openOutbox('clerk')
  })

  it('keeps what did not get through, and sends it again under the same key', async () => {
    send.mockRejectedValueOnce(offline())
    expect(await submit('核实', task)).toEqual({ sent: false })
    expect(JSON.parse(localStorage.getItem('muster.outbox')!)).toHaveLength(1)
    expect(waiting.value).toHaveLength(1)
    send.mockResolvedValueOnce({} as calls.BoxScan)
    await flush()
    expect(waiting.value).toHaveLength(0)
    expect(send.mock.calls[0]![1]).toBe(send.mock.calls[1]![1])
    expect(JSON.parse(localStorage.getItem('muster.outbox')!)).toHaveLength(0)
  })

  it('tells whoever is there of a refusal at once, and keeps none of it', async () => {
    send.mockRejectedValueOnce(new Problem(409, 'box_elsewhere', '已收货'))
    await expect(submit('收货', task)).rejects.toThrow('已收货')
    expect(waiting.value).toHaveLength(0)
  })

  it('keeps a later refusal until a person has read it', async () => {
    send.mockRejectedValueOnce(offline()).mockRejectedValueOnce(new Problem(409, 'box_elsewhere', '已收货'))
    await submit('收货', task)
    await flush()
    expect(refused.value.map((one) => one.refused)).toEqual(['已收货'])
    await flush()
    expect(send).toHaveBeenCalledTimes(2)
    drop(refused.value[0]!.key)
    expect(refused.value).toHaveLength(0)
  })

  it('never sends under another account what somebody left on the phone', async () => {
    send.mockRejectedValueOnce(offline())
    await submit('收货', task)
    openOutbox('somebody else')
    await flush()
    expect(send).toHaveBeenCalledTimes(1)
    expect(others.value).toBe(1)
    expect(waiting.value).toHaveLength(0)
  })
})
