/** Forms with words that are not saved: nobody leaves them without being asked. */
import { inject, type InjectionKey, nextTick, onBeforeUnmount, onMounted, provide } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

type Saving = () => Promise<unknown> | null

export interface Gate {
  /** Let a form in, with what tells that it is being saved; what is returned lets it out. */
  enter: (isDirty: () => boolean, saving?: Saving) => () => void
  isDirty: () => boolean
  /** Whether one may go: nothing is unsaved once what is being saved is there, or whoever is asked says so. */
  mayLeave: () => Promise<boolean>
}

/** Return a gate that asks before one leaves what is not saved. */
export function gateOf(ask: () => Promise<boolean>): Gate {
  const forms = new Set<{ isDirty: () => boolean; saving?: Saving }>()
  const isDirty = (): boolean => [...forms].some((one) => one.isDirty())
  const saved = (): Promise<unknown> => Promise.allSettled([...forms].map((one) => one.saving?.()))
  return {
    enter: (dirty, saving) => {
      const form = { isDirty: dirty, saving }
      forms.add(form)
      return () => void forms.delete(form)
    },
    isDirty,
    mayLeave: async () => {
      if (isDirty()) await saved().then(() => nextTick())
      return !isDirty() || (await ask())
    },
  }
}

const KEY: InjectionKey<Gate> = Symbol('gate')

/** Guard a page and the forms in it: leaving by address, by the way to another one, or by closing the window. */
export function useGate(ask: () => Promise<boolean>): Gate {
  const gate = gateOf(ask)
  const closing = (event: BeforeUnloadEvent): void => {
    if (gate.isDirty()) event.preventDefault()
  }
  provide(KEY, gate)
  onMounted(() => window.addEventListener('beforeunload', closing))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', closing))
  onBeforeRouteLeave(() => gate.mayLeave())
  onBeforeRouteUpdate((to, from) => to.path === from.path || gate.mayLeave())
  return gate
}

/** Say of a form whether it holds what is not saved, for as long as it is there; return the gate of its page. */
export function useGuarded(isDirty: () => boolean, saving?: Saving): Gate | null {
  const gate = inject(KEY, null)
  const leave = gate?.enter(isDirty, saving)
  onBeforeUnmount(() => leave?.())
  return gate
}

/** The gate of the page that one is in. */
export const usePageGate = (): Gate | null => inject(KEY, null)
