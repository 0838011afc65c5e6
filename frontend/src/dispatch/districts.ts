/** Names of districts by their codes, and which lie in which; fetched once. */
import { shallowReactive } from 'vue'

import { api, unwrap } from '@/api/client'
import { i18n } from '@/app/i18n'

export interface District {
  code: string
  name: string
  name_en: string | null
}

const known = shallowReactive(new Map<string, District>())
let asked = false

async function fetchNames(): Promise<void> {
  try {
    for (const row of await unwrap(api.GET('/api/jurisdictions'))) known.set(row.code, row)
  } catch {
    asked = false // the codes stand in until somebody looks again
  }
}

function ask(): void {
  if (asked) return
  asked = true
  void fetchNames()
}

/** Return the name of a district; until it is known, its code. */
export function districtName(code: string): string {
  ask()
  const row = known.get(code)
  return (i18n.global.locale.value === 'en' && row?.name_en) || row?.name || code
}

/** Return the cities and counties that are known by now, by code. */
export function districts(): District[] {
  ask()
  return [...known.values()].filter((row) => row.code.length === 6).sort((a, b) => a.code.localeCompare(b.code))
}
