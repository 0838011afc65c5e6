/** Dangerous substances and their names, fetched once. */
import { shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { Substance } from '@/api/models'
import { useWords } from '@/ui/words'

const substances = shallowRef<Substance[]>([])
let asked = false

/** Return the substances on file and how to name one by its UN number. */
export function useSubstances() {
  const { named } = useWords()
  if (!asked) {
    asked = true
    void unwrap(api.GET('/api/substances'))
      .then((found) => (substances.value = found))
      .catch(() => (asked = false))
  }
  const substanceOf = (un: string | null | undefined): Substance | undefined => substances.value.find((one) => one.un === un)
  const substanceName = (un: string): string => {
    const row = substanceOf(un)
    return row ? `${named(row)} · UN ${un}` : `UN ${un}`
  }
  return { substances, substanceOf, substanceName }
}
