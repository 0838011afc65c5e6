"""A director makes an exercise from a template, starts it, goes in, and the clock goes ten times."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.server import RunningServer, running_process, running_server

Arrive = Callable[..., Page]
TEN_FAST_S = 20
"""So far the clock of the exercise is watched: two seconds at ten times, where nothing is lost."""


@pytest.fixture(scope="module")
def city(
    city_template: Address, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The demo city, served, with the worker that makes the worlds of exercises."""
    folder = tmp_path_factory.mktemp("city")
    settings = {"MUSTER_ENVIRONMENT": "demo", "MUSTER_DATA_DIR": str(data_dir)}
    with (
        cloned_database(city_template, CITY_TEMPLATE) as url,
        running_server(url, folder, settings) as server,
        running_process("exercise-worker", url, folder, settings),
    ):
        yield server


def seconds_shown(page: Page) -> int:
    """Return what the clock of the exercise shows, in seconds of its day."""
    shown = page.get_by_test_id("exercise-clock").inner_text()
    found = re.search(r"(\d\d):(\d\d):(\d\d)", shown)
    assert found is not None, shown
    hours, minutes, seconds = (int(one) for one in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def test_a_new_director_gets_from_a_template_into_a_running_exercise(
    arrive: Arrive, city: RunningServer
) -> None:
    page = arrive("commander", path="/exercises")
    page.get_by_test_id("new-exercise").click()
    page.get_by_test_id("wizard").get_by_test_id("template-chlorine_tanker").click()
    page.get_by_test_id("wizard-speed").click()
    page.get_by_role("option", name="×10", exact=True).click()
    page.get_by_test_id("wizard-make").click()
    row = page.locator("tr[data-state=running]")
    expect(row).to_be_visible()
    expect(row.get_by_test_id("state")).to_contain_text("进行中")
    with page.expect_popup() as opened:
        row.get_by_test_id("enter").click()
    inside = opened.value
    expect(inside.get_by_test_id("exercise-band")).to_contain_text("演练")
    inside.wait_for_selector("[data-test=connection].live")
    assert re.search(r"/w/exercise_[0-9a-f]+/$", inside.url)
    assert inside.title().startswith("【演练】")
    expect(inside.get_by_test_id("exercise-clock")).to_contain_text("×10")
    before, began_s = seconds_shown(inside), time.monotonic()
    while (gone := (seconds_shown(inside) - before) % 86_400) < TEN_FAST_S:
        assert time.monotonic() - began_s < TEN_FAST_S, "faster than the wall clock"
        inside.wait_for_timeout(100)
    assert gone <= 10 * (time.monotonic() - began_s) + 20

    row.get_by_test_id("act-pause").click()
    expect(inside.get_by_test_id("exercise-clock")).to_contain_text("已暂停")
    stands = seconds_shown(inside)
    inside.goto(inside.url + "resources")
    expect(inside.get_by_test_id("exercise-band")).to_be_visible()
    expect(inside.get_by_test_id("exercise-clock")).to_contain_text("已暂停")
    assert seconds_shown(inside) == stands

    inside.get_by_test_id("leave-exercise").click()
    expect(inside).to_have_url(f"{city.address}/exercises")
    expect(inside.get_by_test_id("exercise-band")).to_have_count(0)
    expect(inside.locator("tr[data-state=paused]")).to_be_visible()
    look_at_the_score(inside)


def look_at_the_score(page: Page) -> None:
    """Its director sees the score while it stands, and weighs it anew."""
    page.locator("tr[data-state=paused]").get_by_test_id("to-score").click()
    expect(page.get_by_test_id("marks")).to_be_visible()
    expect(page.get_by_test_id("still-running")).to_be_visible()
    page.get_by_test_id("part-questions").click()
    expect(page.get_by_test_id("part-questions")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("weigh").click()
    page.get_by_test_id("weight-times").locator("input").fill("70")
    page.get_by_test_id("criteria-save").click()
    expect(page.get_by_test_id("criteria-form")).to_have_count(0)
    expect(page.get_by_text("采用导演设定的标准")).to_be_visible()


def test_whoever_has_no_seat_stays_at_the_door_and_is_shown_the_way_back(
    arrive: Arrive, city: RunningServer
) -> None:
    page = arrive("duty")
    page.goto(f"{city.address}/w/exercise_000000000000/")
    expect(page.get_by_test_id("exercise-band")).to_be_visible()
    expect(page.locator("#username")).to_be_visible()
    page.get_by_test_id("to-live").click()
    expect(page).to_have_url(f"{city.address}/exercises")
