"""Suggests which column of a file is which column of a kind: remembered, known by name, or alike."""  # noqa: E501

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from resources.importing.fields import Field, Kind
from resources.importing.kinds import KINDS
from resources.importing.tables import Header, Sheet, find_header
from resources.importing.text import plain

NOT_DATA = frozenset(("填写说明", "填写示例", "目录", "instructions", "examples", "lists"))
"""Sheets of the templates that hold no entries."""

ALL_SHEETS = "全部工作表"
"""The list that sheets with one heading make together."""

ALIKE = 82.0
"""How alike, of a hundred, a heading must be to a known one to be suggested."""


@dataclass(frozen=True)
class Suggestion:
    """What a column of the file seems to be; ``sure`` from 0 (a guess) to 1 (remembered or known)."""  # noqa: E501

    column: int
    field: str
    sure: float
    why: str


@lru_cache(maxsize=32)
def names_of(kind: Kind) -> dict[str, tuple[str, float]]:
    """Return every key a column may be called by, with its field and its weight.

    Where two fields share a synonym, the one whose own name it is wins, then the earlier one.
    """
    found: dict[str, tuple[str, float]] = {}
    for weight, pick in ((1.0, _own_names), (0.9, _synonyms)):
        for one in kind.fields:
            for name in pick(one):
                found.setdefault(plain(name), (one.name, weight))
    found.pop("", None)
    return found


def _own_names(one: Field) -> tuple[str, ...]:
    bare = one.zh.partition("（")[0], one.en.partition(" (")[0]
    return (one.zh, one.en, one.name, *bare)


def _synonyms(one: Field) -> tuple[str, ...]:
    return one.synonyms


def weights_of(kind: Kind) -> dict[str, float]:
    """Return how much a heading's name speaks for this kind."""
    return {key: weight for key, (_field, weight) in names_of(kind).items()}


def suggest(kind: Kind, names: Sequence[str], remembered: Mapping[str, str]) -> list[Suggestion]:
    """Return at most one column for each field and one field for each column, the surest first."""
    candidates = [
        found
        for column, name in enumerate(names)
        for found in _candidates(kind, column, name, remembered)
    ]
    chosen: dict[str, Suggestion] = {}
    taken: set[int] = set()
    for one in sorted(candidates, key=lambda each: (-each.sure, each.column)):
        if one.field not in chosen and one.column not in taken:
            taken.add(one.column)
            if one.field:
                chosen[one.field] = one
    return sorted(chosen.values(), key=lambda each: each.column)


def _candidates(
    kind: Kind, column: int, name: str, remembered: Mapping[str, str]
) -> list[Suggestion]:
    key = plain(name)
    if not key:
        return []
    if key in remembered:
        return [Suggestion(column, remembered[key], 1.0, "remembered")]
    known = names_of(kind)
    last = plain(name.rpartition(" ")[2])
    exact = [
        Suggestion(column, known[part][0], known[part][1] - discount, "known")
        for part, discount in ((key, 0.0), (last, 0.05), (plain(_without_unit(name)), 0.02))
        if part in known
    ]
    return exact or _alike(kind, column, key)


def _without_unit(name: str) -> str:
    """Return 数量（件） as 数量: what stands in brackets is a unit or a hint."""
    for left in "（([【":
        name = name.partition(left)[0]
    return name


def _alike(kind: Kind, column: int, key: str) -> list[Suggestion]:
    if len(key) < 2:
        return []
    best: dict[str, float] = {}
    for known, (field_name, weight) in names_of(kind).items():
        if len(known) < 2:
            continue
        score = max(
            fuzz.ratio(key, known),
            0.96 * fuzz.partial_ratio(key, known) if _contains(key, known) else 0,
        )
        if score >= ALIKE:
            best[field_name] = max(best.get(field_name, 0.0), weight * score / 100 - 0.15)
    return [Suggestion(column, name, sure, "alike") for name, sure in best.items()]


def _contains(key: str, known: str) -> bool:
    return known in key and len(known) * 3 >= len(key)


def missing(kind: Kind, mapped: Sequence[str], *, adding: bool = True) -> list[str]:
    """Return the columns a list of this kind cannot do without and has not got."""
    needed = [one.name for one in kind.fields if one.required and adding]
    return [name for name in needed if name not in mapped]


def best_sheet(kind: Kind, sheets: Sequence[Sheet]) -> tuple[int, Header | None]:
    """Return which sheet holds the list, and its heading: known names first, then more rows."""
    weights = weights_of(kind)
    found = [(number, find_header(sheet, weights)) for number, sheet in enumerate(sheets)]

    def rank(one: tuple[int, Header | None]) -> tuple[bool, bool, bool, float, int]:
        number, header = one
        sheet = sheets[number]
        below = len(sheet.rows) - (header.row + header.height if header else 0)
        shown = not sheet.hidden and plain(sheet.name) not in NOT_DATA
        fits = _fits(header, weights) if header else 0.0
        return shown and header is not None, below > 0, sheet.name == ALL_SHEETS, fits, below

    return max(found, key=rank, default=(0, None))


def _fits(header: Header, weights: Mapping[str, float]) -> float:
    """Return how well a heading fits a kind: columns that are none of its own speak against it."""
    strange = sum(1 for name in header.names if name and plain(name) not in weights)
    return header.score - 0.4 * strange


def likely_kind(sheets: Sequence[Sheet], chosen: str) -> str | None:
    """Return the kind whose column names fit best, the chosen one of equals; None if none fits."""
    scores = {
        name: (header.score if (header := best_sheet(kind, sheets)[1]) else 0.0)
        for name, kind in KINDS.items()
    }
    name = max(scores, key=lambda each: (scores[each], each == chosen))
    return name if scores[name] >= 6 else None
