"""The wall: read from afar, touched by nobody, comes back by itself whatever happens behind it."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from app.seed.load import DEMO_PASSWORD
from app.serve import HEALTH_PATH, is_healthy
from app.testing.clients import Caller, JsonObject
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.forked import Running
from app.testing.server import RunningServer, free_port, running_process
from app.testing.story import report_leak

NewPage = Callable[..., Page]
SignIn = Callable[[str], Caller]
Served = Callable[[], AbstractContextManager[Running]]
HD = (1920, 1080)
SIZES = (HD, (2560, 1440), (3840, 2160), (5120, 1440), (7680, 2160), (1080, 1920))
TEXT_SIZES = """() => [...document.querySelectorAll('.wall *')]
  .filter((e) => !e.closest('.ol-viewport') && e.offsetParent)
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.textContent.trim().slice(0, 30)])"""
OUTSIDE = """() => [...document.querySelectorAll('.wall .w-panel, .wall header, .wall .top, .wall .strip > *')]
  .filter((e) => {
    const box = e.getBoundingClientRect()
    return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1
  })
  .map((e) => e.className)"""


@pytest.fixture
def key(sign_in: SignIn) -> JsonObject:
    """The key of a wall, as an administrator makes it."""
    made: JsonObject = sign_in("admin").post(
        "/walls", {"name": "指挥大厅主屏", "area_code": "420100", "days": 30}
    )
    return made


def open_wall(
    page: Page, address: str, secret: str | None, query: str = "", shows: str = "wall-incidents"
) -> Page:
    """Put a wall up with its key and wait until it shows something."""
    if secret:
        page.add_init_script(f"localStorage.setItem('muster.wall.key', {json.dumps(secret)})")
    page.goto(f"{address}/wall{query}")
    page.wait_for_selector(f"[data-test={shows}]")
    return page


def test_a_wall_signs_itself_in_with_its_key_and_has_nothing_to_press(
    new_page: NewPage, city: RunningServer, key: JsonObject, duty: Caller
) -> None:
    page = open_wall(new_page(HD), city.address, key["secret"])
    expect(page.get_by_test_id("wall-connection")).to_contain_text("实时")
    expect(page.get_by_test_id("wall-age")).to_contain_text("前")
    incident = report_leak(duty, title="沿江大道液氯槽车泄漏")
    expect(page.get_by_test_id("wall-log")).to_contain_text(incident["title"])
    expect(page.get_by_test_id("wall-clocks")).to_contain_text("剩")
    assert page.locator("nav:visible, button:visible, a:visible, input:visible").count() == 0


def test_a_wall_without_a_key_says_what_it_needs_and_takes_one(
    new_page: NewPage, city: RunningServer, key: JsonObject
) -> None:
    page = open_wall(new_page(HD), city.address, None, shows="wall-waiting")
    expect(page.get_by_test_id("wall-waiting")).to_contain_text("请设置大屏密钥")
    page.get_by_test_id("wall-open-setup").click()
    page.get_by_test_id("wall-key").fill(key["secret"])
    page.get_by_test_id("wall-name").fill("东湖分指挥部")
    page.get_by_test_id("wall-box").fill("114.2, 30.5, 114.5, 30.7")
    page.get_by_test_id("wall-save").click()
    expect(page.get_by_test_id("wall-incidents")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("东湖分指挥部")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("东湖分指挥部")
    expect(page.get_by_test_id("wall-map")).to_have_attribute("data-box", "114.2,30.5,114.5,30.7")


def test_a_wall_whose_key_was_revoked_stops_and_says_so(
    new_page: NewPage, city: RunningServer, key: JsonObject, sign_in: SignIn
) -> None:
    page = open_wall(new_page(HD), city.address, key["secret"])
    answer = sign_in("admin").send("DELETE", f"/tokens/{key['id']}")
    assert answer.status_code == 204
    page.reload()
    expect(page.get_by_test_id("wall-waiting")).to_contain_text("大屏密钥无效或已到期")


def test_nothing_moves_the_map_of_a_wall(
    new_page: NewPage, city: RunningServer, key: JsonObject, duty: Caller
) -> None:
    page = open_wall(new_page(HD), city.address, key["secret"], "?bbox=114.2,30.5,114.5,30.7")
    seen = page.get_by_test_id("wall-map")
    page.wait_for_function(
        "() => !document.querySelector('[data-test=wall-map]').dataset.seen.startsWith('0.00')"
    )
    before = seen.get_attribute("data-seen")
    page.mouse.move(960, 400)
    page.mouse.wheel(0, -600)
    page.mouse.down()
    page.mouse.move(700, 300, steps=4)
    page.mouse.up()
    incident = report_leak(duty, "黄陂", "黄陂液氯槽车泄漏")
    expect(page.get_by_test_id("wall-log")).to_contain_text(incident["title"])
    assert seen.get_attribute("data-seen") == before


def test_a_wall_is_read_from_afar_and_fits_every_screen(
    new_page: NewPage, city: RunningServer, key: JsonObject, duty: Caller
) -> None:
    report_leak(duty, title="三环线液氯槽车泄漏")
    page = open_wall(new_page(HD), city.address, key["secret"])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        unit = min(height / 1080, width / 1280)
        page.wait_for_function(
            "u => Math.abs(parseFloat(getComputedStyle(document.querySelector('.wall'))"
            ".getPropertyValue('--u')) - u) < 0.01",
            arg=unit,
        )
        sizes: list[Any] = page.evaluate(TEXT_SIZES)
        assert len(sizes) > 20
        assert [one for one in sizes if one[0] < 22 * unit - 0.1] == []
        assert page.evaluate(OUTSIDE) == [], (width, height)


def test_numbers_of_callers_in_the_log_are_not_read_out_to_the_room(
    new_page: NewPage, city: RunningServer, key: JsonObject, duty: Caller
) -> None:
    incident = report_leak(duty, title="武珞路液氯槽车泄漏")
    text = "报告人电话13812345678，请回拨"
    duty.post(f"/incidents/{incident['id']}/log", {"text": text})
    page = open_wall(new_page(HD), city.address, key["secret"])
    expect(page.get_by_test_id("wall-log")).to_contain_text("138****5678")
    assert "13812345678" not in page.get_by_test_id("wall").inner_text()


def test_a_wall_of_an_exercise_cannot_be_mistaken(
    new_page: NewPage, city: RunningServer, key: JsonObject
) -> None:
    def as_exercise(route: Route) -> None:
        answer = route.fetch()
        me = answer.json()
        world = {"name": "exercise_1", "kind": "exercise", "title": "防汛综合演练"}
        route.fulfill(response=answer, json={**me, "world": world})

    page = new_page(HD)
    page.route("**/api/session/wall", as_exercise)
    page.route("**/api/me", lambda route: route.fulfill(status=401, json={}))
    open_wall(page, city.address, key["secret"])
    expect(page.get_by_test_id("wall-exercise")).to_contain_text("防汛综合演练")
    assert page.get_by_text("演练", exact=False).count() >= 4


@pytest.fixture
def lonely(city_template: Address, data_dir: Path, tmp_path: Path) -> Iterator[tuple[str, Served]]:
    """A city served at an address of its own, by a process that a test starts and ends."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        "MUSTER_ENVIRONMENT": "demo",
        "MUSTER_DATA_DIR": str(data_dir),
        "MUSTER_PORT": str(port),
        "MUSTER_HOST": "127.0.0.1",
    }
    with cloned_database(city_template, CITY_TEMPLATE) as url:

        @contextmanager
        def served() -> Iterator[Running]:
            with running_process("serve", url, tmp_path, settings) as process:
                while not is_healthy(address + HEALTH_PATH):
                    assert process.poll() is None, (tmp_path / "serve.log").read_text()[-2000:]
                yield process

        yield address, served


def test_a_wall_greys_while_its_server_is_gone_and_comes_back_by_itself(
    new_page: NewPage, lonely: tuple[str, Served]
) -> None:
    address, served = lonely
    page = new_page(HD)
    with served():
        with Caller(address, "admin", DEMO_PASSWORD) as admin:
            secret = admin.post("/walls", {"name": "主屏", "days": 1})["secret"]
        with Caller(address, "duty", DEMO_PASSWORD) as duty:
            first = report_leak(duty, title="首起液氯泄漏")
        open_wall(page, address, secret)
        expect(page.get_by_test_id("wall-incidents")).to_contain_text(first["title"])
        expect(page.get_by_test_id("wall-stale")).to_have_count(0)
    expect(page.get_by_test_id("wall-stale")).to_contain_text("不是当前情况")
    expect(page.get_by_test_id("wall-connection")).to_contain_text("连接中断")
    expect(page.get_by_test_id("wall-incidents")).to_contain_text(first["title"])
    grey = page.locator(".columns").evaluate("(e) => getComputedStyle(e).filter")
    assert "grayscale(1)" in grey
    with served():
        with Caller(address, "duty", DEMO_PASSWORD) as duty:
            second = report_leak(duty, title="又一起液氯泄漏")
        expect(page.get_by_test_id("wall-incidents")).to_contain_text(
            second["title"], timeout=120_000
        )
        expect(page.get_by_test_id("wall-stale")).to_have_count(0)
        page.context.clear_cookies()
        page.reload()
        expect(page.get_by_test_id("wall-incidents")).to_contain_text(second["title"])
