"""The speed of the command screen against its targets, in Chromium without a GPU."""

import math
import time
from collections.abc import Iterator
from statistics import median
from tempfile import TemporaryFile

from playwright.sync_api import Browser, BrowserContext, Page

from app.bench.registry import Asked, Figure, benchmark
from app.bench.ui import peer, screen, soak, traffic
from app.bench.ui.city import TEAMS, City, served_city
from app.bench.ui.screen import Ground, Visit

FRAMES_TARGET, PAINT_TARGET_MS = 25.0, 300.0
COLD_TARGET_S, WARM_TARGET_S, LOAD_TARGET_KB = 2.0, 1.0, 500.0
GROWTH_TARGET_MB, COMINGS_TARGET_MB = 20.0, 5.0
VISITS, QUICK_VISITS = 7, 2
PANNING_S, PANNINGS, QUICK_PANNINGS = 5.0, 3, 1
RATE_PER_S, EVENTS, QUICK_EVENTS = 50.0, 3_000, 500
SOAK_EVENTS, QUICK_SOAK_EVENTS = 200_000, 10_000
SWITCHES, QUICK_SWITCHES = 200, 40
SETTLING_MS = 3_000
MARGIN = 0.04
"""Share of the map's sides that teams keep away from, so that all of them stay in sight."""


@benchmark("ui", "the command screen in a browser without a GPU: frames, painting, opening, memory")
def measure(asked: Asked) -> Iterator[Figure]:
    """Serve a city of 2,000 teams and measure its command screen, one thing after the other."""
    with served_city() as city, screen.browser_without_gpu() as browser:
        if asked.wants("opening"):
            yield from _opening(browser, city, QUICK_VISITS if asked.quick else VISITS)
        if asked.wants("frames"):
            yield from _frames(browser, city, QUICK_PANNINGS if asked.quick else PANNINGS)
        if asked.wants("painting"):
            yield from _painting(browser, city, QUICK_EVENTS if asked.quick else EVENTS)
        if asked.wants("comings"):
            yield from _comings(browser, city, QUICK_SWITCHES if asked.quick else SWITCHES)
        if asked.wants("soak"):
            yield from _soak(browser, city, QUICK_SOAK_EVENTS if asked.quick else SOAK_EVENTS)


def _opening(browser: Browser, city: City, visits: int) -> Iterator[Figure]:
    """Open the screen with an empty cache and again with what the first visit left there."""
    cold: list[Visit] = []
    warm: list[float] = []
    for _ in range(visits):
        with screen.signed_in(browser, city) as context:
            cold.append(_left(screen.visit(context, city)))
            warm.append(_left(screen.visit(context, city)).useful_s)
    empty = peer.empty_page_s(browser, city)
    cold_s = median(one.useful_s for one in cold)
    slowest = {"slowest_s": round(max(one.useful_s for one in cold), 3)}
    beside = "a page of this service with nothing in it"
    facts = {"peer_name": beside}
    yield Figure(
        "first useful screen, cold", round(cold_s, 3), "s", visits, empty, COLD_TARGET_S,
        facts=facts | slowest,
    )  # fmt: skip
    yield Figure(
        "first useful screen, warm", round(median(warm), 3), "s", visits, empty, WARM_TARGET_S,
        facts=facts | {"slowest_s": round(max(warm), 3)},
    )  # fmt: skip
    kilobytes = median(one.script_bytes for one in cold) / 1000
    whole = round(median(one.all_bytes for one in cold) / 1000, 1)
    yield Figure(
        "initial load", round(kilobytes, 1), "kB", visits, None, LOAD_TARGET_KB,
        facts={"with_data_and_map_kb": whole},
    )  # fmt: skip


def _left(visit: Visit) -> Visit:
    visit.page.close()
    return visit


def _near(context: BrowserContext, city: City) -> tuple[Page, Ground]:
    """Open the screen and go where teams bear their names."""
    page = screen.visit(context, city).page
    return page, screen.go_near(page)


def _inner(ground: Ground) -> traffic.Box:
    west, south, east, north = ground.box
    across, up = MARGIN * (east - west), MARGIN * (north - south)
    return west + across, south + up, east - across, north - up


def _frames(browser: Browser, city: City, rounds: int) -> Iterator[Figure]:
    """Drag the map while all teams move, and a page of nothing but a map and the same teams."""
    beside = [peer.frames_of_plain_page(browser, TEAMS, PANNING_S) for _ in range(rounds)]
    for how, apart in (("where chance puts them", False), ("each apart", True)):
        with screen.signed_in(browser, city) as context:
            page, ground = _near(context, city)
            with traffic.moving_teams(city.url, _inner(ground), apart=apart):
                page.wait_for_timeout(SETTLING_MS)
                seen = page.evaluate("() => window.__muster.drawn('teams').length")
                counted = [screen.frames_while_panning(page, PANNING_S) for _ in range(rounds)]
            page.close()
        facts = {
            "peer_name": "an OpenLayers page with the same teams, labelled, and no base map",
            "teams": seen,
            "p95_ms": round(max(one["p95_ms"] for one in counted), 1),
            "longest_ms": round(max(one["longest_ms"] for one in counted), 1),
            "script_frames_per_s": round(median(o["frames"] / o["seconds"] for o in counted), 1),
        }
        yield Figure(
            f"frames while panning, 2,000 moving teams, {how}",
            round(median(one["moved"] / one["seconds"] for one in counted), 1), "frames/s", rounds,
            round(median(beside), 1), FRAMES_TARGET, more_is_better=True, facts=facts,
        )  # fmt: skip


def _painting(browser: Browser, city: City, events: int) -> Iterator[Figure]:
    """Correct incidents at a steady rate while all teams move; look when each is on a frame."""
    with screen.signed_in(browser, city) as context:
        page, ground = _near(context, city)
        with traffic.moving_teams(city.url, _inner(ground)), TemporaryFile() as told:
            page.wait_for_timeout(SETTLING_MS)
            begun_s = time.monotonic()
            process = traffic.start_correcting(city.url, RATE_PER_S, events, told)
            while process.poll() is None:
                page.wait_for_timeout(200)
            took_s = time.monotonic() - begun_s
            committed = traffic.committed(process, told)
            page.wait_for_timeout(2_000)
            painted = {int(k): v for k, v in page.evaluate("() => window.__bench.painted").items()}
        page.close()
    waits, replaced = _waits_ms(committed, painted, len(city.incident_ids))
    facts = {
        "p50_ms": round(_share(waits, 0.5), 1),
        "longest_ms": round(waits[-1], 1),
        "replaced_before_painted": replaced,
        "committed_per_s": round(events / took_s, 1),
    }
    yield Figure(
        "event committed to change painted, p95", round(_share(waits, 0.95), 1), "ms", len(waits),
        None, PAINT_TARGET_MS, facts=facts,
    )  # fmt: skip


def _waits_ms(
    committed: dict[int, float], painted: dict[int, float], incidents: int
) -> tuple[list[float], int]:
    """Milliseconds until each change was painted, and how many were painted only as a later one.

    Changes of one incident that come within a frame are painted as the last of them; each of them
    waited until then.
    """
    waits: list[float] = []
    replaced = 0
    for number, at_s in committed.items():
        own_or_later = [n for n in range(number, len(committed), incidents) if painted.get(n)]
        if not own_or_later:
            raise RuntimeError(f"change {number} was never painted")
        replaced += own_or_later[0] != number
        waits.append(painted[own_or_later[0]] - at_s * 1000)
    return sorted(waits), replaced


def _share(ordered: list[float], share: float) -> float:
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def _comings(browser: Browser, city: City, times: int) -> Iterator[Figure]:
    """Open one incident after the other and other panels between; what is left over afterwards."""
    with screen.signed_in(browser, city) as context:
        page = screen.visit(context, city).page
        grown = soak.growth_of_switching(page, times)
        page.close()
    yield Figure(
        "memory kept after switching incidents and panels", round(grown / 1e6, 2), "MB", times,
        None, COMINGS_TARGET_MB,
    )  # fmt: skip


def _soak(browser: Browser, city: City, events: int) -> Iterator[Figure]:
    """Tell the screen as many events as eight busy hours have, through the real connection."""
    with screen.signed_in(browser, city) as context:
        page = screen.visit(context, city).page
        told = soak.growth_of_events(page, city, events)
        page.close()
    facts = {"before_mb": round(told.before / 1e6, 1), "took_s": round(told.took_s, 1)}
    yield Figure(
        "memory kept after 200,000 events" if events == SOAK_EVENTS else "memory kept after events",
        round((told.after - told.before) / 1e6, 2), "MB", events, None, GROWTH_TARGET_MB,
        facts=facts,
    )  # fmt: skip
