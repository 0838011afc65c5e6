"""What a reader asks of a layer, read as OGC API - Features Part 1 (17-069r4, section 7.15) says.

A parameter that is not known, or not well-formed, is refused with 400 and named;
nothing is guessed.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import DomainError

Box = tuple[float, float, float, float]
LIMIT = 100
MOST = 10_000
_MOST_OFFSET = 10_000_000
_COMMON = frozenset({"f"})
_ITEMS = frozenset({"f", "bbox", "datetime", "limit", "offset"})


class UnreadableQuery(DomainError):
    """The parameter {field} cannot be used."""

    status = 400
    zh = "参数 {field} 无法使用。"


class UnknownParameter(UnreadableQuery):
    """There is no parameter {field} here."""

    zh = "此处没有参数 {field}。"


class RepeatedParameter(UnreadableQuery):
    """The parameter {field} is given more than once."""

    zh = "参数 {field} 重复。"


class WholeNumberNeeded(UnreadableQuery):
    """The parameter {field} must be a whole number from {least} to {most}."""

    zh = "参数 {field} 应为 {least} 到 {most} 之间的整数。"


class BoxUnreadable(UnreadableQuery):
    """The parameter {field} must be west,south,east,north in degrees (six with heights)."""

    zh = "参数 {field} 应为以度计的 西,南,东,北（或带高程的 6 个数）。"


class IntervalUnreadable(UnreadableQuery):
    """The parameter {field} must be an RFC 3339 instant or start/end, with .. for an open end."""

    zh = "参数 {field} 应为 RFC 3339 时刻，或 起/止（开放端写 ..）。"


class UnknownForm(UnreadableQuery):
    """The parameter {field} must be json or html."""

    zh = "参数 {field} 应为 json 或 html。"


@dataclass(frozen=True)
class Asked:
    """A page of features in boxes (two over the antimeridian), an interval, equalities."""

    boxes: tuple[Box, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int = LIMIT
    offset: int = 0
    equals: tuple[tuple[str, str], ...] = ()


def require_known(names: Iterable[str], allowed: frozenset[str] = _COMMON) -> None:
    """Refuse parameters that mean nothing here."""
    for name in names:
        if name not in allowed:
            raise UnknownParameter(field=name)


def asked_of(given: list[tuple[str, str]], filters: frozenset[str]) -> Asked:
    """Read the parameters of an items request."""
    require_known((name for name, _ in given), _ITEMS | filters)
    values = dict(given)
    if len(values) != len(given):
        raise RepeatedParameter(field=_repeated(given))
    since, until = _interval(values["datetime"]) if "datetime" in values else (None, None)
    return Asked(
        boxes=_boxes(values["bbox"]) if "bbox" in values else (),
        since=since,
        until=until,
        limit=min(_whole("limit", values.get("limit", str(LIMIT)), 1, 10**9), MOST),
        offset=_whole("offset", values.get("offset", "0"), 0, _MOST_OFFSET),
        equals=tuple((name, values[name]) for name in sorted(filters & values.keys())),
    )


def _repeated(given: list[tuple[str, str]]) -> str:
    names = [name for name, _ in given]
    return next(name for name in names if names.count(name) > 1)


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
        raise WholeNumberNeeded(field=name, least=least, most=most)
    return int(text)


def _boxes(text: str) -> tuple[Box, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BoxUnreadable(field="bbox")
    west, south, east, north = numbers
    if south > north or abs(west) > 180 or abs(east) > 180 or abs(south) > 90 or abs(north) > 90:
        raise BoxUnreadable(field="bbox")
    if west <= east:
        return ((west, south, east, north),)
    return ((west, south, 180.0, north), (-180.0, south, east, north))


def _interval(text: str) -> tuple[datetime | None, datetime | None]:
    parts = text.split("/")
    if len(parts) == 1:
        at = _instant(parts[0])
        return at, at
    if len(parts) != 2 or all(part in ("", "..") for part in parts):
        raise IntervalUnreadable(field="datetime")
    since, until = (None if part in ("", "..") else _instant(part) for part in parts)
    if since and until and since > until:
        raise IntervalUnreadable(field="datetime")
    return since, until


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise IntervalUnreadable(field="datetime") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
