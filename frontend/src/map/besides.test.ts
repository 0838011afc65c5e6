// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { CoverageAnswer } from '@/api/models'
import { useReach } from '@/coverage/reach'
import { useCoverage } from '@/coverage/store'

import { coverShown, explained } from './besides'
import { LIGHT } from './palette'

const said = (key: string, facts?: Record<string, unknown>): string => (facts ? `${key} ${JSON.stringify(facts)}` : key)
const texts = (hidden: string[] = [], coverPage = false) => explained(new Set(hidden) as never, LIGHT, said, coverPage).map((row) => row.text)
/** Two cells without anybody, one that is well covered. */
const BYTES = btoa(String.fromCharCode(2, 2, 5))

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no net')))
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('the legend of a printed map', () => {
  it('explains the areas and lines of the layers that are on it, and none that is hidden', () => {
    expect(texts()).toEqual(['map.hazards', 'map.closures', 'map.routes', 'map.boundaries'])
    expect(texts(['closures', 'boundaries'])).toEqual(['map.hazards', 'map.routes'])
  })

  it('explains the colours of cover where it is seen, those alone that are there', () => {
    const raster = { west: 0, south: 0, step_lon: 1, step_lat: 1, columns: 3, rows: 1 }
    useCoverage().answer = { raster, now: { levels: BYTES, teams: BYTES } } as unknown as CoverageAnswer
    expect(texts()).not.toContain('coverage.levelShort.none')
    expect(texts([], true)).toEqual(expect.arrayContaining(['coverage.levelShort.none', 'coverage.levelShort.spare']))
    expect(texts([], true)).not.toContain('coverage.levelShort.short')
    expect([coverShown(false), coverShown(true)]).toEqual([null, 'fire_suppression'])
    useCoverage().toggleOnCommand()
    expect(texts()).toContain('coverage.levelShort.spare')
  })

  it('explains how far somebody gets', () => {
    useReach().answer = { areas: [{ within_s: 300 }, { within_s: 900 }] } as never
    expect(texts()).toEqual(expect.arrayContaining(['coverage.reach.within {"n":5}', 'coverage.reach.within {"n":15}']))
  })

  it('gives every entry a sign of its own', () => {
    const marks = explained(new Set(), LIGHT, said, false).map((row) => JSON.stringify(row.mark))
    expect(new Set(marks).size).toBe(marks.length)
  })
})
