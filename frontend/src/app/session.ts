/** Who is signed in, and what that person may do. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { Me, Settings } from '@/api/models'
import { Problem } from '@/api/problem'

import { earlyAnswer, forgetAsked, rememberSignedIn } from '@/live/early'
import { countsNow } from '@/replay/mode'
import { setServerTime, setWorldClock } from '@/ui/clock'

import { chooseLocale, type Locale } from './i18n'
import { worldName } from './worldAddress'

export const useSession = defineStore('session', () => {
  const me = shallowRef<Me | null>(null)
  const settings = shallowRef<Settings | null>(null)
  const asked = ref(false)

  function may(permission: string): boolean {
    return countsNow(permission) && (me.value?.permissions.includes(permission) ?? false)
  }

  const isTeamLeader = computed(() => !!me.value?.account.team_id && !may('picture.read'))

  /** A wall screen looks and does nothing else. */
  const isWall = computed(() => !!me.value?.grants.length && me.value.grants.every((grant) => grant.role === 'wall'))

  async function settle(found: Me, site?: Settings): Promise<void> {
    settings.value = site ?? (await unwrap(api.GET('/api/settings')))
    me.value = found
    if (found.world.clock) setServerTime(found.world.clock.wall_at)
    setWorldClock(found.world.clock)
    rememberSignedIn(found.account.id)
    asked.value = true
  }

  /** Ask the service who this is; nobody is a good answer. */
  async function recall(): Promise<void> {
    try {
      const who = async () => (await earlyAnswer<Me>('/api/me')) ?? unwrap(api.GET('/api/me'))
      const where = async () => (await earlyAnswer<Settings>('/api/settings')) ?? unwrap(api.GET('/api/settings'))
      await settle(...(await Promise.all([who(), where()])))
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error
      me.value = null
      asked.value = true
    }
  }

  /** Without a net: be who this phone was the last time, until the service answers. */
  function adopt(found: Me, known: Settings): void {
    settings.value = known
    me.value = found
    asked.value = true
  }

  async function signIn(username: string, password: string): Promise<void> {
    forgetAsked()
    await settle(await unwrap(api.POST('/api/session', { body: { username, password } })))
  }

  /** Sign a wall screen in with its key. */
  async function signInWall(key: string): Promise<void> {
    forgetAsked()
    await settle(await unwrap(api.POST('/api/session/wall', { body: { key } })))
  }

  /** End the session; the page is loaded anew so that nothing of this person stays in it. Out of an exercise one comes to the live world. */
  async function signOut(forgetMore: () => Promise<void> = async () => undefined): Promise<void> {
    await unwrap(api.DELETE('/api/session'))
    await forgetMore()
    rememberSignedIn(null)
    sessionStorage.clear()
    window.location.assign(worldName() ? '/exercises' : '/sign-in')
  }

  async function speak(locale: Locale): Promise<void> {
    await chooseLocale(locale)
    if (me.value) me.value = await unwrap(api.PATCH('/api/me', { body: { locale } }))
  }

  function forget(): void {
    rememberSignedIn(null)
    me.value = null
  }

  return { me, settings, asked, may, isTeamLeader, isWall, recall, adopt, signIn, signInWall, signOut, speak, forget }
})
