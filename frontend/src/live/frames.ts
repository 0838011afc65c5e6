/** Work gathered and done once a frame: what comes in a burst is put into the picture together. */

/** A page that is not seen has no frames; and a frame that does not come is not waited for longer. */
const AT_LATEST_MS = 250

export interface PerFrame {
  /** There is something to do: do it with the next frame. */
  due(): void
  /** Do at once what is due. */
  now(): void
  /** Forget what is due. */
  stop(): void
}

/** Return how `work` is asked for; however often it is, it is done once a frame. */
export function perFrame(work: () => void): PerFrame {
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
    timer = undefined
  }

  function run(): void {
    stop()
    work()
  }

  return {
    due() {
      if (timer !== undefined) return
      timer = setTimeout(run, AT_LATEST_MS)
      frame = requestAnimationFrame(run)
    },
    now() {
      if (timer !== undefined) run()
    },
    stop,
  }
}
