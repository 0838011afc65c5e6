/** The field page opened without a net: it shows what was kept on the phone, says how old it is, and takes presses. */
import { useSession } from '@/app/session'

import { briefs, ways } from './details'
import { recallKept, showKept } from './kept'

/** Begin with what was kept; false where nothing was. */
export async function startOffline(): Promise<boolean> {
  const picture = await recallKept().catch(() => null)
  if (!picture) return false
  useSession().adopt(picture.me, picture.settings)
  showKept(picture)
  for (const [id, brief] of Object.entries(picture.briefs)) briefs.set(id, brief)
  for (const [id, way] of Object.entries(picture.ways)) ways.set(id, way)
  return true
}
