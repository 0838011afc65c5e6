/** Names of districts by their codes, fetched once. */
import { shallowReactive } from 'vue'

import { api, unwrap } from '@/api/client'

const names = shallowReactive(new Map<string, string>())
let asked = false

async function fetchNames(): Promise<void> {
  try {
    for (const row of await unwrap(api.GET('/api/jurisdictions'))) names.set(row.code, row.name)
  } catch {
    asked = false // the codes stand in until somebody looks again
  }
}

/** Return the name of a district; until it is known, its code. */
export function districtName(code: string): string {
  if (!asked) {
    asked = true
    void fetchNames()
  }
  return names.get(code) ?? code
}
