"""Looks at a page as strictly as a reader does: axe, text cut off, overflow, focus, raw keys."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from core.config import PROJECT_ROOT

AXE = PROJECT_ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCRIPTS = Path(__file__).with_name("looking.js")
GRAVE = frozenset({"serious", "critical"})
QUIET_MS = 6_000
DRAWN_MS = 250


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong with a page: what rule, how grave, and at which element."""

    rule: str
    gravity: str
    place: str

    @property
    def is_grave(self) -> bool:
        """Whether it keeps somebody from reading or working, and so fails a test."""
        return self.gravity in GRAVE


def settle(page: Page) -> None:
    """Wait until a page has read what it shows; one that never does is a finding of its own."""
    page.wait_for_load_state("networkidle", timeout=QUIET_MS * 3)
    page.locator(".el-loading-mask:visible").first.wait_for(state="hidden", timeout=QUIET_MS)
    page.wait_for_timeout(DRAWN_MS)


def look(page: Page) -> list[Finding]:
    """Return what axe and a reader find wrong with the page as it stands."""
    return sorted({*ask_axe(page), *look_at_text(page)})


def ask_axe(page: Page) -> list[Finding]:
    """Return what axe finds: WCAG 2.2 A and AA, and its best practices."""
    page.evaluate(_axe())
    violations: list[dict[str, Any]] = page.evaluate("window.__askAxe()")
    return [
        Finding(f"axe {one['id']}", one["impact"] or "minor", node)
        for one in violations
        for node in one["nodes"]
    ]


def look_at_text(page: Page) -> list[Finding]:
    """Return text that is cut off, overflows the page, is a raw key or in the wrong language."""
    found: list[list[str]] = page.evaluate(_own_script() + "\nlookAtText()")
    return [Finding(rule, "serious", place) for rule, place in found]


def look_at_focus(page: Page) -> list[Finding]:
    """Return controls that do not show when the keyboard stands on them."""
    page.keyboard.press("Tab")
    found: list[str] = page.evaluate(_own_script() + "\nlookAtFocus()")
    return [Finding("focus not seen", "serious", place) for place in found]


@cache
def _axe() -> str:
    ask = """
window.__askAxe = async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
  return found.violations.map((one) => ({
    id: one.id, impact: one.impact,
    nodes: one.nodes.map((node) => node.target.join(' ') + ' ' + node.html.slice(0, 140)
      + ' — ' + [...node.any, ...node.all, ...node.none][0]?.message.slice(0, 160)),
  }))
}"""
    return f"(() => {{ if (!window.axe) {{ {AXE.read_text()} }} }})();{ask}"


@cache
def _own_script() -> str:
    return SCRIPTS.read_text()
