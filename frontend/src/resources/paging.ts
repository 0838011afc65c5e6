/** A page of a long list at the service: searched, filtered and sorted there, never all at once. */
import { reactive, ref, shallowRef, watch } from 'vue'

import type { Page } from '@/api/models'
import { wordsOf } from '@/ui/feedback'
import { newestOnly } from '@/ui/newest'

export const PAGE_ROWS = 50

/** Return the state of a paged list; `fetch` is asked again whenever the query changes. */
export function usePaging<T, Q extends object>(query: Q, fetch: (query: Q & { offset: number; limit: number }) => Promise<Page<T>>) {
  const rows = shallowRef<T[]>([])
  const total = ref(0)
  const page = ref(1)
  const pending = ref(false)
  const trouble = ref('')
  const wanted = reactive(query) as Q
  const asking = newestOnly()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    const counts = asking()
    pending.value = true
    try {
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== '' && value !== null && value !== undefined)) as Q
      const found = await fetch({ ...given, offset: (page.value - 1) * PAGE_ROWS, limit: PAGE_ROWS })
      if (!counts()) return
      rows.value = found.rows
      total.value = found.total
      trouble.value = ''
    } catch (error) {
      if (counts()) trouble.value = wordsOf(error)
    } finally {
      if (counts()) pending.value = false
    }
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), 200)
  }

  watch(wanted, () => {
    page.value = 1
    soon()
  })
  watch(page, soon)
  void load()

  return { rows, total, page, pending, trouble, wanted, load, soon }
}
