import { describe, expect, it, vi } from 'vitest'

import { Problem } from '@/api/problem'

import type { Act, Entry } from './entries'
import { heads } from './entries'
import { isPassing, Outbox, waitMs } from './outbox'
import { MemoryShelf } from './shelf'

const AT = '2026-11-22T03:00:00.000Z'
const step = (verb: 'acknowledge' | 'depart' | 'arrive', order_id = 'o1'): Act => ({ kind: 'step', order_id, number: 7, verb, note: '', expects: 'issued', version: 1 })
const report = (text: string): Act => ({ kind: 'report', body: { kind: 'note', incident_id: 'i1', text }, photo: null })
const noted = (criterion: string, note: string): Act => ({ kind: 'evaluation', title: criterion, photo: new Blob(['x']), body: { criterion, rating: 'S', points: null, note, corrects_id: null } })
const offline = () => new Problem(0, 'offline', '无法连接')
const recalled = () => new Problem(412, 'stale_version', '已被修改', { record: { id: 'o1', state: 'recalled', version: 3 } })

/** An outbox whose service answers as told; time passes only when asked to. */
function phone(shelf = new MemoryShelf<Entry>()) {
  const calls: string[] = []
  const answers: ((givenUp: AbortSignal) => unknown)[] = []
  const state = { now: 0, who: 'a' as string | null, shown: [] as Entry[], wake: null as (() => void) | null }
  const name = ({ act }: Entry) => (act.kind === 'step' ? `${act.order_id} ${act.verb}` : act.kind === 'report' ? act.body.text : act.kind === 'evaluation' ? `${act.title} ${act.body.note}` : act.kind)
  const box = new Outbox(shelf, {
    async send(entry, givenUp) {
      calls.push(`${name(entry)} ${entry.key}`)
      return answers.shift()?.(givenUp)
    },
    who: () => state.who,
    changed: (list) => (state.shown = list),
    now: () => state.now,
    later: (_wait, work) => (state.wake = work),
  })
  return { box, shelf, calls, answers, state, said: () => calls.map((call) => call.replace(/ [^ ]+$/, '')), keys: () => calls.map((call) => call.split(' ').pop()) }
}

const fails = (error: () => Problem) => () => { throw error() }

describe('the outbox of a phone', () => {
  it('sends the steps of an order one after the other in the order of the presses', async () => {
    const { box, answers, said, state } = phone()
    await box.open('a')
    answers.push(fails(offline))
    for (const verb of ['acknowledge', 'depart', 'arrive'] as const) await box.add(step(verb), AT)
    await box.flush()
    expect(said()).toEqual(['o1 acknowledge'])
    await box.flush(true)
    expect(said()).toEqual(['o1 acknowledge', 'o1 acknowledge', 'o1 depart', 'o1 arrive'])
    expect(state.shown.map((entry) => entry.state)).toEqual(['sent', 'sent', 'sent'])
  })

  it('uses one key for one act however often it is tried', async () => {
    const { box, answers, keys } = phone()
    await box.open('a')
    answers.push(fails(offline), fails(() => new Problem(503, 'busy', '忙')))
    await box.add(step('acknowledge'), AT)
    await box.flush()
    await box.flush(true)
    await box.flush(true)
    expect(keys()).toHaveLength(3)
    expect(new Set(keys()).size).toBe(1)
  })

  it('waits longer after each try in vain, and wakes by itself', async () => {
    const { box, answers, state, said } = phone()
    await box.open('a')
    answers.push(fails(offline), fails(offline))
    await box.add(step('acknowledge'), AT)
    await box.flush()
    const first = state.shown[0]!.next_ms
    expect(first).toBeGreaterThan(0)
    await box.flush()
    expect(said()).toHaveLength(1)
    state.now = first
    state.wake!()
    await vi.waitFor(() => expect(said()).toHaveLength(2))
    await box.flush()
    expect(state.shown[0]!.next_ms - state.now).toBeGreaterThan(first)
    expect(waitMs(40, 1)).toBe(60_000)
  })

  it('finds everything again after the battery was empty, and sends what was on its way once more', async () => {
    const { box, shelf, answers, state } = phone()
    await box.open('a')
    answers.push(fails(offline))
    await box.add(step('acknowledge'), AT)
    await box.add(report('东门'), AT)
    await box.flush()
    await shelf.put({ ...state.shown[0]!, state: 'sending' })
    const later = phone(shelf)
    await later.box.open('a')
    await later.box.flush()
    expect(later.said()).toContain('o1 acknowledge')
    expect(later.keys()).toContain(state.shown[0]!.key)
    expect(later.state.shown.every((entry) => entry.state === 'sent')).toBe(true)
  })

  it('puts a conflict before a person with both sides and holds the steps behind it, but no report', async () => {
    const { box, answers, said, state } = phone()
    await box.open('a')
    answers.push(fails(recalled))
    await box.add(step('depart'), AT)
    await box.add(step('arrive'), AT)
    await box.add(report('路上'), AT)
    await box.flush()
    expect(said()).toEqual(['o1 depart', '路上'])
    const refused = state.shown.find((entry) => entry.state === 'refused')!
    expect(refused.refusal).toMatchObject({ status: 412, record: { state: 'recalled' } })
    expect(state.shown.filter((entry) => entry.state === 'waiting')).toHaveLength(1)
  })

  it('goes on after a refusal was given up, and sends it again as a new act when asked to', async () => {
    const { box, answers, keys, said, state } = phone()
    await box.open('a')
    answers.push(fails(() => new Problem(409, 'illegal_transition', '不能')))
    await box.add(step('depart'), AT)
    await box.flush()
    const [refused] = state.shown
    await box.redo(refused!.key, step('depart'), AT)
    await box.flush()
    expect(said()).toEqual(['o1 depart', 'o1 depart'])
    expect(keys()[0]).not.toBe(keys()[1])
    answers.push(fails(() => new Problem(422, 'happened_out_of_range', '时间')))
    await box.add(step('arrive'), AT)
    await box.add(step('depart'), AT)
    await box.flush()
    await box.discard(state.shown.find((entry) => entry.state === 'refused')!.key)
    await box.flush()
    expect(said().slice(2)).toEqual(['o1 arrive', 'o1 depart'])
  })

  it('takes back what has not left, with what follows it, and nothing that has', async () => {
    const { box, answers, state } = phone()
    await box.open('a')
    answers.push(fails(offline))
    const first = await box.add(step('acknowledge'), AT)
    await box.add(step('depart'), AT)
    await box.add(step('acknowledge', 'o2'), AT)
    await box.flush()
    expect(await box.takeBack(first.key)).toBe(true)
    expect(state.shown.map((entry) => entry.lane)).toEqual(['step:o2'])
    expect(await box.takeBack(state.shown[0]!.key)).toBe(false)
  })

  it('sends what a full phone could not write down, and says that it would not outlive the page', async () => {
    const full = new (class extends MemoryShelf<Entry> {
      override readonly lasting = true as false
      override put = () => Promise.reject(new Error('QuotaExceededError'))
    })()
    const { box, said } = phone(full)
    await box.open('a')
    expect(box.lasting).toBe(true)
    await box.add(report('东门'), AT)
    await box.flush()
    expect(said()).toEqual(['东门'])
    expect(box.lasting).toBe(false)
  })

  it('sends what an observer noted on one criterion in its order, others beside it, and lets go of the picture', async () => {
    const { box, answers, said, state } = phone()
    await box.open('a')
    answers.push(fails(offline), fails(offline))
    await box.add(noted('objective:0', '第一次'), AT)
    await box.add(noted('objective:0', '第二次'), AT)
    await box.add(noted('free', '其他'), AT)
    await box.flush()
    expect(said()).not.toContain('objective:0 第二次')
    await box.flush(true)
    expect(said().at(-1)).toBe('objective:0 第二次')
    expect(state.shown.every(({ act, state: now }) => now === 'sent' && act.kind === 'evaluation' && act.photo === null)).toBe(true)
  })

  it('leaves what somebody else did on this phone to that person', async () => {
    const { box, answers, said, shelf, state } = phone()
    await box.open('a')
    answers.push(fails(offline))
    await box.add(step('acknowledge'), AT)
    await box.flush()
    state.who = 'b'
    await box.open('b')
    await box.flush(true)
    expect(box.own).toEqual([])
    expect(said()).toHaveLength(1)
    expect(await shelf.all()).toHaveLength(1)
  })

  it('sends nothing in the name of whoever signed in after the session of this person had ended', async () => {
    const { box, answers, said, state } = phone()
    await box.open('a')
    answers.push(fails(() => new Problem(401, 'not_signed_in', '请登录')))
    await box.add(step('acknowledge'), AT)
    await box.add(step('depart'), AT)
    await box.flush()
    state.who = 'officer'
    state.now = 600_000
    state.wake?.()
    await box.flush(true)
    expect(said()).toEqual(['o1 acknowledge'])
    state.who = 'a'
    await box.flush(true)
    expect(said()).toEqual(['o1 acknowledge', 'o1 acknowledge', 'o1 depart'])
  })

  it('lets no act wait behind one whose answer never comes, and gives that one up to try it again', async () => {
    vi.useFakeTimers()
    const { box, answers, said, state } = phone()
    await box.open('a')
    answers.push((givenUp) => new Promise((_, reject) => givenUp.addEventListener('abort', () => reject(offline()))))
    await box.add(step('acknowledge'), AT)
    await vi.advanceTimersByTimeAsync(0)
    await box.add(report('请求增援'), AT)
    await vi.advanceTimersByTimeAsync(0)
    expect(said()).toEqual(['o1 acknowledge', '请求增援'])
    expect(state.shown.map((entry) => entry.state)).toEqual(['sending', 'sent'])
    await vi.advanceTimersByTimeAsync(31_000)
    expect(state.shown[0]).toMatchObject({ state: 'waiting', tries: 1 })
    vi.useRealTimers()
    await box.flush(true)
    expect(state.shown.map((entry) => entry.state)).toEqual(['sent', 'sent'])
  })

  it('tries again what may pass and asks about what may not', () => {
    expect([0, 401, 429, 500, 503].map((status) => isPassing(new Problem(status, 'x', 'x')))).toEqual([true, true, true, true, true])
    expect([403, 404, 409, 412, 413, 422].map((status) => isPassing(new Problem(status, 'x', 'x')))).toEqual([false, false, false, false, false, false])
  })

  it('knows the head of each lane', () => {
    const at = (place: number, lane: string, state: Entry['state']) => ({ place, lane, state, key: `${lane}${place}` }) as Entry
    expect(heads([at(3, 'b', 'waiting'), at(2, 'a', 'waiting'), at(1, 'a', 'refused'), at(4, 'c', 'sent'), at(5, 'c', 'waiting')]).map((entry) => entry.key)).toEqual(['b3', 'c5'])
  })
})
