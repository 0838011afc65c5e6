/** Whether whoever looks may branch off an exercise: that is planned in the live world, where one may have another role than here. */
import { computed, type ComputedRef, ref } from 'vue'

import { liveApi, unwrap } from '@/api/client'
import { useSession } from '@/app/session'
import { worldName } from '@/app/worldAddress'

const PLANS = 'exercises.direct'

export function useMayBranch(): ComputedRef<boolean> {
  const session = useSession()
  const there = ref(false)
  if (worldName()) void unwrap(liveApi.GET('/api/me')).then((me) => (there.value = me.permissions.includes(PLANS))).catch(() => undefined)
  return computed(() => (worldName() ? there.value : session.may(PLANS)))
}
