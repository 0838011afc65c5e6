/** When the pages of a wall turn: slowly enough to be read from the back of the room, more slowly where movement disturbs. */
import { computed, onBeforeUnmount, type Ref, ref } from 'vue'

export const PAGE_MS = 15_000
/** Whoever asked for less movement has each page for longer, and no fading. */
export const CALM_PAGE_MS = 30_000

/** Whether this machine asks for less movement; it may be changed while the wall hangs. */
export function useCalm(): Ref<boolean> {
  const asked = window.matchMedia('(prefers-reduced-motion: reduce)')
  const calm = ref(asked.matches)
  const hear = (): void => void (calm.value = asked.matches)
  asked.addEventListener('change', hear)
  onBeforeUnmount(() => asked.removeEventListener('change', hear))
  return calm
}

/** Return how often pages have turned so far; null where they do not. */
export function useTurn(turns: Ref<boolean>, now: Ref<number>, calm: Ref<boolean>): Ref<number | null> {
  const beginning = now.value
  return computed(() => (turns.value ? Math.max(0, Math.floor((now.value - beginning) / (calm.value ? CALM_PAGE_MS : PAGE_MS))) : null))
}
