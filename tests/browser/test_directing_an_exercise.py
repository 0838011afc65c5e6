"""A director gives injects, a player on a phone reads them, an observer notes what was done."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller, JsonObject
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.server import RunningServer, running_process, running_server

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]
PHONE = (390, 844)
WORLD_WITHIN_S = 60
LEAK = {
    "kind": "hazmat_leak",
    "title": "槽车泄漏",
    "position": {"lon": 114.35, "lat": 30.53},
    "place_name": "珞狮南路",
}


def told(name: str, text: str, **more: Any) -> JsonObject:
    doing = {"do": "tell", "sender": {"zh": "群众来电"}, "text": {"zh": text}}
    return {"id": name, "trigger": more, "to": ["duty_officer"], "doing": doing}


SCENARIO = {
    "format": "muster-scenario/1",
    "id": "leak",
    "title": {"zh": "槽车泄漏小演练"},
    "summary": {"zh": "测试用"},
    "kind": "tabletop",
    "objectives": [{"zh": "十分钟内启动响应"}],
    "begins_local": "2026-07-02T19:30",
    "lasts_s": 3600,
    "injects": [
        {
            "id": "call",
            "trigger": {"at_s": 0},
            "to": ["duty_officer"],
            "doing": {"do": "report", "incident": "A", "report": LEAK},
            "expected": [{"text": {"zh": "通知群众避险"}, "within_s": 600}],
        },
        told("dizzy", "有人昏倒", at_s=1200),
        told("spare", "又发现一人被困", by_hand=True),
    ],
}


@pytest.fixture(scope="module")
def city(
    city_template: Address, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The demo city, served, with the worker that gives exercises their injects."""
    folder = tmp_path_factory.mktemp("city")
    settings = {"MUSTER_ENVIRONMENT": "demo", "MUSTER_DATA_DIR": str(data_dir)}
    with (
        cloned_database(city_template, CITY_TEMPLATE) as url,
        running_server(url, folder, settings) as server,
        running_process("exercise-worker", url, folder, settings),
    ):
        yield server


@pytest.fixture
def running(sign_in: SignIn) -> JsonObject:
    """An exercise that runs: the commander directs, the duty officer plays, the planner observes."""
    commander = sign_in("commander")
    planned: JsonObject = commander.post(
        "/exercises", {"area_code": "420111", "scenario": SCENARIO}
    )
    for username, role in (("duty", "duty_officer"), ("planner", "observer")):
        account = sign_in(username).me["account"]["id"]
        seat = {"account_id": account, "role": role, "jurisdiction_code": "420111"}
        commander.post(f"/exercises/{planned['id']}/seats", seat)
    path = f"/exercises/{planned['id']}"
    until = time.monotonic() + WORLD_WITHIN_S
    while commander.get(path)["state"] != "ready" and time.monotonic() < until:
        time.sleep(0.2)
    started: JsonObject = commander.post(f"{path}/start", version=commander.get(path)["version"])
    return started


def test_injects_go_from_the_director_to_a_player_and_onto_the_observers_sheet(
    arrive: Arrive, running: JsonObject
) -> None:
    inside = str(running["address"])
    director = arrive("commander", path=f"{inside}director")
    expect(director.get_by_test_id("inject-call")).to_contain_text("已发")
    expect(director.get_by_test_id("inject-dizzy")).to_contain_text("待发")
    expect(director.get_by_test_id("director-state")).to_contain_text("进行中")

    player = arrive("duty", PHONE, path=inside)
    player.get_by_test_id("told-open").click()
    pane = player.get_by_test_id("told-pane")
    expect(pane).to_contain_text("槽车泄漏")
    expect(pane).not_to_contain_text("通知群众避险")
    pane.get_by_test_id("told-understood").click()
    expect(pane).to_contain_text("已明白")
    player.keyboard.press("Escape")
    expect(director.get_by_test_id("read-call")).to_contain_text("1/1")

    director.get_by_test_id("inject-spare").click()
    director.get_by_test_id("give-spare").click()
    expect(director.get_by_test_id("inject-spare")).to_contain_text("已发")
    expect(player.get_by_test_id("told-news")).to_contain_text("又发现一人被困")

    director.locator("body").press("a")
    form = director.get_by_test_id("inject-form")
    form.get_by_test_id("form-sender").fill("巡堤员")
    form.get_by_test_id("form-text").fill("堤脚渗水")
    director.get_by_test_id("form-send").click()
    expect(director.get_by_test_id("inject-X1")).to_contain_text("堤脚渗水")
    expect(player.get_by_test_id("told-news")).to_contain_text("堤脚渗水")

    director.get_by_test_id("director-jump").click()
    director.get_by_role("dialog").get_by_role("button", name="确认").click()
    expect(director.get_by_test_id("inject-dizzy")).to_contain_text("已发")

    observer = arrive("planner", PHONE, path=f"{inside}observer")
    line = observer.get_by_test_id("criterion-expected:call:0")
    expect(line.get_by_test_id("after-inject")).to_contain_text("槽车泄漏")
    line.locator(".head").click()
    line.get_by_test_id("rate-M").click()
    line.get_by_test_id("sheet-note").fill("未通知下风向小区")
    line.get_by_test_id("sheet-save").click()
    expect(line).to_contain_text("未通知下风向小区")
    expect(director.locator("aside")).to_contain_text("未通知下风向小区")

    observer.context.set_offline(True)
    line.get_by_test_id("rate-U").click()
    line.get_by_test_id("sheet-note").fill("地下车库无信号")
    line.get_by_test_id("sheet-save").click()
    expect(line.get_by_test_id("unsent")).to_contain_text("地下车库无信号")
    expect(director.locator("aside")).not_to_contain_text("地下车库无信号")
    observer.context.set_offline(False)
    expect(director.locator("aside")).to_contain_text("地下车库无信号")
    expect(line.get_by_test_id("unsent")).to_have_count(0)
    assert observer.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_an_exercise_is_replayed_in_its_own_world_while_it_runs_and_once_it_is_over(
    arrive: Arrive, running: JsonObject, sign_in: SignIn
) -> None:
    commander, path = sign_in("commander"), f"/exercises/{running['id']}"
    until = time.monotonic() + WORLD_WITHIN_S
    while time.monotonic() < until and not has_begun(commander, running["id"]):
        time.sleep(0.2)
    for is_over in (False, True):
        if is_over:
            commander.post(f"{path}/end", {}, commander.get(path)["version"])
        page = arrive(
            "commander", path=f"{running['address']}replay", shows="[data-test=replay-controls]"
        )
        expect(page.get_by_test_id("board")).not_to_contain_text("槽车泄漏")
        page.locator("body").press("End")
        expect(page.get_by_test_id("board")).to_contain_text("槽车泄漏")
        expect(page.get_by_test_id("replay-time")).to_contain_text("2026-07-02")
        expect(page.get_by_test_id("exercise-band")).to_contain_text("演练")
    page.get_by_test_id("branch").click()
    page.get_by_test_id("branch-now").click()
    expect(page.get_by_test_id("branched")).to_contain_text("演-")
    newest = commander.get("/exercises")[0]
    assert (newest["area_code"], newest["seed"]) == ("420111", running["seed"])


def test_once_its_time_is_over_it_is_ended_by_one_press_and_scored_beside_others(
    arrive: Arrive, running: JsonObject, sign_in: SignIn
) -> None:
    commander, path = sign_in("commander"), f"/exercises/{running['id']}"
    director = arrive("commander", path=f"{running['address']}director")
    expect(director.get_by_test_id("director-state")).to_contain_text("进行中")
    expect(director.get_by_test_id("director-over")).to_have_count(0)
    commander.post(
        f"{path}/jump", {"to": "2026-07-02T20:31:00+08:00"}, commander.get(path)["version"]
    )
    expect(director.get_by_test_id("director-over")).to_contain_text("计划时间已到")
    page = arrive("commander", path="/exercises")
    row = page.get_by_test_id(f"exercise-{running['number']}")
    expect(row.get_by_test_id("over")).to_contain_text("计划时间已到")
    expect(row.get_by_test_id("end-over")).to_be_visible()
    director.get_by_test_id("director-end").click()
    expect(director.get_by_test_id("director-state")).to_contain_text("已结束")
    expect(row).to_have_attribute("data-state", "ended")
    row.locator("input[type=checkbox]").check()
    page.get_by_test_id("compare-all").click()
    score = page.get_by_test_id("compare-score")
    expect(score).to_have_attribute("data-standing", "missing")
    page.get_by_test_id("compute-scores").click()
    expect(score).to_have_attribute("data-standing", "fresh")
    expect(score).to_contain_text("已评")
    expect(page.get_by_test_id("compute-scores")).to_be_disabled()


def has_begun(commander: Caller, exercise_id: str) -> bool:
    """Say whether the exercise's first incident was reported."""
    rows = commander.get("/exercise-progress")
    return any(one["exercise_id"] == exercise_id and one["incidents_open"] for one in rows)
