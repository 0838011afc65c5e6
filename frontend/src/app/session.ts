/** Who is signed in, and what that person may do. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { Me, Settings } from '@/api/models'
import { Problem } from '@/api/problem'

import { chooseLocale, type Locale } from './i18n'

export const useSession = defineStore('session', () => {
  const me = shallowRef<Me | null>(null)
  const settings = shallowRef<Settings | null>(null)
  const asked = ref(false)

  function may(permission: string): boolean {
    return me.value?.permissions.includes(permission) ?? false
  }

  const isTeamLeader = computed(() => !!me.value?.account.team_id && !may('picture.read'))

  async function settle(found: Me): Promise<void> {
    settings.value = await unwrap(api.GET('/api/settings'))
    me.value = found
    asked.value = true
  }

  /** Ask the service who this is; nobody is a good answer. */
  async function recall(): Promise<void> {
    try {
      await settle(await unwrap(api.GET('/api/me')))
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error
      me.value = null
      asked.value = true
    }
  }

  async function signIn(username: string, password: string): Promise<void> {
    await settle(await unwrap(api.POST('/api/session', { body: { username, password } })))
  }

  /** End the session; the page is loaded anew so that nothing of this person stays in it. */
  async function signOut(): Promise<void> {
    await unwrap(api.DELETE('/api/session'))
    sessionStorage.clear()
    window.location.assign('/sign-in')
  }

  async function speak(locale: Locale): Promise<void> {
    chooseLocale(locale)
    if (me.value) me.value = await unwrap(api.PATCH('/api/me', { body: { locale } }))
  }

  function forget(): void {
    me.value = null
  }

  return { me, settings, asked, may, isTeamLeader, recall, signIn, signOut, speak, forget }
})
