"""A real Chromium on a seeded city with its service and worker; each test is somebody at a screen.

A page error, a failed script or a request to any other machine fails the test that caused it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from app.basemap import make
from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.screens import FLAGS, chromium
from app.testing.server import RunningServer, running_process, running_server
from core.config import LOOPBACK_HOSTS, Settings

DESK = (1600, 900)
PATIENCE_MS = 60_000

NewPage = Callable[..., Page]
Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for the whole run."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        browser = playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=list(FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def city(
    city_template: Address, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The demo city with its base map, served and solved for, shared by the tests of one file."""
    folder = tmp_path_factory.mktemp("city")
    settings = {
        "MUSTER_ENVIRONMENT": "demo",
        "MUSTER_DATA_DIR": str(data_dir),
        "MUSTER_READINESS_HOUR": "-1",  # whatever the hour is, no night falls into a test
        "MUSTER_READINESS_PLACES": "1",
    }
    with cloned_database(city_template, CITY_TEMPLATE) as url:
        make(Settings(data_dir=data_dir), url, lambda _line: None)
        with (
            running_server(url, folder, settings) as server,
            running_process("worker", url, folder, settings),
        ):
            yield server


@pytest.fixture
def sign_in(city: RunningServer) -> Iterator[SignIn]:
    """Sign somebody in over HTTP, to bring the city to where a test begins."""
    callers: list[Caller] = []

    def enter(username: str) -> Caller:
        callers.append(Caller(city.address, username, DEMO_PASSWORD))
        return callers[-1]

    yield enter
    for caller in callers:
        caller.http.close()


@pytest.fixture
def duty(sign_in: SignIn) -> Caller:
    """The duty officer, over HTTP."""
    return sign_in("duty")


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Open a page in a browser profile of its own; trouble on any of them fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    hosts: set[str | None] = set()

    def note_address(url: str) -> None:
        if not url.startswith(("blob:", "data:")):
            hosts.add(urlsplit(url).hostname)

    def open_one(size: tuple[int, int] = DESK, locale: str = "zh-CN") -> Page:
        viewport = ViewportSize(width=size[0], height=size[1])
        context = browser.new_context(locale=locale, timezone_id="Asia/Shanghai", viewport=viewport)
        contexts.append(context)
        context.add_init_script("localStorage.setItem('muster.tour', 'seen')")
        context.on("request", lambda request: note_address(request.url))
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("websocket", lambda socket: note_address(socket.url))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []
    assert hosts <= LOOPBACK_HOSTS


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page that shows nothing yet."""
    return new_page()


@pytest.fixture
def arrive(new_page: NewPage, city: RunningServer) -> Arrive:
    """Somebody who is signed in opens a page: ``arrive("duty", path="/aid")`` returns it, live.

    Signing in at the screen is what test_signing_in.py is about; elsewhere it is done over HTTP.
    ``shows`` says by what one knows that the page has come.
    """

    def enter(
        username: str,
        size: tuple[int, int] = DESK,
        locale: str = "zh-CN",
        path: str = "/",
        shows: str = "[data-test=connection].live",
    ) -> Page:
        page = new_page(size, locale)
        with Caller(city.address, username, DEMO_PASSWORD) as caller:
            name, _, value = caller.cookie.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": city.address}])
        page.goto(city.address + path)
        page.wait_for_selector(shows)
        return page

    return enter
