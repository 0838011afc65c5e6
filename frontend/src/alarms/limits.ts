/** Limits are kept in seconds and shown in minutes; a limit that comes before its moment is negative. */
import type { AlarmLimits } from '@/api/models'

/** Return seconds in minutes with one decimal. */
export function minutesOf(seconds: number): number {
  return Math.round(seconds / 6) / 10
}

/** Return the seconds that were meant, or null where nothing usable was entered. */
export function fromMinutes(row: Pick<AlarmLimits, 'after_s'>, field: 'after_s' | 'repeat_s' | 'escalate_s', minutes: number | undefined): number | null {
  if (minutes === undefined || !Number.isFinite(minutes) || minutes < 0) return null
  const seconds = Math.round(minutes * 60)
  return field === 'after_s' && row.after_s < 0 ? -seconds : seconds
}
