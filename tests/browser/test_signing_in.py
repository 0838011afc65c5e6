"""Signing in at the command screen with a real browser, server and database."""

import re

from playwright.sync_api import Page, expect

from app.seed.accounts import DEMO_PASSWORD
from app.testing.server import RunningServer

LIVE = re.compile(r"\blive\b")


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    page.goto(f"{address}/")
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("button[type=submit]")


def test_a_duty_officer_signs_in_and_sees_the_live_picture(page: Page, city: RunningServer) -> None:
    sign_in(page, city.address, "duty", DEMO_PASSWORD)
    expect(page).to_have_url(f"{city.address}/")
    expect(page.get_by_test_id("connection")).to_have_class(LIVE)
    page.reload()
    expect(page.locator("header.bar")).to_contain_text("值班员（演示）")
    expect(page.get_by_test_id("connection")).to_have_class(LIVE)


def test_a_wrong_password_is_refused_in_words_and_shows_nothing(
    page: Page, city: RunningServer
) -> None:
    sign_in(page, city.address, "duty", "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator("#password")).to_have_value("")
    page.goto(f"{city.address}/resources")
    expect(page).to_have_url(f"{city.address}/sign-in?next=/resources")


def test_a_team_leader_comes_to_the_field_page(page: Page, city: RunningServer) -> None:
    sign_in(page, city.address, "leader-hazmat", DEMO_PASSWORD)
    expect(page).to_have_url(f"{city.address}/field")
