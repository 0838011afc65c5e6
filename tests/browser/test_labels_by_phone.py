"""Labels: a sheet is printed at the desk, its code opened by phone, received partly, taken back."""

import base64
from collections.abc import Callable
from urllib.parse import urlsplit

import numpy as np
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.server import RunningServer

Arrive = Callable[..., Page]
NewPage = Callable[..., Page]
SignIn = Callable[[str], Caller]
PHONE = (390, 844)
SHARP = 3
HOME = "420111"


def a_lot(clerk: Caller) -> dict[str, object]:
    """A lot of reusable goods of the clerk's own county."""
    rows = clerk.http.get("/api/lots", params={"limit": 50}).json()["rows"]
    return next(
        row
        for row in rows
        if row["free"] > 60 and not row["expired"] and row["jurisdiction_code"] == HOME
    )


def addresses_on(browser: Browser, sheet: str) -> list[str]:
    """Draw a sheet as Chromium prints it and read all codes back with another reader."""
    context = browser.new_context(
        viewport={"width": 794, "height": 1123}, device_scale_factor=SHARP
    )
    page = context.new_page()
    page.emulate_media(media="print")
    page.set_content(sheet)
    page.wait_for_selector(".qr")
    drawn = page.screenshot(type="png", full_page=True)
    width, height, grey = page.evaluate(
        """async (png) => {
          const blob = await (await fetch('data:image/png;base64,' + png)).blob();
          const image = await createImageBitmap(blob);
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          let text = '';
          for (let i = 0; i < data.length; i += 4) text += data[i] > 127 ? '1' : '0';
          return [image.width, image.height, text];
        }""",
        base64.b64encode(drawn).decode(),
    )
    context.close()
    pixels = (np.frombuffer(grey.encode(), np.uint8) - 48).reshape(height, width) * 255
    return sorted(found.text for found in zxingcpp.read_barcodes(np.ascontiguousarray(pixels)))


def answer(page: Page, text: str) -> None:
    """Give the reason that the page asks for."""
    page.locator(".el-message-box input").fill(text)
    page.locator(".el-message-box").get_by_role("button", name="确认").click()


def test_a_printed_code_opens_by_phone_is_received_partly_and_taken_back(
    arrive: Arrive, new_page: NewPage, browser: Browser, city: RunningServer, sign_in: SignIn
) -> None:
    clerk = sign_in("clerk-hongshan")
    lot = a_lot(clerk)
    desk = arrive("clerk-hongshan", path=f"/labels?lot={lot['id']}")
    form = desk.get_by_test_id("run-form")
    expect(form).to_contain_text(str(lot["depot_name"]))
    form.get_by_test_id("awaited").click()
    form.get_by_test_id("each").locator("input").fill("40")
    form.get_by_test_id("boxes").locator("input").fill("3")
    form.get_by_test_id("boxes").locator("input").press("Tab")
    form.get_by_test_id("issue").click()
    sheet = desk.frame_locator("[data-test=sheet]")
    expect(sheet.locator(".label")).to_have_count(3)
    desk.get_by_test_id("first").click()
    desk.get_by_test_id("place-5").click()
    expect(sheet.locator(".label").first).to_have_attribute("style", "left:70mm;top:37.5mm")

    run = desk.url.split("run=")[1]
    labels = clerk.http.get(f"/api/label-runs/{run}").json()["labels"]
    whole = clerk.http.get(f"/api/label-runs/{run}/sheet?layout=a4-70x37&first=5").text
    wanted = sorted(f"{city.address}/l/{one['code']}" for one in labels)
    assert addresses_on(browser, whole) == wanted

    phone = new_page(PHONE)
    phone.goto(wanted[0])
    phone.fill("#username", "clerk-hongshan")
    phone.fill("#password", DEMO_PASSWORD)
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("box-state-awaited")).to_be_visible()
    assert urlsplit(phone.url).path == urlsplit(wanted[0]).path
    phone.get_by_test_id("partly").click()
    phone.get_by_test_id("amount").fill("38")
    phone.get_by_test_id("do").click()
    expect(phone.get_by_test_id("trouble")).to_contain_text("38")
    phone.get_by_test_id("note").fill("2件破损")
    phone.get_by_test_id("do").click()
    expect(phone.get_by_test_id("box-state-in_stock")).to_be_visible()
    after = clerk.http.get(f"/api/lots/{lot['id']}").json()
    assert after["quantity"] == int(str(lot["quantity"])) + 38
    phone.get_by_test_id("undo").click()
    answer(phone, "数错")
    expect(phone.get_by_test_id("box-state-awaited")).to_be_visible()
    assert clerk.http.get(f"/api/lots/{lot['id']}").json()["quantity"] == lot["quantity"]


def test_boxes_are_scanned_one_by_one_confirmed_once_and_sent_later_without_a_connection(
    arrive: Arrive, city: RunningServer, sign_in: SignIn
) -> None:
    clerk = sign_in("clerk-hongshan")
    lot = a_lot(clerk)
    wanted = {"noun": "box", "awaited": True,
              "lots": [{"lot_id": lot["id"], "boxes": 2, "amount_each": 10}]}  # fmt: skip
    labels = clerk.http.post("/api/label-runs", json=wanted).json()["labels"]
    phone = arrive("clerk-hongshan", PHONE, path="/scan")
    phone.get_by_test_id("start-batch").click()
    for one in (labels[0], labels[1], labels[0]):
        phone.get_by_test_id("code").fill(one["code"].lower())
        phone.get_by_test_id("find").click()
        expect(phone.get_by_test_id("scan-told")).to_be_visible()
    expect(phone.get_by_test_id("scanned")).to_have_count(2)
    phone.context.set_offline(True)
    phone.get_by_test_id("do").click()
    expect(phone.get_by_test_id("outbox")).to_contain_text("1 条")
    assert clerk.http.get(f"/api/lots/{lot['id']}").json()["quantity"] == lot["quantity"]
    phone.context.set_offline(False)
    expect(phone.get_by_test_id("outbox")).to_have_count(0)
    after = clerk.http.get(f"/api/lots/{lot['id']}").json()
    assert after["quantity"] == int(str(lot["quantity"])) + 20
    phone.goto(f"{city.address}/l/{labels[0]['code']}")
    expect(phone.get_by_test_id("box-state-in_stock")).to_be_visible()


def test_a_clerk_sets_goods_aside_and_frees_them_again(arrive: Arrive) -> None:
    page = arrive("clerk-hongshan", path="/resources?view=lots")
    page.get_by_test_id("lot").nth(2).click()
    detail = page.get_by_test_id("lot-detail")
    detail.get_by_test_id("act-hold").click()
    detail.get_by_test_id("hold-quantity").locator("input").fill("5")
    detail.get_by_test_id("hold-purpose").fill("汛期前置")
    detail.get_by_test_id("save-hold").click()
    held = detail.get_by_test_id("hold")
    expect(held).to_contain_text("汛期前置")
    held.get_by_test_id("release-hold").click()
    answer(page, "不再需要")
    expect(held).to_have_count(0)


def test_who_comes_second_is_told_who_was_faster_and_where_the_box_is_now(
    arrive: Arrive, city: RunningServer, sign_in: SignIn, duty: Caller
) -> None:
    clerk = sign_in("clerk-hongshan")
    wanted = {"noun": "box", "awaited": True,
              "lots": [{"lot_id": a_lot(clerk)["id"], "boxes": 1, "amount_each": 10}]}  # fmt: skip
    [label] = clerk.http.post("/api/label-runs", json=wanted).json()["labels"]
    phone = arrive("clerk-hongshan", PHONE)
    phone.route("**/api/live*", lambda route: route.abort())
    phone.goto(f"{city.address}/l/{label['code']}")
    expect(phone.get_by_test_id("act-receive")).to_be_visible()
    phone.get_by_test_id("note").focus()
    theirs = {"act": "receive", "boxes": [{"code": label["code"]}]}
    assert duty.http.post("/api/box-scans", json=theirs).status_code == 201
    phone.get_by_test_id("do").click()
    expect(phone.get_by_test_id("news")).to_contain_text("值班员")
    expect(phone.get_by_test_id("box-state-in_stock")).to_be_visible()
    expect(phone.get_by_test_id("act-hand_over")).to_be_visible()
