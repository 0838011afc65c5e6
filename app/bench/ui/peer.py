"""What the screen is held against in the same run: the map library alone, and an empty page."""

from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from app.bench.ui import screen
from app.bench.ui.city import City
from core.config import PROJECT_ROOT

LIBRARY = PROJECT_ROOT / "frontend" / "node_modules" / "ol" / "dist" / "ol.js"
SCRIPT = Path(__file__).with_name("peer.js")
PAGE = (
    "<!doctype html><style>html,body,#map{margin:0;width:100%;height:100%}</style>"
    "<div id=map data-test=map></div>"
)
EMPTY_VISITS = 5


def frames_of_plain_page(browser: Browser, teams: int, seconds: float) -> float:
    """Return frames a second of a map with so many labelled points moving and nothing else."""
    context = browser.new_context(viewport=screen.SIZE)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=LIBRARY)
    page.add_script_tag(path=screen.PROBES)
    page.add_script_tag(path=SCRIPT)
    page.evaluate("count => window.__show(count)", teams)
    page.wait_for_timeout(2_000)
    counted = screen.frames_while_panning(page, seconds)
    context.close()
    rate: float = counted["moved"] / counted["seconds"]
    return rate


def empty_page_s(browser: Browser, city: City) -> float:
    """Return the seconds until a page that holds nothing is on the screen."""
    times: list[float] = []
    for _ in range(EMPTY_VISITS):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{city.address}/icon.svg", wait_until="load")
        ms: float = page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => done(performance.now())))"
        )
        times.append(ms / 1000)
        context.close()
    return round(median(times), 3)
