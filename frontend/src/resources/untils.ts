/** Until when a team is out of service, as one says it on the telephone. */
export const UNTILS = ['open', 'twoHours', 'evening', 'morning'] as const

/** Return the instant that is meant; null where nobody knows yet. */
export function untilOf(said: (typeof UNTILS)[number], now: Date): Date | null {
  const at = new Date(now)
  switch (said) {
    case 'open':
      return null
    case 'twoHours':
      return new Date(now.getTime() + 2 * 3_600_000)
    case 'evening':
      at.setHours(18, 0, 0, 0)
      break
    case 'morning':
      at.setHours(8, 0, 0, 0)
  }
  if (at <= now) at.setDate(at.getDate() + 1)
  return at
}
