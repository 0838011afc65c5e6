/** The kinds of incident, fetched once. */
import { shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import type { IncidentKind } from '@/api/models'
import { useWords } from '@/ui/words'

const kinds = shallowRef<IncidentKind[]>([])
let asking = false

/** Return the kinds, in the order of the service. */
export function useKindList() {
  if (!kinds.value.length && !asking) {
    asking = true
    void unwrap(api.GET('/api/incident-kinds'))
      .then((found) => (kinds.value = found))
      .catch(() => undefined)
      .finally(() => (asking = false))
  }
  return { kinds }
}

/** Return the kinds and how to name one. */
export function useKinds() {
  const { named } = useWords()
  useKindList()
  const kindName = (code: string): string => {
    const kind = kinds.value.find((row) => row.code === code)
    return kind ? named(kind) : code
  }
  return { kinds, kindName }
}
