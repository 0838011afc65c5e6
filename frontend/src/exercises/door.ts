/** The door of an exercise: whoever is signed in to the live world and has a seat here comes in without a word. */
import { liveApi, unwrap } from '@/api/client'
import { useSession } from '@/app/session'
import { worldName } from '@/app/worldAddress'

/** Take one's seat in the exercise whose address this is; where that is not possible one stays outside. */
export async function comeIn(): Promise<void> {
  try {
    const listed = await unwrap(liveApi.GET('/api/exercises'))
    const here = listed.find((one) => one.world === worldName())
    if (!here) return
    await unwrap(liveApi.POST('/api/exercises/{exercise_id}/enter', { params: { path: { exercise_id: here.id } } }))
    await useSession().recall()
  } catch {
    // the page to sign in says what to do
  }
}
