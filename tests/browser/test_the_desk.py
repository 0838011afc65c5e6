"""The desk of a duty officer: panes as one likes them, windows of their own, a board that tells how
far things are, a log in sentences, and old data that never looks like new."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from app.testing.clients import Caller, JsonObject, Screen
from app.testing.screens import spot
from app.testing.story import accept, advance, answer_for, report_leak, start_response

Arrive = Callable[..., Page]
SCENE = ("acknowledge", "depart", "arrive")


def height_of_log(page: Page) -> int:
    """How high the edge says the log is."""
    return int(page.get_by_test_id("edge-log").get_attribute("aria-valuenow") or 0)


SETTLED = """async () => {
  const seen = () => window.__muster.pixelOf(114.3, 30.6)
  for (let last = seen(), still = 0; still < 5; ) {
    await new Promise((done) => setTimeout(done, 100))
    const now = seen()
    still = now[0] === last[0] && now[1] === last[1] ? still + 1 : 0
    last = now
  }
  return seen()
}"""


def centre_of_map(page: Page) -> list[float]:
    """Where on the page a fixed point of the city is seen, once panes have taken their places."""
    seen: list[float] = page.evaluate(SETTLED)
    return seen


@pytest.fixture
def leak(duty: Caller) -> JsonObject:
    """An incident that nobody has answered yet."""
    return report_leak(duty, title="桥头液氯泄漏")


def test_panes_resized_by_the_keyboard_are_found_again_on_another_machine(arrive: Arrive) -> None:
    page = arrive("duty2")
    before = height_of_log(page)
    edge = page.get_by_test_id("edge-log")
    edge.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowUp")
    assert height_of_log(page) == before + 128
    page.get_by_test_id("edge-board").focus()
    with page.expect_response(lambda answer: "choices/desk-layout" in answer.url and answer.ok):
        page.keyboard.press("Enter")
    expect(page.get_by_test_id("board")).to_have_count(0)

    other = arrive("duty2")
    expect(other.get_by_test_id("strip-board")).to_be_visible()
    assert height_of_log(other) == before + 128
    other.get_by_test_id("strip-board").click()
    expect(other.get_by_test_id("board")).to_be_visible()
    other.get_by_test_id("edge-log").dblclick(position={"x": 5, "y": 3})
    assert height_of_log(other) == before


def test_a_log_in_its_own_window_follows_and_leads_while_the_map_stays(
    arrive: Arrive, leak: JsonObject
) -> None:
    page = arrive("duty")
    page.wait_for_function("window.__muster !== undefined")
    page.get_by_test_id("desk-menu").click()
    with page.expect_popup() as opened:
        page.get_by_test_id("open-log").click()
    log = opened.value
    log.wait_for_selector("[data-test=connection].live")
    expect(page.get_by_test_id("strip-log")).to_contain_text("在独立窗口")
    page.keyboard.press("Escape")
    where = centre_of_map(page)

    page.get_by_test_id(f"incident-{leak['number']}").click()
    expect(log.get_by_test_id("window-incident")).to_have_text(leak["title"])
    page.get_by_test_id("joint").click()
    line = log.get_by_test_id("log-line").filter(has_text=f"接报“{leak['title']}”")
    line.first.click()
    expect(page.get_by_test_id("incident-panel")).to_contain_text(leak["title"])
    assert centre_of_map(page) == where
    log.keyboard.press("Control+k")
    log.keyboard.type("定位")
    expect(log.get_by_test_id("command-hit").first).to_be_visible()
    log.close()
    expect(page.get_by_test_id("log-pane")).to_be_visible()


def test_the_board_says_asked_proposed_ordered_and_on_scene_as_an_order_goes_its_way(
    arrive: Arrive, duty: Caller, leak: JsonObject
) -> None:
    page = arrive("duty")
    card = page.get_by_test_id(f"incident-{leak['number']}")
    expect(card).to_contain_text("尚无需求")
    with Screen(duty) as screen:
        start_response(duty, leak)
        proposal = answer_for(screen, leak)
        cover = card.get_by_test_id("incident-cover")
        expect(cover).to_have_text(re.compile(r"需求 \d+：方案 [1-9]\d* · 已派 0 · 到场 0"))
        order_ids = accept(duty, proposal, leak)
        expect(cover).to_have_text(re.compile(r"已派 [1-9]\d* · 到场 0"))
    orders = [duty.get(f"/orders/{order_id}") for order_id in order_ids]
    for order in [one for one in orders if one["kind"] == "team"]:
        advance(duty, order["id"], SCENE)
    expect(cover).to_have_text(re.compile(r"到场 [1-9]"))
    page.get_by_test_id("board-needs").click()
    lines = page.get_by_test_id("need-line").filter(has_text=leak["title"])
    expect(lines.first.get_by_test_id("need-cover")).to_have_text(
        re.compile(r"需 \d+ · 方案 \d+ · 已派 \d+ · 到场 \d+")
    )
    expect(page.get_by_test_id("log-pane")).to_contain_text(f"到达“{leak['title']}”现场")


def test_teams_are_found_by_pinyin_and_the_nearest_to_the_incident_come_first(
    arrive: Arrive, leak: JsonObject
) -> None:
    page = arrive("duty")
    page.get_by_test_id(f"incident-{leak['number']}").click()
    page.get_by_test_id("board-teams").click()
    board = page.get_by_test_id("board")
    rows = board.locator(".team")
    expect(rows.first).to_contain_text(re.compile(r"\d+(分|秒|小时)"))
    board.get_by_test_id("team-find").locator("input").or_(
        board.locator("input[data-test=team-find]")
    ).first.fill("xf")
    expect(rows.first).to_contain_text("消防")


def test_a_note_is_begun_with_one_key_and_stands_in_the_log_as_a_sentence(
    arrive: Arrive, leak: JsonObject
) -> None:
    page = arrive("duty")
    page.get_by_test_id(f"incident-{leak['number']}").click()
    page.keyboard.press("l")
    expect(page.get_by_test_id("log-entry")).to_be_focused()
    page.keyboard.type("已通知水务部门")
    page.keyboard.press("Enter")
    line = page.get_by_test_id("log-line").first
    expect(line).to_contain_text(f"值班员（演示） 就“{leak['title']}”记录：已通知水务部门")
    with page.expect_download() as saved:
        page.get_by_test_id("log-export").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "已通知水务部门" in text.splitlines()[1]


def test_what_is_not_live_is_grey_and_says_how_old_it_is(arrive: Arrive) -> None:
    page = arrive("duty")
    expect(page.get_by_test_id("data-age")).to_contain_text("前")
    page.context.set_offline(True)
    band = page.get_by_test_id("stale-band")
    expect(band).to_contain_text(
        re.compile(r"连接已断开，以下是 \d\d:\d\d:\d\d 的情况，已 \d+秒 未更新")
    )
    expect(page.locator(".columns")).to_have_css("filter", "grayscale(0.65)")
    expect(page.get_by_test_id("connection")).to_contain_text("离线")
    page.context.set_offline(False)
    expect(band).to_have_count(0)
    expect(page.locator(".columns")).to_have_css("filter", "none")


@pytest.mark.parametrize("part", [r"/assets/drawing-[^/]+\.js", r"/basemap"])
def test_a_part_of_the_map_that_did_not_come_is_fetched_when_the_line_is_back(
    arrive: Arrive, part: str
) -> None:
    page = arrive("duty")
    wanted = re.compile(part)
    page.context.route(wanted, lambda route: route.abort("internetdisconnected"))

    def is_wanted(request: Request) -> bool:
        return wanted.search(request.url) is not None

    with page.expect_event("requestfailed", is_wanted):
        page.reload()
    with page.expect_event("requestfinished", is_wanted) as fetched:
        page.context.unroute(wanted)
        page.evaluate("dispatchEvent(new Event('online'))")
    answer = fetched.value.response()
    assert answer is not None
    assert answer.ok


def say(page: Page, line: str) -> None:
    """Give a command by the line."""
    page.keyboard.press("Control+k")
    page.keyboard.type(line)
    expect(page.get_by_test_id("command-popup").locator(".go")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("command-line")).to_have_value("")


def test_what_the_line_measures_and_asks_for_stands_on_the_printed_sheet(arrive: Arrive) -> None:
    page = arrive("duty")
    page.wait_for_function("window.__muster !== undefined")
    say(page, "测距")
    expect(page.get_by_test_id("map-tool")).to_be_visible()
    for place in ((114.20, 30.60), (114.30, 30.60)):
        page.mouse.click(*spot(page, *place))
        page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    [measured] = page.evaluate("window.__muster.measured()")
    assert measured.endswith("公里")
    say(page, "可达 xf1")
    expect(page.get_by_test_id("reach-card")).to_contain_text("km²")
    say(page, "打印地图")
    sheet = page.get_by_test_id("print-sheet")
    expect(sheet).to_contain_text("图例", timeout=180_000)
    for part in ("危险区", "封路", "行进路线", "5 分钟", "30 分钟"):
        expect(sheet).to_contain_text(part)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("w")
    expect(page.get_by_test_id("study-what_if")).to_have_attribute("aria-selected", "true")


def test_a_city_officer_looks_at_one_county_and_is_told_what_is_not_shown(
    arrive: Arrive, leak: JsonObject
) -> None:
    page = arrive("duty")
    card = page.get_by_test_id(f"incident-{leak['number']}")
    expect(card).to_be_visible()
    page.get_by_test_id("area-switch").click()
    elsewhere = "420102" if leak["jurisdiction_code"][:6] != "420102" else "420103"
    page.get_by_test_id(f"area-{elsewhere}").click()
    expect(card).to_have_count(0)
    expect(page.get_by_test_id("only-area")).to_contain_text(re.compile(r"另有 [1-9]\d* 起"))
    page.get_by_test_id("whole-area").click()
    expect(card).to_be_visible()


HELD = """() => {
  const [wide, high] = [innerWidth, innerHeight]
  const seen = [...document.querySelectorAll('header.bar > *, main button, .command, nav.tabs')]
  const cut = (one) => {
    const box = one.getBoundingClientRect()
    if (!box.width || one.closest('.pages, .scroll, .ol-viewport')) return false
    return box.right > wide + 1 || box.left < -1
  }
  const named = (one) => one.dataset.test || one.className || one.tagName
  return {
    cut: seen.filter(cut).map(named),
    scrolls: [document.documentElement.scrollWidth - wide, document.body.scrollHeight - high],
  }
}"""


@pytest.mark.parametrize("scale", [1.5, 2])
def test_a_full_hd_screen_scaled_by_its_system_keeps_everything_within_reach(
    arrive: Arrive, leak: JsonObject, scale: float
) -> None:
    page = arrive("duty", size=(int(1920 / scale), int(1080 / scale)))
    page.get_by_test_id(f"incident-{leak['number']}").click()
    expect(page.get_by_test_id("incident-panel")).to_be_visible()
    held = page.evaluate(HELD)
    assert held == {"cut": [], "scrolls": [0, 0]}
    for name in ("report", "joint", "alarm-bell", "connection", "command-line", "map-ground"):
        expect(page.get_by_test_id(name)).to_be_in_viewport()
