/** Answers that come out of order: only what was asked last is shown. */

/** Return a function to call when asking; what it returns tells, when the answer is there, whether it still counts. */
export function newestOnly(): () => () => boolean {
  let asked = 0
  return () => {
    const mine = ++asked
    return () => mine === asked
  }
}
