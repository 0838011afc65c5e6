import { describe, expect, it } from 'vitest'

import type { Order } from '@/api/models'

import { placeIn } from './exif'
import type { Entry } from './outbox/entries'
import { attempts, MOST_SIDE_PX, within } from './photo'
import { metresBetween, pauseMs } from './positionSending'
import { chain, expectedStep, slots, withPending } from './steps'

const AT = '2026-11-22T03:00:00.000Z'
const order = (state: Order['state'], more: Partial<Order> = {}): Order => ({
  id: 'o1', kind: 'team', state, version: 1, acknowledged_at: null, loaded_at: null, departed_at: null, arrived_at: null, released_at: null, closed_at: null, ...more,
}) as Order
const pressed = (verb: 'acknowledge' | 'depart', expects: Order['state'], state: Entry['state'] = 'waiting'): Entry =>
  ({ key: verb, state, at: AT, lane: 'step:o1', place: 1, act: { kind: 'step', order_id: 'o1', number: 1, verb, note: '', expects, version: 1 } }) as unknown as Entry

describe('the five buttons', () => {
  it('stand in one order, with exactly one expected next', () => {
    for (const state of ['issued', 'acknowledged', 'en_route', 'on_scene'] as const) {
      expect(slots(order(state)).map((slot) => slot.verb)).toEqual(['acknowledge', 'depart', 'arrive', 'release'])
      expect(slots(order(state)).filter((slot) => slot.state === 'next')).toHaveLength(1)
    }
  })

  it('turn the last one into the return once the work is done or the team is called back', () => {
    expect(slots(order('released', { released_at: AT }))[3]).toMatchObject({ verb: 'close', state: 'next' })
    expect(expectedStep(order('recalled', { departed_at: AT }))).toBe('close')
    expect(expectedStep(order('turned_back', { departed_at: AT }))).toBe('close')
    expect(expectedStep(order('recalled'))).toBeNull()
  })

  it('take a lorry from loading to its return', () => {
    expect(slots(order('issued', { kind: 'delivery' })).map((slot) => slot.verb)).toEqual(['load', 'depart', 'deliver', 'close'])
    expect(slots(order('en_route', { kind: 'delivery', loaded_at: AT, departed_at: AT })).map((slot) => slot.state)).toEqual(['done', 'done', 'next', 'later'])
  })

  it('tell what was skipped with a later press, and nothing for one that is over', () => {
    expect(chain(order('issued'), 'arrive')).toEqual(['acknowledge', 'depart', 'arrive'])
    expect(chain(order('en_route', { acknowledged_at: AT }), 'acknowledge')).toEqual([])
  })

  it('show an order as it will be once everything on the phone has been sent', () => {
    const seen = withPending(order('issued'), [pressed('acknowledge', 'issued'), pressed('depart', 'acknowledged', 'sending')])
    expect(seen).toMatchObject({ state: 'en_route', acknowledged_at: AT, departed_at: AT })
    expect(withPending(order('recalled'), [pressed('acknowledge', 'issued')]).state).toBe('recalled')
    expect(withPending(order('issued'), [pressed('acknowledge', 'issued', 'refused')]).state).toBe('issued')
  })
})

describe('a photo made small', () => {
  it('keeps its shape within the longest side and is never made larger', () => {
    expect(within({ width: 4000, height: 3000 }, MOST_SIDE_PX)).toEqual({ width: 1600, height: 1200 })
    expect(within({ width: 3000, height: 4000 }, MOST_SIDE_PX)).toEqual({ width: 1200, height: 1600 })
    expect(within({ width: 640, height: 480 }, MOST_SIDE_PX)).toEqual({ width: 640, height: 480 })
    expect(within({ width: 8000, height: 2 }, MOST_SIDE_PX)).toEqual({ width: 1600, height: 1 })
  })

  it('gives up quality before size, and size before the picture', () => {
    const tried = attempts({ width: 4000, height: 3000 })
    expect(tried[0]).toEqual({ size: { width: 1600, height: 1200 }, quality: 0.82 })
    expect(tried[3]!.quality).toBeLessThan(0.5)
    expect(tried[4]!.size.width).toBe(1200)
    expect(tried.every(({ size }) => Math.max(size.width, size.height) <= MOST_SIDE_PX)).toBe(true)
    expect(tried.at(-1)!.size.width).toBeLessThan(500)
  })
})

/** The head of a JPEG with a GPS directory, big-endian as cameras write it. */
function head(lat: [string, number, number, number], lon: [string, number, number, number]): ArrayBuffer {
  const tiff = new DataView(new ArrayBuffer(140))
  tiff.setUint32(0, 0x4d4d002a)
  tiff.setUint32(4, 8)
  tiff.setUint16(8, 1)
  tiff.setUint16(10, 0x8825)
  tiff.setUint16(12, 4)
  tiff.setUint32(14, 1)
  tiff.setUint32(18, 26)
  tiff.setUint16(26, 4)
  const entry = (i: number, tag: number, type: number, count: number, value: number) => {
    const at = 28 + 12 * i
    tiff.setUint16(at, tag)
    tiff.setUint16(at + 2, type)
    tiff.setUint32(at + 4, count)
    tiff.setUint32(at + 8, value)
  }
  entry(0, 1, 2, 2, lat[0].charCodeAt(0) << 24)
  entry(1, 2, 5, 3, 80)
  entry(2, 3, 2, 2, lon[0].charCodeAt(0) << 24)
  entry(3, 4, 5, 3, 104)
  for (const [place, values] of [[80, lat], [104, lon]] as const) for (let i = 0; i < 3; i++) {
    tiff.setUint32(place + 8 * i, Number(values[i + 1]) * 100)
    tiff.setUint32(place + 8 * i + 4, 100)
  }
  const jpeg = new Uint8Array(12 + tiff.byteLength)
  jpeg.set([0xff, 0xd8, 0xff, 0xe1, 0, 148, 0x45, 0x78, 0x69, 0x66, 0, 0])
  jpeg.set(new Uint8Array(tiff.buffer), 12)
  return jpeg.buffer
}

describe('the place in a photo', () => {
  it('is read from its head on both halves of the earth', () => {
    const north = placeIn(head(['N', 30, 36, 0], ['E', 114, 18, 36]))!
    expect(north.lat).toBeCloseTo(30.6, 6)
    expect(north.lon).toBeCloseTo(114.31, 6)
    expect(placeIn(head(['S', 10, 30, 0], ['W', 20, 0, 0]))).toEqual({ lon: -20, lat: -10.5 })
  })

  it('is unknown where nothing or nonsense is written, never the middle of the ocean', () => {
    const whole = head(['N', 30, 36, 0], ['E', 114, 18, 36])
    expect(placeIn(head(['N', 0, 0, 0], ['E', 0, 0, 0]))).toBeNull()
    expect(placeIn(head(['N', 200, 0, 0], ['E', 0, 0, 0]))).toBeNull()
    for (let length = 0; length < 140; length += 7) expect(placeIn(whole.slice(0, length))).toBeNull()
    expect(placeIn(new TextEncoder().encode('<svg onload="x"/>').buffer as ArrayBuffer)).toBeNull()
  })
})

describe('position sending', () => {
  it('spares the battery of who stands, waits or has little left', () => {
    expect(pauseMs({ busy: true, low: false, moved_m: 300 })).toBe(10_000)
    expect(pauseMs({ busy: true, low: false, moved_m: 3 })).toBe(60_000)
    expect(pauseMs({ busy: true, low: true, moved_m: 300 })).toBe(60_000)
    expect(pauseMs({ busy: false, low: false, moved_m: 300 })).toBe(120_000)
    expect(metresBetween({ lon: 114.3, lat: 30.5 }, { lon: 114.3, lat: 30.501 })).toBeCloseTo(111, 0)
  })
})
