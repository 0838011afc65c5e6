/** What stands only roughly where the map shows it, because its list had an address alone. */
import { onBeforeUnmount, shallowReactive } from 'vue'

import { useLive } from '@/live/store'

import { listApproximate, type Noun } from './directoryCalls'

const SOON_MS = 1500
const known = shallowReactive(new Map<Noun, Set<string>>())
const asking = new Set<Noun>()

async function ask(noun: Noun): Promise<void> {
  if (asking.has(noun)) return
  asking.add(noun)
  try {
    known.set(noun, new Set(await listApproximate(noun)))
  } catch {
    known.delete(noun)
  } finally {
    asking.delete(noun)
  }
}

/** Say of each thing of a kind whether its position is rough; asked again when lists or positions change. */
export function useApproximate(noun: Noun): (id: string) => boolean {
  const live = useLive()
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(noun), SOON_MS)
  }
  const stop = live.onEvent((event) => {
    const list = event.kind === 'import_batch.applied' || event.kind === 'import_batch.undone'
    if (list || (event.kind === `${noun}.changed` && known.get(noun)?.size)) soon()
  })
  onBeforeUnmount(() => {
    stop()
    clearTimeout(timer)
  })
  void ask(noun)
  return (id) => known.get(noun)?.has(id) ?? false
}
