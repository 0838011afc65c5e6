"""The speed of a replay: a day's log opened in a browser without a GPU, and any moment of it."""

import math
from collections.abc import Callable, Iterator
from random import Random
from statistics import median

from playwright.sync_api import CDPSession, Page

from app.bench.registry import Asked, Figure, benchmark
from app.bench.ui import screen
from app.bench.ui.city import TEAMS, served_city
from app.bench.ui.replay_log import write_day
from app.testing.clients import JsonObject

EVENTS, QUICK_EVENTS = 50_000, 5_000
MOMENTS, QUICK_MOMENTS = 100, 20
SCRUB_TARGET_MS, OPEN_TARGET_S = 200.0, 30.0
PATIENCE_MS = 180_000
_PAINTED = """
async (share) => {
  const slider = document.querySelector('[data-test=replay-slider]')
  const { left, width, top } = slider.getBoundingClientRect()
  const at = { clientX: left + share * width, clientY: top + 10, bubbles: true, pointerId: 1 }
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  const begun = performance.now()
  slider.dispatchEvent(new PointerEvent('pointerdown', { ...at, buttons: 1 }))
  const shown = performance.now()
  await frame()
  await frame()
  await frame()
  return { picture_ms: shown - begun, painted_ms: performance.now() - begun }
}
"""
"""Goes to a moment and waits until the map has drawn it and two further frames have come."""


@benchmark("replay", "a 24-hour log replayed in a browser: opened, and any moment of it shown")
def measure(asked: Asked) -> Iterator[Figure]:
    """Serve a city with a day's log, open its replay, and go to moments drawn by chance."""
    events = QUICK_EVENTS if asked.quick else EVENTS
    with served_city() as city, screen.browser_without_gpu() as browser:
        write_day(city, events)
        with screen.signed_in(browser, city) as context:
            page = context.new_page()
            cdp = context.new_cdp_session(page)
            fetched = _bytes_fetched(cdp)
            opened_s = _open(page, city.address)
            yield Figure(
                "log opened", round(opened_s, 2), "s", 1, None, OPEN_TARGET_S,
                facts={"events": events, "teams": TEAMS, "fetched_mb": round(fetched(), 2)},
            )  # fmt: skip
            yield from _scrubbing(page, QUICK_MOMENTS if asked.quick else MOMENTS, events)
            held_mb = round(screen.heap_bytes(cdp) / 1e6, 1)
            yield Figure("memory held by the page", held_mb, "MB", 1, facts={"events": events})
            page.close()


def _open(page: Page, address: str) -> float:
    page.goto(f"{address}/replay", wait_until="commit")
    page.wait_for_selector("[data-test=replay-slider]", timeout=PATIENCE_MS)
    ready_ms: float = page.evaluate("() => performance.now()")
    page.wait_for_timeout(3_000)
    return ready_ms / 1000


def _bytes_fetched(cdp: CDPSession) -> Callable[[], float]:
    """Return a function that says how many megabytes came over the network so far."""
    total = [0.0]
    cdp.send("Network.enable")

    def ended(told: JsonObject) -> None:
        total[0] += told["encodedDataLength"]

    cdp.on("Network.loadingFinished", ended)
    return lambda: total[0] / 1e6


def _scrubbing(page: Page, moments: int, events: int) -> Iterator[Figure]:
    chance = Random(7)
    page.evaluate(_PAINTED, 0.5)
    measured = [page.evaluate(_PAINTED, chance.random()) for _ in range(moments)]
    painted = sorted(one["painted_ms"] for one in measured)
    facts = {
        "events": events,
        "p50_ms": round(median(painted), 1),
        "p95_ms": round(painted[math.ceil(0.95 * moments) - 1], 1),
        "picture_p50_ms": round(median(one["picture_ms"] for one in measured), 1),
        "picture_longest_ms": round(max(one["picture_ms"] for one in measured), 1),
    }
    yield Figure(
        "any moment shown and painted, the longest of all", round(painted[-1], 1), "ms", moments,
        None, SCRUB_TARGET_MS, facts=facts,
    )  # fmt: skip
