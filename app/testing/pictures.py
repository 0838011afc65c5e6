"""Takes the pictures of the README: a seeded city, the story as far as it goes, a real browser."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.basemap import make
from app.seed.load import DEMO_PASSWORD, seed_demo_at
from app.stack import say
from app.testing.clients import Caller, JsonObject, Screen
from app.testing.databases import cloned_database, make_template
from app.testing.run import throwaway_cluster
from app.testing.screens import FLAGS, chromium, open_incident
from app.testing.server import running_process, running_server
from app.testing.story import (
    accept,
    advance,
    answer_for,
    pin,
    report_leak,
    start_response,
)
from core.config import PROJECT_ROOT, Settings

FOLDER = PROJECT_ROOT / "docs" / "pictures"
DESK = (1920, 1080)
PHONE = (390, 844)
SETTLED_MS = 1500


def take_pictures(folder: Path = FOLDER) -> list[Path]:
    """Take all pictures anew and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    with _city() as address:
        say("the city is seeded; the story begins")
        _tell_the_story(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            _photograph(browser, address, folder)
            browser.close()
    return sorted(folder.glob("*.png"))


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
        orders = accept(duty, answer_for(screen, first, team_id), first)
        _set_out(duty, orders)
        second = report_leak(duty, "丹水池街道", "化工仓库液氯泄漏")
        start_response(duty, second, level=2)
        answer_for(screen, second)
        screen.wait_until_quiet()


def _set_out(duty: Caller, order_ids: list[str]) -> None:
    """Every other team is already on its way."""
    orders: list[JsonObject] = [duty.get(f"/orders/{order_id}") for order_id in order_ids]
    for order in [one for one in orders if one["kind"] == "team"][::2]:
        advance(duty, order["id"], ("acknowledge", "depart"))


def _photograph(browser: Browser, address: str, folder: Path) -> None:
    page = _arrive(browser, address, "duty", DESK)
    with Caller(address, "duty", DEMO_PASSWORD) as duty:
        incident = duty.get("/incidents", limit=1)["rows"][0]
    open_incident(page, incident, "proposal")
    _snap(page, folder / "command-screen.png")
    page.locator("[data-test=panel]").screenshot(path=folder / "proposal.png")
    page.click("[data-test=theme]")
    _snap(page, folder / "command-screen-dark.png")
    page.click("[data-test=theme]")
    page.click("nav a[href='/resources']")
    _snap(page, folder / "resources.png")
    _snap(_arrive(browser, address, "leader-hazmat2", PHONE), folder / "field.png")


def _arrive(browser: Browser, address: str, username: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        viewport={"width": size[0], "height": size[1]},
    )
    page = context.new_page()
    page.goto(address)
    page.fill("#username", username)
    page.fill("#password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-test=connection].live")
    return page


def _snap(page: Page, path: Path) -> None:
    """Take a picture when the map has been drawn."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=path)
