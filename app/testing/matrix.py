"""Looks at every page in every size, language and theme, and says what is wrong where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.looking import Finding, ask_axe, look_at_text, settle
from app.testing.page_list import PageOfProduct

SIZES = ((1920, 1080), (1366, 768), (390, 844))
ZOOMED = ((1093, 614), (911, 512), (683, 384))
"""A laptop's 1366 × 768 at 125, 150 and 200 per cent: what is left in CSS pixels."""
LANGUAGES = ("zh-CN", "en")
THEMES = ("light", "dark")
ALIEN = ("blob:", "data:", "about:")


@dataclass(frozen=True)
class Setting:
    """How somebody has the screens: language and theme."""

    language: str
    theme: str


SETTINGS = tuple(Setting(language, theme) for language, theme in product(LANGUAGES, THEMES))


class Visitor:
    """Opens pages as somebody with settings, and notes what scripts and requests do wrong."""

    def __init__(self, browser: Browser, address: str, username: str | None) -> None:
        self.address = address
        self.trouble: list[Finding] = []
        self.context = _context(browser, address, username)
        self.context.on("request", self._note_request)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self._note("script failed", str(error)[:200]))
        self.page.on("console", self._note_console)

    def open(self, path: str, setting: Setting, size: tuple[int, int] = SIZES[0]) -> Page:
        """Open a page with these settings and wait until it has settled."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.add_init_script(
            f"localStorage.setItem('muster.locale', '{setting.language}');"
            f"localStorage.setItem('muster.theme', '{setting.theme}');"
            "localStorage.setItem('muster.tour', 'seen')"
        )
        self.page.goto(self.address + path)
        settle(self.page)
        return self.page

    def settle_at(self, size: tuple[int, int]) -> None:
        """Give the page that is open another size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        settle(self.page)

    def take_trouble(self) -> list[Finding]:
        """What went wrong since the last time somebody asked."""
        taken, self.trouble = self.trouble, []
        return taken

    def _note(self, rule: str, place: str) -> None:
        self.trouble.append(Finding(rule, "critical", place))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _of_the_browser(message.text):
            self._note(f"console {message.type}", message.text[:200])

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, *ALIEN)):
            self._note("outside request", request.url[:120])


def _of_the_browser(text: str) -> bool:
    """Whether Chromium says this by itself: of its graphics, or of a refusal that has its page."""
    return "GL Driver" in text or "status of 40" in text


def _context(browser: Browser, address: str, username: str | None) -> BrowserContext:
    context = browser.new_context(timezone_id="Asia/Shanghai", color_scheme="light")
    if username is not None:
        with Caller(address, username, DEMO_PASSWORD) as caller:
            name, _, value = caller.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
    return context


def walk(
    browser: Browser, address: str, pages: Iterable[PageOfProduct]
) -> Iterator[tuple[str, list[Finding]]]:
    """Open every page in every setting and size; yield where it was and what was found."""
    visitors: dict[str | None, Visitor] = {}
    for page in pages:
        visitor = visitors.get(page.username)
        if visitor is None:
            visitor = visitors[page.username] = Visitor(browser, address, page.username)
        for setting in SETTINGS:
            visitor.open(page.address + asked_for(page, setting), setting)
            yield from _sizes_of(visitor, page, setting)
    for visitor in visitors.values():
        visitor.context.close()


def asked_for(page: PageOfProduct, setting: Setting) -> str:
    """What an address must say of a setting: a wall remembers nothing of the person at a desk."""
    if page.name != "wall":
        return ""
    return f"?lang={setting.language}&theme={setting.theme}"


def sizes_for(page: PageOfProduct) -> tuple[tuple[int, int], ...]:
    """The sizes of a page: a wall is neither held in a hand nor zoomed."""
    return SIZES[:2] if page.name == "wall" else (*SIZES, *ZOOMED)


def _sizes_of(
    visitor: Visitor, page: PageOfProduct, setting: Setting
) -> Iterator[tuple[str, list[Finding]]]:
    for size in sizes_for(page):
        visitor.settle_at(size)
        found = look_at_text(visitor.page)
        if size in SIZES:
            found += ask_axe(visitor.page)
        where = f"{page.name} {setting.language} {setting.theme} {size[0]}×{size[1]}"
        yield where, found + visitor.take_trouble()


def gathered(found: Iterable[tuple[str, list[Finding]]]) -> Mapping[Finding, list[str]]:
    """Each thing found once, with everywhere it was found."""
    places: dict[Finding, list[str]] = defaultdict(list)
    for where, findings in found:
        for finding in set(findings):
            places[finding].append(where)
    return dict(sorted(places.items(), key=lambda one: (one[0].gravity, one[0].rule, one[1])))
