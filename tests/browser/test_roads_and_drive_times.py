"""The page about roads: what times rest on, an officer's word on the weather, drives, learning."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from app import wiring
from app.rehearsed_runs import rehearse
from app.testing.clients import Caller
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.screens import confirm
from app.testing.server import RunningServer, running_process, running_server
from core.config import Settings
from core.db import Database
from dispatch.models_runs import Run
from geo.models_roads import SpeedFit
from geo.road_book import RoadBook

Arrive = Callable[..., Page]
PHONE = (390, 844)


@pytest.fixture(scope="module")
def url(city_template: Address) -> Iterator[str]:
    """The database of the city of this file."""
    with cloned_database(city_template, CITY_TEMPLATE) as found:
        yield found


@pytest.fixture(scope="module")
def city(
    url: str, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The demo city, served and worked for, whose database the tests can reach."""
    folder = tmp_path_factory.mktemp("roads-page")
    settings = {"MUSTER_ENVIRONMENT": "demo", "MUSTER_DATA_DIR": str(data_dir)}
    with (
        running_server(url, folder, settings) as server,
        running_process("worker", url, folder, settings),
    ):
        yield server


@pytest.fixture
def driven(url: str, city: RunningServer, data_dir: Path) -> Iterator[int]:
    """A history of synthetic drives beside the running service, gone again after the test."""
    database = Database(url)
    roads = RoadBook(wiring.road_file(Settings()), data_dir / "roads")
    rehearse(database, roads, 260, 40, seed=3)
    yield 260
    with database.transaction() as session:
        session.execute(delete(Run))
        session.execute(delete(SpeedFit))
    database.dispose()


def open_roads(arrive: Arrive, username: str, size: tuple[int, int] = (1600, 900)) -> Page:
    page = arrive(username, size, path="/roads")
    page.wait_for_selector("[data-test=network]", timeout=180_000)
    return page


def test_before_the_first_drive_the_page_claims_nothing(arrive: Arrive) -> None:
    page = open_roads(arrive, "duty")
    expect(page.get_by_test_id("no-runs")).to_contain_text("还没有行车记录")
    expect(page.get_by_test_id("network")).to_contain_text("wuhan_fua_roads.osm.pbf")
    expect(page.get_by_test_id("now")).to_contain_text("干燥")
    page.get_by_test_id("view-fits").click()
    expect(page.get_by_test_id("fits")).to_contain_text("还没有学习结果")
    expect(page.get_by_test_id("learn")).to_have_count(0)


def test_a_word_on_the_weather_changes_speeds_until_it_is_withdrawn(
    arrive: Arrive, duty: Caller
) -> None:
    page = open_roads(arrive, "duty")
    page.get_by_test_id("view-speeds").click()
    motorway = page.get_by_test_id("speeds").locator("tbody tr").first
    dry = motorway.locator("td").nth(2).inner_text()
    page.get_by_test_id("set-condition").click()
    expect(page.get_by_role("radiogroup", name="天气")).to_be_visible()
    page.get_by_test_id("weather-ice").click()
    page.get_by_test_id("save-condition").click()
    expect(page.get_by_test_id("now")).to_contain_text("结冰")
    expect(motorway.locator("td").nth(2)).to_contain_text("30")
    assert duty.get("/road-conditions")["weather"] == "ice"
    page.get_by_test_id("withdraw-condition").click()
    confirm(page)
    expect(page.get_by_test_id("now")).to_contain_text("干燥")
    expect(motorway.locator("td").nth(2)).to_have_text(dry)
    assert duty.get("/road-conditions")["word"] is None


def test_errors_are_shown_speeds_are_learnt_and_a_fit_is_switched_off_and_on(
    arrive: Arrive, driven: int
) -> None:
    page = open_roads(arrive, "commander")
    expect(page.get_by_test_id("overall")).to_contain_text("%")
    expect(page.get_by_test_id("synthetic")).to_contain_text(str(driven))
    page.get_by_test_id("view-fits").click()
    page.get_by_test_id("learn").click()
    fit = page.get_by_test_id("fit").filter(has_text="生效中")
    expect(fit).to_have_count(1)
    fit.get_by_test_id("factors").click()
    expect(fit).to_contain_text("消防车")
    fit.get_by_test_id("deactivate-fit").click()
    confirm(page)
    expect(page.get_by_test_id("fit").filter(has_text="生效中")).to_have_count(0)
    adopted = page.get_by_test_id("fit").filter(has_text="采用").last
    adopted.get_by_test_id("activate-fit").click()
    confirm(page)
    expect(page.get_by_test_id("fit").filter(has_text="生效中")).to_have_count(1)


def test_drives_left_out_are_listed_with_their_reason_also_on_a_phone(
    arrive: Arrive, driven: int
) -> None:
    page = open_roads(arrive, "duty", PHONE)
    page.get_by_test_id("view-runs").click()
    page.get_by_test_id("which-excluded").click()
    expect(page.get_by_test_id("run").first.locator(".mark.warn")).to_be_visible()
    page.get_by_test_id("which-usable").click()
    expect(page.get_by_test_id("run").first.locator(".mark.warn")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_test_id("export-runs").click()
    assert download.value.suggested_filename == "runs.csv"
