import { describe, expect, it } from 'vitest'

import type { Place, PlaceNear } from '@/api/models'
import { i18n } from '@/app/i18n'

import { written } from './coordinates'
import { distanceText, whereText } from './words'

const t = i18n.global.t as (key: string, facts?: Record<string, unknown>) => string
const place = (name: string) => ({ name }) as Place
const near = (more: Partial<PlaceNear>): PlaceNear => ({
  jurisdiction_code: '420115', jurisdiction_name: '江夏区', township_name: '五里界街道', road: null, nearest: place('锦绣村'), distance_m: 800, towards: 'sw', ...more,
})

describe('where a point is, in words', () => {
  it('names the side and the distance of the road', () => {
    const road = { name: '天子山大道', number: null, distance_m: 120, towards: 'ne' as const, chainage: null }
    expect(whereText(near({ road }), t)).toBe('江夏区五里界街道，距天子山大道 120 米东北')
  })

  it('is on the road when it is near enough, with number and milestone', () => {
    const road = { name: '沪蓉高速', number: 'G42', distance_m: 8, towards: 'n' as const, chainage: 'K785+300' }
    expect(whereText(near({ road }), t)).toBe('江夏区五里界街道，位于G42 沪蓉高速 K785+300')
  })

  it('names the nearest place where no road is near', () => {
    expect(whereText(near({ township_name: null }), t)).toBe('江夏区，锦绣村西南 800 米')
    expect(whereText(near({ distance_m: 20 }), t)).toBe('江夏区五里界街道，锦绣村')
  })

  it('says so outside all jurisdictions, and claims nothing it does not know', () => {
    const nowhere = near({ jurisdiction_name: null, township_name: null, nearest: null, distance_m: null })
    expect(whereText(nowhere, t)).toBe('不在已知行政区内')
  })

  it('speaks English too', () => {
    i18n.global.locale.value = 'en'
    const road = { name: 'Luoyu Road', number: null, distance_m: 1500, towards: 'w' as const, chainage: null }
    expect(whereText(near({ township_name: null, road: { ...road, distance_m: 150 } }), t)).toBe('江夏区, 150 m west of Luoyu Road')
    i18n.global.locale.value = 'zh-CN'
  })

  it('writes long distances in kilometres', () => {
    expect([distanceText(999, t), distanceText(1500, t), distanceText(23_400, t)]).toEqual(['999 米', '1.5 公里', '23 公里'])
  })
})

describe('coordinates under the cursor', () => {
  it('are written in the form that was chosen', () => {
    expect(written(114.305, 30.593, 'degrees')).toBe('114.30500, 30.59300')
    expect(written(114.305, 30.593, 'dms')).toBe('30°35′34.8″N 114°18′18.0″E')
    expect(written(-0.5, -33, 'dms')).toBe('33°00′00.0″S 0°30′00.0″W')
    expect(written(114.305, 30.593, 'mgrs')).toMatch(/^50R KU 4158 8759$/)
    expect(written(10, 85, 'mgrs')).toBe('')
  })
})
