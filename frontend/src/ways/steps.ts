/** A way in words: what to do at the start of each step, and how far it goes. */
import type { RouteStep, Way } from '@/api/models'

type Say = (key: string, facts?: Record<string, unknown>) => string

export const ARROWS: Record<RouteStep['turn'], string> = {
  start: '●', straight: '↑', left: '←', right: '→', sharp_left: '↙', sharp_right: '↘', back: '↩',
}

const POINTS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const

/** Return the point of the compass of a bearing. */
export function compass(bearing: number): (typeof POINTS)[number] {
  return POINTS[Math.round(((bearing % 360) + 360) / 45) % 8]!
}

/** Return how far in metres below a kilometre, in kilometres above. */
export function distanceText(say: Say, metres: number): string {
  return metres < 1000 ? say('way.metres', { n: Math.round(metres / 10) * 10 || metres }) : say('way.kilometres', { n: (metres / 1000).toFixed(1) })
}

/** Return what the road of a step is called: its name, else its class. */
export function roadText(say: Say, step: RouteStep): string {
  return step.name || say(`way.class.${step.road_class.replace(/_link$/, '')}`)
}

/** Return one step as a sentence. */
export function stepText(say: Say, step: RouteStep): string {
  const road = roadText(say, step)
  if (step.road_class === 'off_road') return say(step.turn === 'start' ? 'way.toRoad' : 'way.offRoad')
  if (step.turn === 'start') return say('way.start', { direction: say(`way.compass.${compass(step.bearing_deg)}`), road })
  return say(`way.turn.${step.turn}`, { road })
}

/** Return the way as plain text, one step a line, to be pasted into a message. */
export function wayText(say: Say, way: Way, title: string): string {
  const lines = way.steps.map((step, index) => `${index + 1}. ${stepText(say, step)} · ${distanceText(say, step.metres)}`)
  return [title, ...lines].join('\n')
}

/** Return the places on a way at every so many minutes, at most twelve of them. */
export function marksOf(way: Way): { at: [number, number]; minutes: number }[] {
  const total = way.seconds ?? 0
  const every = [60, 120, 300, 600, 900, 1800, 3600].find((step) => total / step <= 12) ?? 7200
  const marks = []
  for (let due = every; due < total; due += every) {
    const after = way.seconds_at.findIndex((seconds) => seconds >= due)
    if (after < 1) continue
    const [begin, end] = [way.seconds_at[after - 1]!, way.seconds_at[after]!]
    const share = end > begin ? (due - begin) / (end - begin) : 0
    const [here, there] = [way.line.coordinates[after - 1] as [number, number], way.line.coordinates[after] as [number, number]]
    marks.push({ at: [here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])] as [number, number], minutes: due / 60 })
  }
  return marks
}
