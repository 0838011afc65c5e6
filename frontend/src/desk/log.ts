/** The running log of this desk: read once, then kept going by the live events; older lines on request. */
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import type { EventOut } from '@/api/models'
import type { Told } from '@/app/sentences'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'
import { replaying } from '@/replay/mode'
import { wordsOf } from '@/ui/feedback'

import { joined, leavesHole, lightOf, toldOf } from './logLines'

const PAGE = 200
/** What runs in by itself is kept up to so many lines; whoever asks for older ones gets more. */
const KEPT = 1_500
const KEPT_ASKED = 20_000
const GATHER_MS = 200

export const useLog = defineStore('log', () => {
  const live = useLive()
  const session = useSession()
  const lines = shallowRef<Told[]>([])
  const pending = ref(false)
  const trouble = ref('')
  const more = ref(true)
  let before: number | null = null
  let most = KEPT
  let fresh: Told[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let users = 0
  let ends: (() => void)[] = []

  async function ask(from: number | null): Promise<void> {
    pending.value = true
    try {
      const page = await unwrap(api.GET('/api/log', { params: { query: { limit: PAGE, ...(from ? { before: from } : {}) } } }))
      const read = page.lines.map(toldOf)
      const hole = from === null && page.before !== null && leavesHole(lines.value, read)
      lines.value = joined(hole ? [] : lines.value, read, most)
      if (from !== null || before === null || hole) {
        before = page.before
        more.value = page.before !== null
      }
      trouble.value = ''
    } catch (error) {
      trouble.value = wordsOf(error)
    } finally {
      pending.value = false
    }
  }

  /** Read the latest page; what happened while nobody listened comes with it. */
  const latest = (): Promise<void> => ask(null)

  async function older(): Promise<void> {
    if (pending.value || before === null || replaying.value) return
    most = KEPT_ASKED
    await ask(before)
  }

  /** Lines are put in together, so that a flood does not repaint for each. */
  function gather(): void {
    timer = undefined
    lines.value = joined(lines.value, fresh, most)
    fresh = []
  }

  function hear(event: EventOut): void {
    fresh.push(lightOf(event))
    timer ??= setTimeout(gather, GATHER_MS)
  }

  /** Whoever signs in next begins with an empty log. */
  watch(() => session.me?.account.id, () => {
    lines.value = fresh = []
    before = null
    most = KEPT
    more.value = true
  })

  /** Follow what happens as long as somebody looks; a fresh picture means that something may have been missed. */
  function follow(): () => void {
    if (replaying.value) return () => undefined
    if (users++ === 0) ends = [live.onEvent(hear), watch(() => live.catalogues, () => live.loaded && void latest(), { immediate: true, flush: 'post' })]
    return () => {
      if (--users > 0) return
      for (const end of ends) end()
      ends = []
    }
  }

  return { lines, pending, trouble, more, latest, older, follow }
})
