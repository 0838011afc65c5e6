/** Where things lie on the time slider: how dense the log is, and what is marked. Pure. */

export interface Span {
  beginsMs: number
  endsMs: number
}

export interface Mark {
  seq: number
  at: string
  mark: string
}

/** Return the share of a span that an instant lies at, between 0 and 1. */
export function shareOf(span: Span, atMs: number): number {
  const long = span.endsMs - span.beginsMs
  return long <= 0 ? 0 : Math.min(1, Math.max(0, (atMs - span.beginsMs) / long))
}

/** Return the instant at a share of a span. */
export function instantAt(span: Span, share: number): number {
  return span.beginsMs + Math.min(1, Math.max(0, share)) * (span.endsMs - span.beginsMs)
}

/** Return how high each of so many bars is, between 0 and 1: the root of the count, so that a quiet hour is seen beside a busy one. */
export function density(minutes: readonly { at: string; count: number }[], span: Span, bars: number): number[] {
  const counts = Array.from({ length: bars }, () => 0)
  for (const { at, count } of minutes) counts[Math.min(bars - 1, Math.floor(shareOf(span, Date.parse(at)) * bars))]! += count
  const most = Math.max(1, ...counts)
  return counts.map((count) => Math.sqrt(count / most))
}

/** Return the mark nearest to a share of the span, if it lies within reach. */
export function nearest<M extends Mark>(marks: readonly M[], span: Span, share: number, reach: number): M | null {
  let [found, distance] = [null as M | null, reach]
  for (const mark of marks) {
    const away = Math.abs(shareOf(span, Date.parse(mark.at)) - share)
    if (away <= distance) [found, distance] = [mark, away]
  }
  return found
}

/** Return the first mark after an event, or the last one before it. */
export function markBeyond<M extends Mark>(marks: readonly M[], seq: number, forward: boolean): M | null {
  if (forward) return marks.find((mark) => mark.seq > seq) ?? null
  return marks.findLast((mark) => mark.seq < seq) ?? null
}
