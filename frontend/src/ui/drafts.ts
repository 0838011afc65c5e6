/** Words that are being written, each with what they are about: kept in this browser tab until they are sent, whatever is looked at meanwhile. */
import { computed, type ComputedRef, effectScope, reactive, watch } from 'vue'

import { useSession } from '@/app/session'
import { keptAs } from '@/app/worldAddress'

import { same } from './same'

const held = new Map<string, object>()

function recalled(key: string): object {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as object
  } catch {
    return {}
  }
}

function store(key: string, draft: object, empty: object): void {
  try {
    if (same(draft, empty)) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // a full or forbidden store: the words still live as long as the page
  }
}

/** Begin a draft; it is kept also when what shows it is gone, as while an answer is awaited. */
function begun<T extends object>(key: string, empty: () => T): object {
  const draft = reactive({ ...empty(), ...recalled(key) })
  effectScope(true).run(() => watch(draft, () => store(key, draft, empty()), { flush: 'sync' }))
  return draft
}

/** Return what this person is writing about what `name` names at the moment; it is changed in place, and made empty once it was sent. */
export function useDraft<T extends object>(name: () => string, empty: () => T): ComputedRef<T> {
  const session = useSession()
  return computed(() => {
    const key = keptAs(`muster.draft.${session.me?.account.id ?? ''}.${name()}`)
    if (!held.has(key)) held.set(key, begun(key, empty))
    return held.get(key) as T
  })
}
