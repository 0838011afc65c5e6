/** Teams found by the service: it knows the pinyin of their names. */
import { onBeforeUnmount, type Ref, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'

const SETTLE_MS = 250

/** Return the teams the service finds for a text. */
export function useTeamSearch(text: Ref<string>) {
  const found = shallowRef<ReadonlySet<string>>(new Set())
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(wanted: string): Promise<void> {
    const mine = ++asked
    const page = await unwrap(api.GET('/api/teams', { params: { query: { q: wanted, limit: 500 } } })).catch(() => null)
    if (mine === asked && page) found.value = new Set(page.rows.map((team) => team.id))
  }

  watch(text, (next) => {
    clearTimeout(timer)
    asked++
    found.value = new Set()
    if (next.trim()) timer = setTimeout(() => void ask(next.trim()), SETTLE_MS)
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return found
}
