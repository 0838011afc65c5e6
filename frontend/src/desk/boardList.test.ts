// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Incident } from '@/api/models'
import { useLive } from '@/live/store'

import { beside, useBoardList } from './boardList'

function put(id: string, changes: Partial<Incident>): void {
  useLive().put('incident.reported', {
    id, number: `突-20261122-00${id}`, title: id, place_name: '', kind: 'fire', state: 'responding', priority: 3, jurisdiction_code: '420102',
    reported_at: `2026-11-22T0${id}:00:00Z`, report_steps: [], level: null, proposed_level: { level: null }, version: 1, ...changes,
  })
}

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no net')))
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('walking along the board by key', () => {
  it('goes from one to the next and round, and begins at the top', () => {
    expect(beside(['a', 'b', 'c'], 'a', 1)).toBe('b')
    expect(beside(['a', 'b', 'c'], 'a', -1)).toBe('c')
    expect(beside(['a', 'b', 'c'], 'c', 1)).toBe('a')
    expect(beside(['a', 'b', 'c'], null, -1)).toBe('a')
    expect(beside(['a', 'b', 'c'], 'gone', 1)).toBe('a')
    expect(beside([], 'a', 1)).toBeNull()
  })

  it('goes in the order that the board was sorted in, those waiting first', () => {
    put('1', { priority: 1 })
    put('2', { priority: 2 })
    put('3', { priority: 3, state: 'reported' })
    const list = useBoardList()
    list.sortBy('priority')
    expect(list.walked).toEqual(['3', '1', '2'])
    list.sortBy('received')
    expect(list.walked).toEqual(['3', '2', '1'])
  })

  it('leaves out what the board does not show: what is over, and what the search left out', () => {
    put('1', { title: '仓库火灾' })
    put('2', { title: '积水' })
    put('3', { title: '旧火灾', state: 'closed' })
    const list = useBoardList()
    list.text = '火灾'
    expect(list.walked).toEqual(['1'])
    expect(list.groups.at(-1)!.rows.map((row) => row.incident.id)).toEqual(['3'])
  })
})
