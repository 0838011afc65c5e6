import { describe, expect, it } from 'vitest'

import { type Box, type Named, namedOf, TakenRoom } from './labelRoom'

const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, right: left + width, bottom: top + height })

function team(x: number, y: number, rank = 10, always = false): Named {
  const mark = box(x - 10, y - 10, 20, 20)
  return { mark, own: mark, label: box(x - 40, y + 8, 80, 14), rank, always }
}

describe('room for names on the map', () => {
  it('lets a name touch its own mark but no other', () => {
    expect(namedOf([team(0, 0)])).toHaveLength(1)
    expect(namedOf([team(0, 0), team(0, 20)])).toEqual([expect.objectContaining({ mark: box(-10, 10, 20, 20) })])
  })

  it('gives room to who is at work before who waits, whatever the order', () => {
    const [waiting, atWork] = [team(0, 0), team(60, 0, 20)]
    expect(namedOf([waiting, atWork])).toEqual([atWork])
    expect(namedOf([atWork, waiting])).toEqual([atWork])
  })

  it('writes what must be read even where there is no room', () => {
    const crowd = [team(0, 0), team(3, 3, 10, true), team(6, 6, 10, true)]
    expect(namedOf(crowd).filter((one) => one.always)).toHaveLength(2)
  })

  it('finds boxes across the edges of its cells and on the far side of nought', () => {
    const room = new TakenRoom(48)
    room.take(box(-60, -60, 20, 20))
    expect(room.isTaken(box(-45, -45, 100, 100))).toBe(true)
    expect(room.isTaken(box(0, 0, 10, 10))).toBe(false)
  })

  it('names the same ones again, so that names do not flicker while things stand', () => {
    const many = Array.from({ length: 400 }, (_, n) => team((n * 37) % 900, (n * 53) % 700))
    expect(namedOf(many)).toEqual(namedOf(many))
  })
})
