/** Which world one is in: an exercise says so in the title, on the tab and in the names of files. */
import { computed } from 'vue'

import { i18n } from './i18n'
import { useSession } from './session'
import { worldName } from './worldAddress'

export { apiUrl, keptAs, liveApiUrl, withinWorld, worldBase, worldName } from './worldAddress'

/** Every world but the live one is an exercise. */
export function isExercise(world: { kind: string } | null | undefined): boolean {
  return !!world && world.kind !== 'live'
}

/** Whether this window is in an exercise: by its address, and by the world of whoever is signed in. */
export function useExercise() {
  const session = useSession()
  return computed(() => worldName() !== null || isExercise(session.me?.world))
}

/** A name for a file or a window, marked where it comes out of an exercise. */
export function marked(name: string): string {
  const { t } = i18n.global
  const sign = `${t('app.exercise')}-`
  return (worldName() !== null || isExercise(useSession().me?.world)) && !name.startsWith(sign) ? sign + name : name
}
