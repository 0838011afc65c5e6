"""Whether a run card or a requirement holds here and now: places, addresses, hours, seasons (pure).

Rules of place: where any say *within*, the incident must lie in one of them; where it lies in one
that says *except*, the card does not hold. Windows of time: none means always, else one of them
must be open. A window that ends before it begins runs over midnight, or over the turn of the year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians
from typing import NamedTuple, Protocol

_METRES_A_DEGREE = 111_320.0
RADIUS_M = 500
"""How near to a listed address or hazard source counts as there, where the rule says nothing."""


class PlaceRule(Protocol):
    """A place in which something holds or does not hold."""

    @property
    def holds(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def area(self) -> list[list[float]] | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def radius_m(self) -> int | None: ...


class Window(Protocol):
    """Days of the week, hours and days of the year in which something holds."""

    @property
    def days(self) -> list[int]: ...
    @property
    def from_time(self) -> str | None: ...
    @property
    def to_time(self) -> str | None: ...
    @property
    def from_day(self) -> str | None: ...
    @property
    def to_day(self) -> str | None: ...


@dataclass(frozen=True)
class Scene:
    """Where and when: the jurisdiction, the point, what the place is called, local time."""

    jurisdiction_code: str
    lon: float | None
    lat: float | None
    place_name: str
    local_at: datetime


class NotHere(NamedTuple):
    """Why something does not hold: a code and what it names."""

    code: str
    named: str


def not_here(
    scene: Scene, places: Sequence[PlaceRule], windows: Sequence[Window]
) -> NotHere | None:
    """Return why something does not hold at a place and time, None where it holds."""
    for rule in places:
        if rule.holds == "except" and _lies_in(scene, rule):
            return NotHere("excepted_place", rule.name)
    within = [rule for rule in places if rule.holds == "within"]
    if within and not any(_lies_in(scene, rule) for rule in within):
        return NotHere("outside_places", "、".join(rule.name for rule in within))
    if windows and not any(is_open(window, scene.local_at) for window in windows):
        return NotHere("outside_hours", scene.local_at.strftime("%m-%d %H:%M"))
    return None


def _lies_in(scene: Scene, rule: PlaceRule) -> bool:
    match rule.kind:
        case "jurisdiction":
            return scene.jurisdiction_code.startswith(_prefix(rule.code or "-"))
        case "area":
            return _inside(scene, rule.area or [])
        case "address":
            named = bool(rule.name) and rule.name in scene.place_name
            return named or _near(scene, rule)
        case _:
            return _near(scene, rule)


def _prefix(code: str) -> str:
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    return code[:4] if len(code) == 6 and code.endswith("00") else code


def _near(scene: Scene, rule: PlaceRule) -> bool:
    if scene.lon is None or scene.lat is None or rule.lon is None or rule.lat is None:
        return False
    east = (scene.lon - rule.lon) * _METRES_A_DEGREE * cos(radians(rule.lat))
    north = (scene.lat - rule.lat) * _METRES_A_DEGREE
    return hypot(east, north) <= (rule.radius_m or RADIUS_M)


def _inside(scene: Scene, ring: Sequence[Sequence[float]]) -> bool:
    """Cast a ray to the east: a point inside crosses the outline an odd number of times."""
    if scene.lon is None or scene.lat is None:
        return False
    x, y, inside = scene.lon, scene.lat, False
    for n, (x1, y1) in enumerate(ring):
        x2, y2 = ring[n - 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def is_open(window: Window, at: datetime) -> bool:
    """Say whether a window is open at a local time."""
    if not _between(at.strftime("%m-%d"), window.from_day, window.to_day, last_counts=True):
        return False
    clock = at.strftime("%H:%M")
    if not _between(clock, window.from_time, window.to_time, last_counts=False):
        return False
    return not window.days or _begun_on(window, at, clock) in window.days


def _begun_on(window: Window, at: datetime, clock: str) -> int:
    """The weekday on which an open window began: hours after midnight belong to the day before."""
    begin, end = window.from_time, window.to_time
    over_midnight = begin is not None and end is not None and end <= begin
    after_midnight = over_midnight and end is not None and clock < end
    return (at.isoweekday() - 2) % 7 + 1 if after_midnight else at.isoweekday()


def _between(now: str, begin: str | None, end: str | None, *, last_counts: bool) -> bool:
    if begin is None or end is None:
        return True
    before_end = now <= end if last_counts else now < end
    if begin < end or (last_counts and begin == end):
        return begin <= now and before_end
    return begin <= now or before_end
