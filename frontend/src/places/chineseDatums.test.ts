import { describe, expect, it } from 'vitest'

import { toBd09, toGcj02 } from './chineseDatums'
import { datumOf, written } from './coordinates'

describe('datums of Chinese web maps', () => {
  it('are the ones that the service works out', () => {
    const [gcj, bd] = [toGcj02(114.305, 30.59), toBd09(114.305, 30.59)]
    expect(gcj[0]).toBeCloseTo(114.31044395757162, 9)
    expect(gcj[1]).toBeCloseTo(30.587588628768223, 9)
    expect(bd[0]).toBeCloseTo(114.31701064797649, 9)
    expect(bd[1]).toBeCloseTo(30.593292579044785, 9)
  })

  it('shift nothing outside the country', () => expect(toGcj02(1.52, 42.51)).toEqual([1.52, 42.51]))

  it('are named beside what is written in them', () => {
    expect(written(114.305, 30.59, 'gcj02')).toBe('114.31044, 30.58759')
    expect([datumOf('gcj02'), datumOf('bd09'), datumOf('mgrs')]).toEqual(['GCJ-02', 'BD-09', null])
  })
})
