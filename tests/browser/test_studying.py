"""What the duty officer asks beside a proposal: what if, why not, and the files of the decision."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller, JsonObject, Screen
from app.testing.screens import confirm, open_incident, spot
from app.testing.story import answer_for, report_leak, start_response

Arrive = Callable[..., Page]
PHONE = (390, 844)


@pytest.fixture(scope="module")
def told() -> dict[str, JsonObject]:
    """What the tests of this file share: the incident of the first."""
    return {}


@pytest.fixture
def proposed(duty: Caller, told: dict[str, JsonObject]) -> JsonObject:
    """An incident with a response under way and a proposal for it."""
    if "incident" not in told:
        incident = report_leak(duty, "三环线东段", "三环线东段液氯泄漏")
        with Screen(duty) as screen:
            start_response(duty, incident)
            answer_for(screen, incident)
        told["incident"] = incident
    return told["incident"]


def draw_around(page: Page, lon: float, lat: float) -> None:
    """Draw a small triangle on the map, closed with a double click."""
    page.locator(".asked").wait_for()
    corners = [spot(page, lon + x, lat + y) for x, y in ((-0.02, -0.02), (0.02, -0.02), (0, 0.02))]
    for x, y in corners[:-1]:
        page.mouse.click(x, y)
    page.mouse.dblclick(*corners[-1])


def test_a_lost_team_and_a_cut_road_are_held_against_the_proposal_side_by_side(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    page.keyboard.press("p")
    page.click("[data-test=open-study]")
    page.click("[data-test=edit-team_lost]")
    page.click("[data-test=study-team]")
    page.get_by_role("option").first.click()
    page.click("[data-test=add-edit]")
    page.click("[data-test=new-variant]")
    page.click("[data-test=edit-road_closed]")
    page.click("[data-test=draw-closure]")
    here = proposed["position"]
    draw_around(page, here["lon"], here["lat"])
    page.click("[data-test=add-edit]")
    expect(page.get_by_test_id("drafts").locator("li")).to_have_count(2)
    page.click("[data-test=ask-what-if]")
    variants = page.get_by_test_id("variant")
    expect(variants).to_have_count(2)
    expect(variants.first).to_contain_text("不可用")
    expect(variants.nth(1)).to_contain_text("道路中断")
    variants.first.locator(".name").click()
    expect(page.get_by_test_id("side-need").first).to_be_visible()
    expect(page.locator(".detail")).to_contain_text("最优")


def test_why_not_that_team_names_the_rule_or_the_price_and_can_be_insisted_on(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    panel = open_incident(page, proposed, "proposal")
    panel.get_by_test_id("details").first.click()
    panel.get_by_test_id("why-not").first.click()
    page.click("[data-test=study-team]")
    page.get_by_role("option").first.click()
    page.click("[data-test=ask-why-not]")
    study = page.get_by_test_id("why-not-study")
    expect(study.get_by_test_id("why-not-answer")).to_be_visible()
    expect(study).to_contain_text("总代价")
    study.get_by_test_id("force").click()
    confirm(page, "研判后决定")
    page.click("[data-test=study-back]")
    expect(page.get_by_test_id("steerings")).to_contain_text("研判后决定")


def test_how_sure_it_is_can_be_read_on_a_phone(arrive: Arrive, proposed: JsonObject) -> None:
    page = arrive("duty", PHONE)
    page.get_by_role("button", name="处置").click()
    page.click("[data-test=open-study]")
    page.click("[data-test=study-confidence]")
    page.click("[data-test=ask-confidence]")
    expect(page.get_by_test_id("confidence")).to_contain_text("100 个抽样情景")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_case_of_a_proposal_is_saved_as_files_and_the_export_is_on_record(
    arrive: Arrive, proposed: JsonObject, duty: Caller, tmp_path: Path
) -> None:
    page = arrive("duty")
    page.keyboard.press("p")
    page.locator(".head summary").click()
    with page.expect_download() as saved:
        page.click("[data-test=export-case]")
    target = tmp_path / saved.value.suggested_filename
    saved.value.save_as(target)
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as archive:
        assert json.loads(archive.read("solution.json"))["format"] == "muster-solution/1"
    kinds = [event["kind"] for event in duty.get("/events", after=0)["events"]]
    assert "case.read" in kinds
