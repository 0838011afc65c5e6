/** Which of one's areas, or which part of one, is looked at. It hides; what may be seen and done is the service's matter. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { prefixOf } from '@/aid/sides'
import { useSession } from '@/app/session'
import { keptAs } from '@/app/worldAddress'

const keyOf = (account: string) => keptAs(`muster.area.${account}`)

export interface GrantChoice {
  code: string
  name: string
  name_en?: string | null
  roles: string[]
}

/** Return the areas of the grants, each once with its roles. */
export function areasOf(grants: readonly { role: string; jurisdiction_code: string; jurisdiction_name: string; jurisdiction_name_en?: string | null }[]): GrantChoice[] {
  const found = new Map<string, GrantChoice>()
  for (const grant of grants) {
    const known = found.get(grant.jurisdiction_code)
    if (known) known.roles.push(grant.role)
    else found.set(grant.jurisdiction_code, { code: grant.jurisdiction_code, name: grant.jurisdiction_name, name_en: grant.jurisdiction_name_en, roles: [grant.role] })
  }
  return [...found.values()].sort((a, b) => a.code.localeCompare(b.code))
}

/** A place within one's areas: a city, or a county below it. */
export interface Inside {
  code: string
  name: string
  name_en: string | null
  /** How far down the tree, for a list that shows it. */
  depth: number
}

const lies = (code: string, area: string): boolean => code !== area && code.startsWith(prefixOf(area))

/** Return the places that lie within areas, each below the one it belongs to. */
export function placesInside(areas: readonly string[], all: readonly Omit<Inside, 'depth'>[]): Inside[] {
  const found = all.filter((row) => areas.some((area) => lies(row.code, area)))
  return found.map((row) => ({ ...row, depth: found.filter((other) => lies(row.code, other.code)).length }))
}

export const useArea = defineStore('area', () => {
  const session = useSession()
  const choices = computed(() => areasOf(session.me?.grants ?? []))
  const chosen = ref('')
  /** The area that is looked at alone; empty where all are. */
  const code = computed(() => {
    const own = choices.value.length > 1 && choices.value.some((one) => one.code === chosen.value)
    return own || choices.value.some((one) => lies(chosen.value, one.code)) ? chosen.value : ''
  })
  /** Whoever has one county has nothing to choose from. */
  const mayChoose = computed(() => choices.value.length > 1 || choices.value.some((one) => prefixOf(one.code).length < 6))
  const prefix = computed(() => prefixOf(code.value))

  watch(() => session.me?.account.id, (id) => (chosen.value = (id && localStorage.getItem(keyOf(id))) || ''), { immediate: true })

  function choose(next: string): void {
    chosen.value = next
    if (session.me) localStorage.setItem(keyOf(session.me.account.id), next)
  }

  /** Say whether something of this jurisdiction belongs to what is looked at. */
  function holds(jurisdiction: string): boolean {
    return !code.value || jurisdiction.startsWith(prefix.value)
  }

  return { choices, mayChoose, code, choose, holds }
})
