"""Takes the gallery's pictures of a seeded city in a real browser, and writes the page on them."""

import base64
import json
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, sync_playwright

from app.basemap import make
from app.seed.load import DEMO_PASSWORD, seed_demo_at
from app.stack import say
from app.testing.clients import Caller, JsonObject, Screen
from app.testing.databases import cloned_database, make_template
from app.testing.exercise_story import Rehearsal, begin_exercise
from app.testing.gallery import LAPTOP, SHOTS, Shot
from app.testing.gallery_page import write_page
from app.testing.matrix import gathered, walk
from app.testing.page_list import pages_of_exercise, pages_of_product
from app.testing.pictures_lists import FOLDER as FOLDER_OF_LISTS
from app.testing.pictures_lists import photograph_lists
from app.testing.run import throwaway_cluster
from app.testing.screens import FLAGS, chromium
from app.testing.server import running_process, running_server
from app.testing.story import accept, advance, answer_for, pin, report_leak, start_response
from core.config import PROJECT_ROOT, Settings

FOLDER = PROJECT_ROOT / "docs" / "pictures"
SETTLED_MS = 1500
QUALITY = 78
LISTS = "lists"
EXERCISE = {"name": "drill_flood", "kind": "exercise", "title": "长江汛期桌面推演（演示）"}
EMPTY = [
    "incidents",
    "needs",
    "orders",
    "sitreps",
    "log_entries",
    "activations",
    "tasks",
    "alarms",
    "proposals",
    "steerings",
    "hazard_areas",
    "closures",
    "positions",
]


def take_pictures(names: Collection[str] = (), folder: Path = FOLDER) -> list[Path]:
    """Take all pictures anew, or those named, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    with _browser_in_a_city() as (browser, address, begun):
        _photograph(browser, address, begun.address, names, folder)
        if not names or LISTS in names:
            _photograph_lists(browser, address, folder / FOLDER_OF_LISTS)
    write_page(folder)
    return sorted(folder.rglob("*.webp"))


def check_screens(names: Collection[str] = ()) -> list[str]:
    """Look at every page in every size, language and theme; say it all, return what is grave."""
    with _browser_in_a_city() as (browser, address, begun):
        inside = pages_of_exercise(begun.address, begun.exercise_id)
        pages = [*pages_of_product(), *inside]
        wanted = [page for page in pages if not names or page.name in names]
        found = gathered(walk(browser, address, wanted))
    for finding, places in found.items():
        say(
            f"{finding.gravity} · {finding.rule} · {finding.place}\n    {len(places)} × {places[0]}"
        )
    return [f"{one.rule}: {one.place}" for one in found if one.is_grave]


@contextmanager
def _browser_in_a_city() -> Iterator[tuple[Browser, str, Rehearsal]]:
    """A browser, the address of a city with incidents, and an exercise within it."""
    with _city() as address:
        say("the city is seeded; the story begins")
        _tell_the_story(address)
        begun = begin_exercise(address)
        with sync_playwright() as playwright:
            playwright.selectors.set_test_id_attribute("data-test")
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            yield browser, address, begun
            browser.close()


@contextmanager
def _city() -> Iterator[str]:
    """The address of a demo city of its own, served and solved for."""
    with tempfile.TemporaryDirectory(prefix="muster-pictures-") as name, throwaway_cluster() as own:
        folder = Path(name)
        make_template(own.url)
        environment = {"MUSTER_ENVIRONMENT": "demo", "MUSTER_DATA_DIR": name}
        with cloned_database(own.url) as url:
            seed_demo_at(url, say)
            make(Settings(data_dir=folder), url, say)
            with (
                running_server(url, folder, environment) as server,
                running_process("worker", url, folder, environment),
                running_process("exercise-worker", url, folder, environment),
            ):
                yield server.address


def _tell_the_story(address: str) -> None:
    """One incident with teams under way, and a second one with a proposal to decide on."""
    with (
        Caller(address, "duty", DEMO_PASSWORD) as duty,
        Caller(address, "leader-hazmat2", DEMO_PASSWORD) as leader,
        Screen(duty) as screen,
    ):
        team_id = leader.me["account"]["team_id"]
        first = report_leak(duty)
        start_response(duty, first)
        pin(duty, first, team_id)
        screen.wait_until_quiet()  # an answer from before the pin is of no use
        orders = accept(duty, answer_for(screen, first, team_id), first)
        _set_out(duty, orders)
        second = report_leak(duty, "丹水池街道", "化工仓库液氯泄漏")
        start_response(duty, second, level=2)
        answer_for(screen, second)
        _close_a_road(duty)
        screen.wait_until_quiet()


def _set_out(duty: Caller, order_ids: list[str]) -> None:
    """Every other team is already on its way."""
    orders: list[JsonObject] = [duty.get(f"/orders/{order_id}") for order_id in order_ids]
    for order in [one for one in orders if one["kind"] == "team"][::2]:
        advance(duty, order["id"], ("acknowledge", "depart"))


def _close_a_road(duty: Caller) -> None:
    """A building site closes a corner of the city."""
    corner = [114.28, 30.62]
    ring = [corner, [114.27, 30.62], [114.27, 30.61], [114.28, 30.61], corner]
    area = {"type": "Polygon", "coordinates": [ring]}
    duty.post("/closures", {"kind": "works", "reason": "地铁施工围挡", "area": area})


def _photograph(
    browser: Browser, address: str, inside: str, names: Collection[str], folder: Path
) -> None:
    with Caller(address, "duty", DEMO_PASSWORD) as duty:
        incident = duty.get("/incidents", limit=1)["rows"][0]
    for shot in SHOTS:
        if not names or shot.name in names:
            context = _context(browser, address, shot)
            start = address + inside.rstrip("/") if shot.inside else address
            _take(context.new_page(), start, shot, incident, folder / f"{shot.name}.webp")
            context.close()


def _take(page: Page, address: str, shot: Shot, incident: JsonObject, path: Path) -> None:
    """Go where the picture is taken, do what it shows, and keep it."""
    page.goto(f"{address}{shot.path}{_asked(shot)}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_MS)
    try:
        shot.act(page, incident)
    except Exception as error:  # one picture that fails must not cost all the others
        say(f"{shot.name} could not be taken: {str(error).splitlines()[0]}")
        return
    if shot.path != "/wall":  # a hand on the mouse brings up the wall's settings
        page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_MS)
    keep_picture(page, path, shot.only)


def keep_picture(page: Page, path: Path, only: str | None = None) -> None:
    """Keep what a page shows, or a part of it, as WebP."""
    box = page.locator(only).first.bounding_box() if only else None
    session = page.context.new_cdp_session(page)
    clip = {"clip": {**box, "scale": 1}} if box else {}
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY, **clip})
    path.write_bytes(base64.b64decode(taken["data"]))


def _asked(shot: Shot) -> str:
    return f"?lang={shot.language}&theme={shot.theme}" if shot.path == "/wall" else ""


def _context(browser: Browser, address: str, shot: Shot) -> BrowserContext:
    """A browser profile of somebody who has the screens as the picture wants them."""
    size = ViewportSize(width=shot.size[0], height=shot.size[1])
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light", viewport=size
    )
    kept = {"muster.locale": shot.language, "muster.theme": shot.theme}
    if not shot.touring:
        kept["muster.tour"] = "seen"
    context.add_init_script(
        f"for (const [k, v] of Object.entries({json.dumps(kept)})) localStorage.setItem(k, v)"
    )
    if shot.who:
        with Caller(address, shot.who, DEMO_PASSWORD) as caller:
            name, _, value = caller.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
    if shot.exercise:
        context.route("**/api/me", _as_an_exercise)
    if shot.trouble == "empty":
        context.route("**/api/snapshot", _with_nothing)
        context.route("**/api/log?**", _with_no_rows)
    if shot.trouble == "broken":
        context.route(f"**/api{shot.path}**", _broken)
    return context


def _as_an_exercise(route: Route) -> None:
    me = route.fetch().json()
    route.fulfill(json={**me, "world": EXERCISE})


def _with_nothing(route: Route) -> None:
    snapshot = route.fetch().json()
    route.fulfill(json={**snapshot, **{name: [] for name in EMPTY if name in snapshot}})


def _with_no_rows(route: Route) -> None:
    page = route.fetch().json()
    route.fulfill(json={k: [] if isinstance(v, list) else v for k, v in page.items()})


def _broken(route: Route) -> None:
    words = {"title": "服务内部错误", "detail": "服务内部错误，请稍后重试。", "status": 500}
    route.fulfill(status=500, json=words | {"code": "internal"})


def _photograph_lists(browser: Browser, address: str, folder: Path) -> None:
    with Caller(address, "duty", DEMO_PASSWORD) as duty:
        depots = duty.get("/depots", limit=500)["rows"]
    own = next(one["name"] for one in depots if one["jurisdiction_code"] == "420111")
    who = Shot("lists", "", "", who="clerk-hongshan", size=LAPTOP)
    context = _context(browser, address, who)
    photograph_lists(context.new_page(), address, own, folder, keep_picture)
    context.close()
