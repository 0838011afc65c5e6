"""What a person does and sees on the screens, for browser tests: fields, choices, map."""

import os
import shutil
from typing import Any

from playwright.sync_api import Locator, Page

from app.testing.clients import JsonObject

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu")
"""Pages are drawn without a GPU and without the likeness of one, which takes twice the time."""

_STILL = """async () => {
  const seen = () => JSON.stringify(window.__muster.view())
  for (let last = '', still = 0; still < 3; ) {
    await new Promise((done) => setTimeout(done, 100))
    still = seen() === last ? still + 1 : 0
    last = seen()
  }
}"""


def chromium() -> str:
    """The browser of this machine, the one that ``./muster`` found or installed."""
    for name in (os.environ.get("MUSTER_CHROMIUM"), *BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError("no Chromium found; ./muster test browser installs one")


def field(page: Page, name: str) -> Locator:
    """The input of a named field, whether the name stands at it or around it."""
    return page.locator(f"input[data-test={name}], [data-test={name}] input").first


def choose(page: Page, name: str, option: str) -> None:
    """Choose one of the options that a field offers."""
    page.click(f"[data-test={name}]")
    page.get_by_role("option", name=option).first.click()


def drawn(page: Page, layer: str) -> list[JsonObject]:
    """What the map draws on a layer, as properties."""
    found: list[JsonObject] = page.evaluate("name => window.__muster.drawn(name)", layer)
    return found


def wait_until_drawn(page: Page, layer: str, count: int) -> None:
    """Wait until the map draws this many things on a layer."""
    page.wait_for_function(
        "([name, count]) => window.__muster?.drawn(name).length === count", arg=[layer, count]
    )


def spot(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where on the page the map shows a WGS-84 position."""
    pixel: Any = page.evaluate("([lon, lat]) => window.__muster.pixelOf(lon, lat)", [lon, lat])
    return pixel[0], pixel[1]


def wait_until_still(page: Page) -> None:
    """Wait until a movement of the map that somebody asked for is over."""
    page.evaluate(_STILL)


def open_incident(page: Page, incident: JsonObject, tab: str) -> Locator:
    """Select an incident on the board and open one of its tabs."""
    page.click(f"[data-test='incident-{incident['number']}']")
    page.click(f"[data-test=tab-{tab}]")
    return page.locator("[data-test=incident-panel]")


def confirm(page: Page, reason: str | None = None) -> None:
    """Answer the question that is asked, with a reason if one must be given."""
    box = page.locator(".el-message-box:visible")
    if reason is not None:
        box.locator("input").fill(reason)
    box.get_by_role("button", name="确认").click()
    box.wait_for(state="hidden")
