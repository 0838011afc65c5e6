/** How shares and factors are written, and where the points of a small chart lie. */

/** Write a share as a percentage; nothing known is a dash. */
export function percent(share: number | null | undefined, digits = 0): string {
  return share === null || share === undefined ? '—' : `${(share * 100).toFixed(digits)}%`
}

/** Write a share with its sign: +12%, −3%, 0%. */
export function signed(share: number | null | undefined): string {
  if (share === null || share === undefined) return '—'
  const whole = Math.round(share * 100)
  return whole === 0 ? '0%' : `${whole > 0 ? '+' : '−'}${Math.abs(whole)}%`
}

/** The error of one drive as a share of the time expected; null where nothing can be compared. */
export function errorOf(run: { predicted_s: number | null; actual_s: number | null }): number | null {
  if (!run.predicted_s || run.actual_s === null) return null
  return (run.actual_s - run.predicted_s) / run.predicted_s
}

export interface Spot {
  x: number
  y: number
}

/** Spread values over a chart from left to right, zero at the bottom, the largest at the top. */
export function spots(values: readonly number[], highest: number, width: number, height: number): Spot[] {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values.map((value, k) => ({
    x: values.length > 1 ? k * step : width / 2,
    y: height - (highest > 0 ? Math.min(1, value / highest) : 0) * height,
  }))
}

/** The top of a chart's scale: the next full ten per cent. */
export function scaleTop(values: readonly number[]): number {
  return Math.max(0.1, Math.ceil(Math.max(0, ...values) * 10 - 1e-9) / 10)
}

/** Full days between two instants. */
export function daysBetween(from: string, now: number): number {
  return Math.floor((now - Date.parse(from)) / 86_400_000)
}
