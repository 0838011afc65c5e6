"""Whether a solution has the fields the checker reads, each of its kind, before rules read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import Violation

Kinds = tuple[type, ...]
TEXT: Kinds = (str,)
WHOLE: Kinds = (int,)
NUMBER: Kinds = (int, float)
OBJECT: Kinds = (dict,)
NOTHING: Kinds = (type(None),)

TOP: dict[str, Kinds] = {
    "status": TEXT,
    "objective": WHOLE,
    "bound": WHOLE,
    "gap": NUMBER,
    "terms": OBJECT,
    "difference": OBJECT,
    "parts": OBJECT,
    "timings_s": OBJECT,
    "versions": OBJECT,
}
CHANGE: dict[str, Kinds] = {"team": TEXT, "incident": TEXT + NOTHING, "was": TEXT + NOTHING}
SHORTFALL: dict[str, Kinds] = {"need": TEXT, "amount": WHOLE, "reason": TEXT, "facts": OBJECT}
LISTS: dict[str, dict[str, Kinds]] = {
    "picks": {
        "team": TEXT,
        "incident": TEXT,
        "fills": OBJECT,
        "eta_s": WHOLE,
        "reason": OBJECT,
        "next_best": OBJECT + NOTHING,
    },
    "deliveries": {
        "lot": TEXT,
        "need": TEXT,
        "amount": WHOLE,
        "eta_s": WHOLE,
        "truck": TEXT + NOTHING,
        "trip": WHOLE + NOTHING,
    },
    "trips": {"truck": TEXT, "trip": WHOLE, "depot": TEXT, "start_s": WHOLE, "back_s": WHOLE},
    "shortfalls": SHORTFALL,
    "unmet_pins": SHORTFALL,
    "moves": {"team": TEXT, "area": TEXT, "capability": TEXT, "eta_s": WHOLE},
}
CHANGES = ("kept", "added", "redirected", "recalled")


def shape_rules(solution: Mapping[str, Any]) -> Iterator[Violation]:
    """Every field that is missing or of another kind than the format says."""
    yield from _fields(solution, TOP, "")
    for name, fields in LISTS.items():
        yield from _rows(solution, name, fields, name)
    for name in ("difference", "versus_previous"):
        difference = solution.get(name)
        if isinstance(difference, dict):
            for kind in CHANGES:
                yield from _rows(difference, kind, CHANGE, f"{name}.{kind}")
    if isinstance(solution.get("terms"), dict):
        yield from _all_of(solution["terms"], WHOLE, "terms")
    yield from _timings(solution.get("timings_s"))
    picks = solution.get("picks")
    for k, pick in enumerate(picks if isinstance(picks, list | tuple) else ()):
        if isinstance(pick, dict) and isinstance(pick.get("fills"), dict):
            yield from _all_of(pick["fills"], WHOLE, f"picks[{k}].fills")


def _timings(timings: Any) -> Iterator[Violation]:
    """How long each step took, and all of them together."""
    if not isinstance(timings, dict):
        return
    yield from _fields(timings, {"total": NUMBER}, "timings_s.")
    for step, seconds in timings.items():
        if not _is_one_of(seconds, NUMBER) or not seconds >= 0:
            yield Violation("format", f"timings_s.{step}", f"{seconds!r} is not a time")


def _rows(
    holder: Mapping[str, Any], name: str, fields: Mapping[str, Kinds], path: str
) -> Iterator[Violation]:
    rows = holder.get(name)
    if not isinstance(rows, list | tuple):
        yield Violation("format", path, "expected a list")
        return
    for k, row in enumerate(rows):
        if isinstance(row, dict):
            yield from _fields(row, fields, f"{path}[{k}].")
        else:
            yield Violation("format", f"{path}[{k}]", "expected an object")


def _fields(row: Mapping[str, Any], fields: Mapping[str, Kinds], path: str) -> Iterator[Violation]:
    for name, kinds in fields.items():
        if name not in row:
            yield Violation("format", f"{path}{name}", "this field is required")
        elif not _is_one_of(row[name], kinds):
            yield Violation("format", f"{path}{name}", f"{row[name]!r} is of another kind")


def _all_of(row: Mapping[str, Any], kinds: Kinds, path: str) -> Iterator[Violation]:
    for name, value in row.items():
        if not _is_one_of(value, kinds):
            yield Violation("format", f"{path}.{name}", f"{value!r} is of another kind")


def _is_one_of(value: Any, kinds: Kinds) -> bool:
    """Texts may be of an enumeration; true and false are not numbers here."""
    return isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)
