/** Names of dangerous substances, fetched once. */
import { shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { Substance } from '@/api/models'
import { useWords } from '@/ui/words'

const substances = shallowRef<Substance[]>([])
let asked = false

/** Return how to name a substance by its UN number. */
export function useSubstances() {
  const { named } = useWords()
  if (!asked) {
    asked = true
    void unwrap(api.GET('/api/substances'))
      .then((found) => (substances.value = found))
      .catch(() => (asked = false))
  }
  const substanceName = (un: string): string => {
    const row = substances.value.find((one) => one.un === un)
    return row ? `${named(row)} · UN ${un}` : `UN ${un}`
  }
  return { substanceName }
}
