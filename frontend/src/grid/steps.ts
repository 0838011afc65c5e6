/** What this person has done in the grid, so that it can be taken back and done again. */
import { computed, shallowRef } from 'vue'

/** One thing done: how it is called, how it is taken back, and how it is done again, where it can be. */
export interface Step {
  title: string
  back: () => Promise<void>
  again: (() => Promise<void>) | null
}

export const MOST_STEPS = 100

/** Keep steps; a new step forgets what had been taken back. A step that fails stays where it was. */
export function useSteps() {
  const past = shallowRef<Step[]>([])
  const future = shallowRef<Step[]>([])
  let busy = false

  function add(step: Step): void {
    past.value = [...past.value, step].slice(-MOST_STEPS)
    future.value = []
  }

  async function walk(step: Step | undefined, go: (() => Promise<void>) | null | undefined): Promise<Step | null> {
    if (!step || !go || busy) return null
    busy = true
    try {
      await go()
      return step
    } finally {
      busy = false
    }
  }

  /** Take the last step back. */
  async function undo(): Promise<Step | null> {
    const step = await walk(past.value.at(-1), past.value.at(-1)?.back)
    if (!step) return null
    past.value = past.value.filter((one) => one !== step)
    future.value = step.again ? [...future.value, step] : []
    return step
  }

  /** Do the step again that was taken back last. */
  async function redo(): Promise<Step | null> {
    const step = await walk(future.value.at(-1), future.value.at(-1)?.again)
    if (!step) return null
    future.value = future.value.filter((one) => one !== step)
    past.value = [...past.value, step]
    return step
  }

  return {
    add, undo, redo,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    last: computed(() => past.value.at(-1)?.title ?? ''),
    next: computed(() => future.value.at(-1)?.title ?? ''),
  }
}
