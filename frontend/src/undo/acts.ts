/** The last acts of this officer that can be taken back: at once for half a minute, then with a reason. */
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'

/** Takes an act back; the reason may be empty within half a minute. */
export type Undo = (reason: string) => Promise<unknown>

export interface Act {
  id: number
  text: string
  at: number
  undo: Undo
  /** Whether it stands, is being taken back, or was. */
  state: 'stands' | 'pending' | 'undone'
  /** What stood in the way of taking it back, in words. */
  trouble: string
}

export const FREE_MS = 30_000
const KEPT = 20

/** How long an act may still be taken back without a reason, never below zero. */
export function leftMs(act: Pick<Act, 'at'>, now: number): number {
  return Math.max(0, act.at + FREE_MS - now)
}

export const useUndo = defineStore('undo', () => {
  const acts = shallowReactive<Act[]>([])
  const listOpen = ref(false)
  let last = 0
  const standing = computed(() => acts.filter((act) => act.state === 'stands'))

  /** Keep an act that can be taken back; the newest stands first. */
  function remember(text: string, undo: Undo, now = Date.now()): Act {
    const act: Act = { id: ++last, text, at: now, undo, state: 'stands', trouble: '' }
    acts.unshift(act)
    acts.splice(KEPT)
    return act
  }

  function change(act: Act, news: Partial<Act>): void {
    const index = acts.findIndex((one) => one.id === act.id)
    if (index >= 0) acts[index] = { ...acts[index]!, ...news }
  }

  /** Take an act back; what stands in the way is kept with it and thrown. */
  async function take(act: Act, reason = '', words: (error: unknown) => string = String): Promise<void> {
    const now = acts.find((one) => one.id === act.id)
    if (!now || now.state !== 'stands') return
    change(act, { state: 'pending', trouble: '' })
    try {
      await act.undo(reason)
      change(act, { state: 'undone' })
    } catch (error) {
      change(act, { state: 'stands', trouble: words(error) })
      throw error
    }
  }

  /** Another officer at this desk has nothing to take back. */
  function forget(): void {
    acts.splice(0)
    listOpen.value = false
  }

  return { acts, standing, listOpen, remember, take, forget }
})
