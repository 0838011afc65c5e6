/** The list somebody works on: asked for again while the service works on it. */
import { computed, onUnmounted, ref, shallowRef } from 'vue'

import { tellTrouble } from '@/ui/feedback'

import { getImport, type ImportBatch } from './calls'

const FAST_MS = 400
const SLOW_MS = 1500
const PATIENCE_MS = 10_000
const WORKING = new Set<ImportBatch['state']>(['reading', 'previewing', 'applying', 'undoing'])

/** Follow one list; `take` shows what a call has answered. */
export function useBatch() {
  const batch = shallowRef<ImportBatch | null>(null)
  const since = ref(0)
  const now = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  const working = computed(() => batch.value !== null && (batch.value.progress !== null || WORKING.has(batch.value.state)))
  const elapsedS = computed(() => Math.max(0, Math.round((now.value - since.value) / 1000)))

  function take(next: ImportBatch | null): void {
    const began = !working.value
    batch.value = next
    if (working.value && began) since.value = Date.now()
    now.value = Date.now()
    clearTimeout(timer)
    if (working.value) timer = setTimeout(() => void ask(), now.value - since.value > PATIENCE_MS ? SLOW_MS : FAST_MS)
  }

  async function ask(): Promise<void> {
    const id = batch.value?.id
    if (!id) return
    try {
      const next = await getImport(id)
      if (batch.value?.id === id) take(next)
    } catch (error) {
      tellTrouble(error)
      timer = setTimeout(() => void ask(), SLOW_MS)
    }
  }

  async function open(id: string): Promise<void> {
    take(await getImport(id))
  }

  onUnmounted(() => clearTimeout(timer))
  return { batch, working, elapsedS, take, open }
}
