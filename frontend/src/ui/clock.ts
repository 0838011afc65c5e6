/** One clock for all screens: ticks once a second and follows the service's time, not the machine's. */
import { type Ref, ref } from 'vue'

let offsetMs = 0
const ticking = ref(Date.now())

setInterval(() => (ticking.value = Date.now() + offsetMs), 1_000)

/** Adopt the time of the service (or of the exercise world). */
export function setServerTime(at: string): void {
  offsetMs = Date.parse(at) - Date.now()
  ticking.value = Date.now() + offsetMs
}

/** Return the present instant in milliseconds; it changes every second. */
export function useNow(): Ref<number> {
  return ticking
}
