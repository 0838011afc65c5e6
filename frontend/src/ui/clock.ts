/** One clock for all screens: ticks once a second and shows what the world's clock shows, not the machine's. */
import { type Ref, ref } from 'vue'

/** The clock of an exercise: it showed `at` when the service's showed `set_at`, and goes `speed` times as fast since; 0 stands. */
export interface WorldClock {
  at: string
  set_at: string
  speed: number
}

let offsetMs = 0
let running: { atMs: number; setAtMs: number; speed: number } | null = null
const ticking = ref(Date.now())
const clock = ref<WorldClock | null>(null)
const dayOf = (atMs: number): string => new Date(atMs).toDateString()
const day = ref(dayOf(Date.now()))

setInterval(tick, 1_000)

function tick(): void {
  ticking.value = nowMs()
  day.value = dayOf(ticking.value)
}

/** Adopt the time of the service: the wall clock that all worlds share. */
export function setServerTime(at: string): void {
  offsetMs = Date.parse(at) - Date.now()
  tick()
}

/** Follow the clock of an exercise, or with null that of the service, as the live world does. */
export function setWorldClock(next: WorldClock | null): void {
  clock.value = next
  running = next && { atMs: Date.parse(next.at), setAtMs: Date.parse(next.set_at), speed: next.speed }
  tick()
}

/** The present instant of this world in milliseconds, as of this very call. */
export function nowMs(): number {
  const wall = Date.now() + offsetMs
  if (!running) return wall
  return running.atMs + Math.max(0, wall - running.setAtMs) * running.speed
}

/** Return the present instant in milliseconds; it changes every second. */
export function useNow(): Ref<number> {
  return ticking
}

/** Say whether an instant is of this day; what shows it is told again when the day turns. */
export function isToday(at: Date): boolean {
  void day.value
  return dayOf(at.getTime()) === dayOf(nowMs())
}

/** How the clock of this exercise goes; null in the live world. */
export function useWorldClock(): Ref<WorldClock | null> {
  return clock
}
