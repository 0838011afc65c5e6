/** How instants and durations are written: 24 hours, seconds where they matter, the same everywhere. */
import { isToday } from './clock'

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** Write 2026-11-21. */
export function dateText(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Write 21:05:09. */
export function timeText(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** Write an instant as the reader needs it: time of day, with the date when it is not today. */
export function instantText(iso: string | null | undefined, now?: number): string {
  if (!iso) return '—'
  const at = new Date(iso)
  const today = now === undefined ? isToday(at) : dateText(at) === dateText(new Date(now))
  return today ? timeText(at) : `${dateText(at).slice(5)} ${timeText(at).slice(0, 5)}`
}

/** Write a duration as a clock: 4:09 or 1:04:09. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

export interface SpanWords {
  day: string
  hour: string
  minute: string
  second: string
}

/** Write a duration in its two largest units: 2 h 5 min. */
export function spanText(seconds: number, words: SpanWords): string {
  const whole = Math.round(Math.abs(seconds))
  if (whole < 60) return `${whole}${words.second}`
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return `${minutes}${words.minute}`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 ? `${hours}${words.hour}${minutes % 60}${words.minute}` : `${hours}${words.hour}`
  return `${Math.round(hours / 24)}${words.day}`
}

export interface Countdown {
  /** Seconds left; negative when the instant has passed. */
  left_s: number
  late: boolean
  text: string
}

/** Return what is left until an instant, or how far it has passed. */
export function countdown(iso: string, now: number): Countdown {
  const left_s = Math.round((Date.parse(iso) - now) / 1000)
  return { left_s, late: left_s < 0, text: clockText(Math.abs(left_s)) }
}
