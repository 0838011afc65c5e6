import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { earlyAnswer, forgetAsked, onSignedInElsewhere, rememberSignedIn } from './early'

const SCRIPT = readFileSync(resolve(__dirname, '../../first-answers.js'), 'utf8')
const asked = vi.fn((path: string) => Promise.resolve(new Response(JSON.stringify({ path }), { status: path.includes('settings') ? 401 : 200 })))

/** Run the script as the page does, at an address. */
function begin(path: string): void {
  window.history.replaceState(null, '', path)
  new Function('fetch', SCRIPT)(asked)
}

describe('the first answers', () => {
  beforeEach(() => (localStorage.clear(), asked.mockClear(), rememberSignedIn('a1')))
  afterEach(() => forgetAsked())

  it('are asked for before the page has come, and each is taken once', async () => {
    begin('/roads')
    expect(asked.mock.calls.map(([path]) => path)).toEqual(['/api/me', '/api/settings', '/api/snapshot'])
    expect(await earlyAnswer('/api/me')).toEqual({ path: '/api/me' })
    expect(await earlyAnswer('/api/me')).toBeNull()
  })

  it('are asked for again in the usual way when they were refused', async () => {
    begin('/')
    expect(await earlyAnswer('/api/settings')).toBeNull()
  })

  it('are of the exercise in which the window is', () => {
    localStorage.setItem('muster.signedIn@exercise_7', '1')
    begin('/w/exercise_7/')
    expect(asked.mock.calls[0]![0]).toBe('/w/exercise_7/api/me')
  })

  it('are not asked for where nobody was signed in, nor at the door', () => {
    begin('/sign-in')
    rememberSignedIn(null)
    begin('/')
    begin('/w/exercise_7/')
    expect(asked).not.toHaveBeenCalled()
  })

  it('are about whoever signed in last in any window of the browser', () => {
    const heard = vi.fn()
    const deaf = onSignedInElsewhere(heard)
    for (const newValue of ['a2', null]) window.dispatchEvent(new StorageEvent('storage', { key: 'muster.signedIn', newValue }))
    window.dispatchEvent(new StorageEvent('storage', { key: 'muster.theme', newValue: 'dark' }))
    deaf()
    expect(heard.mock.calls).toEqual([['a2'], [null]])
  })

  it('are let go of when somebody else signs in', async () => {
    begin('/')
    forgetAsked()
    expect(await earlyAnswer('/api/snapshot')).toBeNull()
  })
})
