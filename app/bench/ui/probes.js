// What the benchmark notes inside the page; the page itself knows nothing of it.
(() => {
  const MARK = /⟦(\d+)⟧/g
  const bench = { painted: {}, useful: null }

  /** Note when a number was first on a painted frame: the start of the frame after the next one. */
  const noteMarks = (text) => {
    for (const [, number] of text.matchAll(MARK)) {
      if (number in bench.painted) continue
      bench.painted[number] = 0
      requestAnimationFrame(() => requestAnimationFrame(() => (bench.painted[number] = Date.now())))
    }
  }

  const textOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.data : (node.textContent ?? ''))

  const watchMarks = () =>
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'characterData') noteMarks(change.target.data)
        for (const node of change.addedNodes) noteMarks(textOf(node))
      }
    }).observe(document, { subtree: true, childList: true, characterData: true })

  /** Useful: rows on the board, the base map drawn, the connection live. */
  const isUseful = () =>
    document.querySelectorAll('[data-test^="incident-"]').length >= bench.rows &&
    document.querySelector('[data-test=connection].live') !== null &&
    window.__muster?.settledAt != null

  const watchUse = (rows) => {
    bench.rows = rows
    const look = () => {
      if (isUseful()) requestAnimationFrame(() => (bench.useful = performance.now()))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }

  /** Count frames for so long: all of them, and those in which the map stood elsewhere than before. */
  bench.frames = (lon, lat, forMs) =>
    new Promise((resolve) => {
      const stamps = []
      let moved = 0
      let last = ''
      const look = (now) => {
        const here = window.__muster ? String(window.__muster.pixelOf(lon, lat)) : ''
        if (here !== last) moved++
        last = here
        stamps.push(now)
        if (now - stamps[0] < forMs) return requestAnimationFrame(look)
        const gaps = stamps.slice(1).map((at, n) => at - stamps[n]).sort((a, b) => a - b)
        const p95 = gaps[Math.floor(gaps.length * 0.95)]
        resolve({ seconds: (now - stamps[0]) / 1000, frames: gaps.length, moved, p95_ms: p95, longest_ms: gaps.at(-1) })
      }
      requestAnimationFrame(look)
    })

  bench.watchUse = watchUse
  window.__bench = bench
  watchMarks()
})()
