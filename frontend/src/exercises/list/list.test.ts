import { describe, expect, it } from 'vitest'

import { Problem } from '@/api/problem'
import { worldIn, withinWorld } from '@/app/worldAddress'
import { nowMs, setServerTime, setWorldClock } from '@/ui/clock'

import type { Exercise, Template } from './calls'
import { BLANK, bodyOf, draftOf } from './draft'
import { faultsOf, lineAt, pictureName, placeOf, stoppedAt, textOf, withPictures } from './reading'
import { actsOf, jumpFrom, merged, shownAt, shownOf, takers } from './showing'

const exercise = (id: string, more: Partial<Exercise> = {}): Exercise =>
  ({ id, number: `演-2026-00${id}`, title: `演练${id}`, area_name: '洪山区', created_by_name: '指挥长', created_at: `2026-11-2${id}T00:00:00Z`, seats: [], state: 'ready', speed: 10, version: 1, shown_at: '2026-07-02T11:00:00Z', shown_for: '2026-11-22T10:00:00Z', ...more }) as unknown as Exercise

describe('the address of a world', () => {
  it('is read from the beginning of the path and from nowhere else', () => {
    expect(worldIn('/w/exercise_0a1b2c/api')).toBe('exercise_0a1b2c')
    expect(worldIn('/w/exercise_0a1b2c')).toBe('exercise_0a1b2c')
    for (const path of ['/', '/roads', '/w/', '/w/live/', '/W/exercise_1/', '/w/Exercise_1/', '/x/w/exercise_1/', '/w/exercise_1x%2f/']) expect(worldIn(path)).toBeNull()
    expect(withinWorld('/w/exercise_0a1b2c/api/orders/1')).toBe('/api/orders/1')
    expect(withinWorld('/w/exercise_0a1b2c')).toBe('/')
    expect(withinWorld('/api/orders/1')).toBe('/api/orders/1')
  })
})

describe('the clock of a world', () => {
  it('goes as fast as the exercise, stands when it is paused, and is the service’s in the live world', () => {
    const wall = new Date(Date.now()).toISOString()
    setServerTime(wall)
    const minuteAgo = new Date(Date.now() - 60_000).toISOString()
    setWorldClock({ at: '2026-07-02T11:00:00Z', set_at: minuteAgo, speed: 10 })
    expect(Math.abs(nowMs() - Date.parse('2026-07-02T11:10:00Z'))).toBeLessThan(5_000)
    setWorldClock({ at: '2026-07-02T11:10:00Z', set_at: minuteAgo, speed: 0 })
    expect(nowMs()).toBe(Date.parse('2026-07-02T11:10:00Z'))
    setWorldClock(null)
    expect(Math.abs(nowMs() - Date.now())).toBeLessThan(5_000)
  })
})

describe('pictures of a template', () => {
  it('go into its file under names that every place can read, and replace one of the same name', async () => {
    expect([pictureName('Tor 2 (neu).JPEG'), pictureName('现场.png'), pictureName('a_b-3.png')]).toEqual(['tor-2-neu.jpg', 'picture.png', 'a_b-3.png'])
    expect(await textOf(new Blob([new Uint8Array([0, 255, 16])]))).toBe('AP8Q')
    const before = { id: 'x', pictures: { 'a.png': 'old', 'b.png': 'kept' } }
    expect(withPictures(before, [['a.png', 'new']])).toEqual({ id: 'x', pictures: { 'a.png': 'new', 'b.png': 'kept' } })
    expect(before.pictures['a.png']).toBe('old')
  })
})

describe('the list of exercises', () => {
  const rows = [exercise('1', { state: 'ended' }), exercise('2', { state: 'running', title: '液氯泄漏' }), exercise('3', { state: 'paused' })]

  it('is searched by all words, filtered by state, and puts what goes on first when asked', () => {
    expect(shownOf(rows, { q: '液氯 洪山', states: [], sort: 'newest' }).map((row) => row.id)).toEqual(['2'])
    expect(shownOf(rows, { q: '', states: ['ended', 'paused'], sort: 'newest' }).map((row) => row.id)).toEqual(['3', '1'])
    expect(shownOf(rows, { q: '', states: [], sort: 'state' }).map((row) => row.id)).toEqual(['2', '3', '1'])
  })

  it('shows a clock that goes while the exercise does', () => {
    const later = Date.parse('2026-11-22T10:01:00Z')
    expect(shownAt(rows[1]!, later)).toBe(Date.parse('2026-07-02T11:10:00Z'))
    expect(shownAt(rows[2]!, later)).toBe(Date.parse('2026-07-02T11:00:00Z'))
    expect(shownAt(exercise('4', { shown_at: null }), later)).toBeNull()
  })

  it('sets a clock to what was said, and leaves it to the service to refuse what is too far', () => {
    expect(jumpFrom(Date.parse('2026-07-02T11:00:00Z'), 5000)).toBe('2026-07-05T22:20:00.000Z')
  })

  it('offers what can be done, and does it with those that can take it', () => {
    expect(actsOf(rows[0]!)).toEqual([])
    expect(takers(rows, 'pause').map(({ row }) => row.id)).toEqual(['2'])
    expect(takers([...rows, exercise('5')], 'go').map(({ act }) => act)).toEqual(['resume', 'start'])
  })

  it('takes news of an exercise, never an older one, and lets go of what was removed', () => {
    const newer = exercise('2', { state: 'paused', version: 4 })
    const list = merged(rows, newer)
    expect(list.find((row) => row.id === '2')!.state).toBe('paused')
    expect(merged(list, rows[1]!).find((row) => row.id === '2')!.version).toBe(4)
    expect(merged(rows, exercise('9'))).toHaveLength(4)
    expect(merged(rows, newer, true).map((row) => row.id)).toEqual(['1', '3'])
  })
})

describe('a new exercise', () => {
  const template = { id: 'chlorine_tanker', title: { zh: '液氯槽车泄漏' }, kind: 'functional', purpose: 'testing', area_code: null, speed: 2, seed: 7, plan_codes: ['WH-HAZ'], begins_local: '2026-07-02T19:30' } as unknown as Template

  it('is as its template has it, in the area of whoever makes it', () => {
    const draft = draftOf(template, '420100')
    expect(draft).toMatchObject({ title: '液氯槽车泄漏', area_code: '420100', speed: 2, seed: 7, plans: 'WH-HAZ', begins: null })
    const body = bodyOf(draft, { me: 'me', seats: [], system: true, starts: true })
    expect(body).toMatchObject({ template_id: 'chlorine_tanker', begins_at: null, plan_codes: ['WH-HAZ'], played_by_system: 'rest', starts_when_ready: true })
    expect(body.seats).toEqual([{ account_id: 'me', role: 'duty_officer', jurisdiction_code: '420100', team_id: null }])
    expect(bodyOf({ ...draft, template_id: BLANK, mine: '' }, { me: 'me', seats: [], system: false, starts: false })).toMatchObject({ template_id: null, seats: [], played_by_system: [], starts_when_ready: false })
  })
})

describe('a template from a file', () => {
  const words = { inject: (n: number, id: string) => `第${n}条（${id}）`, whole: '整个文件' }

  it('that is no JSON is told by line and column', () => {
    expect(lineAt('{\n "a": x', 8)).toEqual({ line: 2, column: 7 })
    expect(stoppedAt('{\n "a": x', new SyntaxError('Unexpected token x in JSON at position 8'))).toEqual({ line: 2, column: 7 })
    expect(stoppedAt('', new Error('?'))).toBeNull()
  })

  it('that is refused is told by the inject and the field', () => {
    const scenario = { injects: [{ id: 'i1' }, { id: 'valve' }] }
    expect(placeOf('injects.1.trigger', scenario, words)).toBe('第2条（valve） · trigger')
    expect(placeOf('', scenario, words)).toBe('整个文件')
    expect(placeOf('lasts_s', scenario, words)).toBe('lasts_s')
    const refusal = new Problem(422, 'malformed', '格式有误', { fields: [{ field: 'injects.1.doing.media', message: '没有图片' }] })
    expect(faultsOf(refusal, scenario, words)).toEqual([{ place: '第2条（valve） · doing.media', text: '没有图片' }])
    expect(faultsOf(new Error('x'), scenario, words)).toEqual([])
  })
})
