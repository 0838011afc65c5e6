/** The course of an exercise as a list: what came in the order it came, then what is due, then what waits for people. */
import type { Inject } from './calls'

/** Put injects in the order of the course. */
export function inOrder(injects: readonly Inject[]): Inject[] {
  return [...injects].sort((one, other) => place(one) - place(other) || secondOf(one) - secondOf(other) || one.position - other.position)
}

function place(one: Inject): number {
  if (one.passed_s !== null) return 0
  if (one.state === 'failed') return 1
  return one.due_s !== null ? 2 : 3
}

const secondOf = (one: Inject): number => one.passed_s ?? one.due_s ?? 0

/** The first inject that the clock will bring, or null. */
export function nextOf(injects: readonly Inject[]): Inject | null {
  return inOrder(injects).find((one) => one.state === 'waiting' && one.due_s !== null) ?? null
}

/** Whether the line of the present stands before this inject in the ordered list. */
export function isFirstToCome(ordered: readonly Inject[], index: number): boolean {
  return ordered[index]!.passed_s === null && (index === 0 || ordered[index - 1]!.passed_s !== null)
}

/** The next one up or down from what is chosen; the first to come when nothing is. */
export function moved(ordered: readonly Inject[], chosen: string | null, by: 1 | -1): string | null {
  if (!ordered.length) return null
  const at = ordered.findIndex((one) => one.id === chosen)
  if (at < 0) return (ordered.find((one) => one.passed_s === null) ?? ordered[ordered.length - 1]!).id
  return ordered[Math.min(ordered.length - 1, Math.max(0, at + by))]!.id
}

/** A circle around a place as a closed ring, for a closure that is drawn by centre and radius. */
export function ringAround(lon: number, lat: number, radius_m: number, corners = 16): [number, number][] {
  const perLat = 111_320
  const perLon = perLat * Math.cos((lat * Math.PI) / 180)
  const ring = Array.from({ length: corners }, (_, n): [number, number] => {
    const angle = (2 * Math.PI * n) / corners
    return [round(lon + (radius_m * Math.cos(angle)) / perLon), round(lat + (radius_m * Math.sin(angle)) / perLat)]
  })
  return [...ring, ring[0]!]
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6
