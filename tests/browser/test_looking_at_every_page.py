"""Every page as a reader finds it: axe, text, focus, help, the tour, an exercise, a failing service."""

from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.testing.looking import Finding, look, look_at_focus, look_at_text
from app.testing.matrix import SETTINGS, SIZES, ZOOMED, Setting, Visitor, asked_for, sizes_for
from app.testing.page_list import PageOfProduct, pages_of_product
from app.testing.server import RunningServer

Arrive = Callable[..., Page]
Visit = Callable[[str | None], Visitor]
DAY = Setting("zh-CN", "light")
NIGHT = Setting("en", "dark")
SLID_IN_MS = 500
EXERCISE = {"name": "drill_flood", "kind": "exercise", "title": "长江汛期桌面推演"}
PAGES = pages_of_product()
TURNS = tuple(zip(PAGES, cycle(SETTINGS), cycle(SIZES), strict=False))
"""Each page once, with a language, a theme and a size whose turn it is."""


@pytest.fixture
def visit(browser: Browser, city: RunningServer) -> Iterator[Visit]:
    """Somebody in a browser profile of their own, whose troubles are noted."""
    visitors: list[Visitor] = []

    def come(username: str | None) -> Visitor:
        visitors.append(Visitor(browser, city.address, username))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture(scope="module")
def found(browser: Browser, city: RunningServer) -> dict[str, list[Finding]]:
    """What was found on each page: with axe at the size whose turn it is, by text at 200 %."""
    visitors: dict[str | None, Visitor] = {}
    seen: dict[str, list[Finding]] = {}
    for page, setting, size in TURNS:
        visitor = visitors.get(page.username) or Visitor(browser, city.address, page.username)
        visitors[page.username] = visitor
        seen[page.name] = _looked_at(visitor, page, setting, size)
    for visitor in visitors.values():
        visitor.context.close()
    return seen


def _looked_at(
    visitor: Visitor, page: PageOfProduct, setting: Setting, size: tuple[int, int]
) -> list[Finding]:
    path = page.address + asked_for(page, setting)
    opened = visitor.open(path, setting, size if size in sizes_for(page) else SIZES[0])
    findings = look(opened)
    if ZOOMED[-1] in sizes_for(page):
        visitor.settle_at(ZOOMED[-1])
        findings += look_at_text(opened)
    return findings + visitor.take_trouble()


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_a_page_has_no_serious_finding_cuts_no_text_and_asks_nobody_outside(
    found: dict[str, list[Finding]], name: str
) -> None:
    assert [one for one in found[name] if one.is_grave] == []


def test_the_keyboard_shows_where_it_stands_on_the_main_pages(visit: Visit) -> None:
    visitor = visit("duty")
    unseen = {}
    for path in ("/", "/resources", "/aid"):
        unseen[path] = look_at_focus(visitor.open(path, NIGHT))
    assert unseen == {path: [] for path in unseen}


def test_help_tells_of_the_page_one_is_on_and_gives_the_keyboard_back(visit: Visit) -> None:
    page = visit("duty").open("/coverage", DAY)
    page.get_by_test_id("open-help").focus()
    page.keyboard.press("Enter")
    help_box = page.get_by_test_id("page-help")
    expect(help_box).to_contain_text("覆盖")
    expect(help_box).to_contain_text("多少地方能在规定时间内等到足够的力量")
    expect(help_box.get_by_role("heading").first).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(SLID_IN_MS)
    assert [one for one in look(page) if one.is_grave] == []
    page.get_by_test_id("manual-dispatcher").click()
    expect(page.get_by_test_id("manual-chapter").get_by_role("heading").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_box).to_be_hidden()
    expect(page.get_by_test_id("open-help")).to_be_focused()
    page.keyboard.press("F1")
    expect(help_box).to_be_visible()


def test_the_tour_is_offered_once_walked_by_keys_alone_and_never_comes_back(visit: Visit) -> None:
    visitor = visit("duty2")
    page = visitor.page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(visitor.address)
    page.get_by_test_id("tour-yes").click()
    step = page.get_by_test_id("tour-step")
    expect(step).to_be_focused()
    heads = []
    while step.count():
        heads.append(step.get_by_role("heading").inner_text())
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(50)
    assert 6 <= len(heads) == len(set(heads)) <= 8
    page.evaluate("localStorage.removeItem('muster.tour')")
    page.reload()
    expect(page.get_by_test_id("board")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("tour-offer")).to_have_count(0)
    page.keyboard.press("F1")
    page.get_by_test_id("tour-again").click()
    expect(step).to_be_visible()
    page.keyboard.press("Escape")
    expect(step).to_have_count(0)


def test_an_exercise_says_so_above_below_in_the_title_and_on_the_tab(visit: Visit) -> None:
    visitor = visit("duty")
    page = visitor.open("/", DAY)
    expect(page.get_by_test_id("exercise-band")).to_have_count(0)
    assert "演练" not in page.title()

    def as_an_exercise(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "world": EXERCISE})

    page.route("**/api/me", as_an_exercise)
    for path in ("/", "/stock"):
        visitor.open(path, DAY)
        for band in ("exercise-band", "exercise-band-below"):
            expect(page.get_by_test_id(band)).to_contain_text("演练")
            expect(page.get_by_test_id(band)).to_be_in_viewport(ratio=1)
        assert page.title().startswith("【演练】")
        assert "exercise" in page.locator("link[rel=icon]").get_attribute("href")  # type: ignore[operator]
        assert [one for one in look(page) if one.is_grave] == []


ASK_NOTHING = ("sign-in", "wall", "scan", "desk", "field", "label", "tasks")
"""Pages that show the live picture alone, or nothing before somebody asks."""
TROUBLED = [page for page in PAGES if page.name not in ASK_NOTHING]


def test_a_service_that_fails_is_told_in_words_on_every_page(visit: Visit) -> None:
    visitor = visit("duty")
    page = visitor.page

    def fail(route: Route) -> None:
        body = {"title": "x", "status": 500, "code": "internal", "detail": "服务内部错误"}
        route.fulfill(status=500, json=body)

    page.route("**/api/**", lambda route: fail(route) if _is_content(route) else route.continue_())
    silent = {}
    for one in TROUBLED:
        page.goto(visitor.address + one.address)
        expect(page.get_by_text("服务内部错误").first).to_be_visible()
        expect(page.locator(".el-loading-mask:visible")).to_have_count(0)
        silent[one.name] = [each for each in look_at_text(page) if each.rule == "raw key"]
    assert silent == {one.name: [] for one in TROUBLED}


def _is_content(route: Route) -> bool:
    """Whether a page is about this answer; who one is and the site's settings still come."""
    path = route.request.url.split("/api/")[1].split("?")[0]
    return not path.startswith(("me", "settings", "session", "live", "snapshot", "health"))
