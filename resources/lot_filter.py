"""What a list of lots is narrowed down to, and the columns it can be sorted by."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

SORT_KEYS = (
    "item_code", "item_name", "item_name_en", "unit", "reusable", "batch", "made_on", "expires_on",
    "quantity", "reserved", "free", "on_the_way", "delivered", "expired", "safety_stock",
    "trust_percent", "relied_on", "depot_name", "depot_code", "jurisdiction_code", "county_name",
    "confirmed_at", "confirmed_by", "confirmed_how", "changed_at", "changed_by", "synthetic",
)  # fmt: skip
"""Every column that a list of lots shows."""

OLDER_SORT_KEYS = {"depot": "depot_name"}
MOST_SORT_KEYS = 5


@dataclass(frozen=True, slots=True)
class LotFilter:
    """What a list of lots is narrowed down to: all of it must hold; None or nothing is no limit.

    Of several depots, items, areas or ways of confirming a lot needs one. ``own`` tells what lies
    in the reader's own area from what an agreement shows.
    """

    depot_id: tuple[UUID, ...] = ()
    item_code: tuple[str, ...] = ()
    jurisdiction_code: tuple[str, ...] = ()
    batch: str | None = None
    q: str | None = None
    expired: bool | None = None
    expires_before: date | None = None
    expires_after: date | None = None
    confirmed_before: datetime | None = None
    confirmed_after: datetime | None = None
    confirmed_how: tuple[str, ...] = ()
    quantity_min: int | None = None
    quantity_max: int | None = None
    free_min: int | None = None
    free_max: int | None = None
    below_safety: bool | None = None
    reusable: bool | None = None
    synthetic: bool | None = None
    own: bool | None = None


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order, and whether it falls."""

    name: str
    falls: bool


def sort_keys(text: str) -> tuple[SortKey, ...]:
    """Return the order that a text such as ``item_name,-quantity`` asks for.

    Raises
    ------
    ValueError : a column is not known or there are too many; the error's text is the column.
    """
    named = [part.strip() for part in text.split(",") if part.strip()]
    if len(named) > MOST_SORT_KEYS:
        raise ValueError(named[MOST_SORT_KEYS])
    return tuple(_sort_key(part) for part in named)


def _sort_key(part: str) -> SortKey:
    name = part.removeprefix("-")
    name = OLDER_SORT_KEYS.get(name, name)
    if name not in SORT_KEYS:
        raise ValueError(name)
    return SortKey(name, part.startswith("-"))
