"""The command screen in a real Chromium without a GPU, as the benchmark opens and handles it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from app.bench.ui.city import USERNAME, City
from app.bench.ui.mouse import mouse_on
from app.seed.accounts import DEMO_PASSWORD
from app.testing.clients import JsonObject
from app.testing.screens import FLAGS, chromium
from app.testing.server import free_port

SIZE = {"width": 1920, "height": 1080}
PROBES = Path(__file__).with_name("probes.js")
PATIENCE_MS = 60_000
LABELLED_M = 11.0
"""At so many metres a pixel and nearer the map names every team that there is room for."""


@cache
def debugging_port() -> int:
    """The port on which this run's browser takes mouse events."""
    return free_port()


@contextmanager
def browser_without_gpu() -> Iterator[Browser]:
    """One headless Chromium, drawing by software alone."""
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--disable-gpu", f"--remote-debugging-port={debugging_port()}"]
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
        yield browser
        browser.close()


@contextmanager
def signed_in(browser: Browser, city: City) -> Iterator[BrowserContext]:
    """A browser profile of its own with the session of the duty officer."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=SIZE,  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE_MS)
    answer = context.request.post(
        f"{city.address}/api/session",
        data={"username": USERNAME, "password": DEMO_PASSWORD},
        headers={"X-Muster": "1"},
    )
    if not answer.ok:
        raise RuntimeError(f"cannot sign in: {answer.text()}")
    yield context
    context.close()


@dataclass(frozen=True)
class Visit:
    """One visit of the command screen: how long until it was useful, and what was fetched."""

    page: Page
    useful_s: float
    fetched: list[JsonObject]

    @property
    def script_bytes(self) -> int:
        """Bytes of the application itself as they travelled: page, scripts, styles."""
        return sum(
            one["bytes"] for one in self.fetched if "/assets/" in one["url"] or one["is_page"]
        )

    @property
    def all_bytes(self) -> int:
        """All bytes that travelled until the screen was useful, data and base map too."""
        return sum(one["bytes"] for one in self.fetched)


def visit(context: BrowserContext, city: City) -> Visit:
    """Open the command screen and wait until it is useful."""
    page = context.new_page()
    page.add_init_script(path=PROBES)
    page.add_init_script(f"window.__bench.watchUse({len(city.incident_ids)})")
    fetched = _notes_of_fetching(page)
    page.goto(city.address, wait_until="commit")
    page.wait_for_function("() => window.__bench?.useful != null")
    useful_ms: float = page.evaluate("() => window.__bench.useful")
    return Visit(page, useful_ms / 1000, [one for one in fetched.values() if "bytes" in one])


def _notes_of_fetching(page: Page) -> dict[str, JsonObject]:
    """What comes over the network, as the browser itself counts it; what it had counts nothing."""
    seen: dict[str, JsonObject] = {}
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")

    def begun(told: Any) -> None:
        url = told["request"]["url"]
        seen[told["requestId"]] = {"url": url, "is_page": told["type"] == "Document"}

    def ended(told: Any) -> None:
        if told["requestId"] in seen:
            seen[told["requestId"]]["bytes"] = told["encodedDataLength"]

    cdp.on("Network.requestWillBeSent", begun)
    cdp.on("Network.loadingFinished", ended)
    return seen


def centre_of_map(page: Page) -> tuple[float, float]:
    """Where on the page the middle of the map is, in pixels."""
    box = page.locator("[data-test=map]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@dataclass(frozen=True)
class Ground:
    """What the map shows: its box in degrees, and metres a pixel."""

    box: tuple[float, float, float, float]
    metres: float


def ground(page: Page) -> Ground:
    """Return what the map shows now, from where it shows two known places."""
    (x0, y0), (x1, y1) = (
        page.evaluate("([lon, lat]) => window.__muster.pixelOf(lon, lat)", place)
        for place in ([114.0, 30.5], [114.5, 30.7])
    )
    box = page.locator("[data-test=map]").bounding_box()
    assert box is not None

    def lon(x: float) -> float:
        return float(114.0 + (x - x0) / (x1 - x0) * 0.5)

    def lat(y: float) -> float:
        return float(30.5 + (y - y0) / (y1 - y0) * 0.2)

    west, south = lon(box["x"]), lat(box["y"] + box["height"])
    east, north = lon(box["x"] + box["width"]), lat(box["y"])
    return Ground((west, south, east, north), 0.5 * 111_320 / (x1 - x0))


def go_near(page: Page) -> Ground:
    """Zoom in by the keyboard until the map names teams."""
    page.locator("[data-test=map] [tabindex='0']").first.focus()
    for _ in range(10):
        found = ground(page)
        if found.metres < LABELLED_M:
            return found
        page.keyboard.press("+")
        page.wait_for_timeout(800)
    raise RuntimeError("the map does not come nearer")


def frames_while_panning(page: Page, seconds: float) -> JsonObject:
    """Drag for so long and return the frames that came meanwhile."""
    middle = ground(page).box
    lon, lat = (middle[0] + middle[2]) / 2, (middle[1] + middle[3]) / 2
    page.evaluate(
        "([lon, lat, ms]) => { window.__counted = window.__bench.frames(lon, lat, ms) }",
        [lon, lat, seconds * 1000],
    )
    with mouse_on(page, debugging_port()) as mouse:
        mouse.drag_about(*centre_of_map(page), seconds + 0.2)
    counted: JsonObject = page.evaluate("() => window.__counted")
    return counted


def heap_bytes(cdp: CDPSession) -> int:
    """Return what the page holds after everything it does not need was collected."""
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
        time.sleep(0.3)
    used: int = cdp.send("Runtime.getHeapUsage")["usedSize"]
    return used
