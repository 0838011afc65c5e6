"""What each criterion measures, and what it makes of it: a value, points of 100, a judged share.

``times_met``: of the lines of the groups named, the share that was kept; late and missed count as
not kept, what is not due yet or left out does not count, unknown lowers the judged share.
``minutes_lost``: the mean of what was lost by deciding, over questions of which it is known.
``provable_left_unmet``: the share of questions with a proven answer that were left short of it.
``cover_left``: units of cover given up beyond the newest answer, summed over decisions.
``observed``: the mean of what observers gave for each key of the sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from exercises.criteria import Criterion, LetterPoints
from exercises.schemas_score import DecisionRow, EntryRow, MarkState, QuestionRow, TimeRow

FULL = Fraction(100)


@dataclass(frozen=True)
class Facts:
    """The lines that marks are made of; ``sheet`` holds the keys that observers may rate."""

    times: Sequence[TimeRow]
    questions: Sequence[QuestionRow]
    decisions: Sequence[DecisionRow]
    entries: Sequence[EntryRow]
    sheet: Sequence[str]


@dataclass(frozen=True)
class Measured:
    """What a criterion came to; ``facts`` are the numbers that the sentence about it needs."""

    state: MarkState
    value: Fraction | None
    points: Fraction | None
    counted: int
    unknown: int
    share: Fraction
    facts: Mapping[str, Any]
    rows: tuple[str, ...] = ()
    entries: tuple[UUID, ...] = ()


def measure(criterion: Criterion, facts: Facts, letters: LetterPoints) -> Measured:
    """Return what a criterion came to by its measure."""
    match criterion.measure:
        case "times_met":
            return _times_met(criterion, facts)
        case "minutes_lost":
            return _minutes_lost(criterion, facts)
        case "provable_left_unmet":
            return _left_unmet(facts)
        case "cover_left":
            return _cover_left(criterion, facts)
        case "observed":
            return _observed(criterion, facts, letters)


def _times_met(criterion: Criterion, facts: Facts) -> Measured:
    rows = [one for one in facts.times if one.group in criterion.of and one.left_out is None]
    due = [one for one in rows if one.verdict != "not_due"]
    known = [one for one in due if one.verdict != "unknown"]
    kept = sum(one.verdict == "met" for one in known)
    told = {
        "met": kept,
        "late": sum(one.verdict == "late" for one in known),
        "missed": sum(one.verdict == "missed" for one in known),
        "due": len(known),
    }
    value = Fraction(kept, len(known)) if known else None
    points = None if value is None else FULL * value
    return _measured(due, known, value, points, told)


def _minutes_lost(criterion: Criterion, facts: Facts) -> Measured:
    decided = [one for one in facts.questions if one.ordered_amount > 0]
    known = [one for one in decided if one.lost_s is not None]
    lost = [max(0, one.lost_s or 0) for one in known]
    value = Fraction(sum(lost), len(lost)) if lost else None
    told = {"lost_s": sum(lost), "questions": len(known), "most_s": max(lost, default=None)}
    return _measured(decided, known, value, _line(criterion, value), told)


def _left_unmet(facts: Facts) -> Measured:
    due = [one for one in facts.questions if one.verdict not in ("open", "called_off")]
    known = [one for one in due if one.unmet_provable is not None]
    short = [one for one in known if one.unmet_provable]
    value = Fraction(len(short), len(known)) if known else None
    points = None if value is None else FULL * (1 - value)
    told = {"short": len(short), "questions": len(known)}
    return _measured(due, known, value, points, told)


def _cover_left(criterion: Criterion, facts: Facts) -> Measured:
    known = [one for one in facts.decisions if one.cover_excess is not None]
    excess = sum(one.cover_excess or 0 for one in known)
    value = Fraction(excess) if known else None
    told = {"units": excess, "decisions": len(known)}
    return _measured(facts.decisions, known, value, _line(criterion, value), told)


def _measured(
    due: Sequence[Any],
    known: Sequence[Any],
    value: Fraction | None,
    points: Fraction | None,
    told: Mapping[str, Any],
) -> Measured:
    state: MarkState = "judged" if known else "unknown" if due else "nothing_due"
    share = Fraction(len(known), len(due)) if due else Fraction(0)
    rows = tuple(one.key for one in due)
    unknown = len(due) - len(known)
    return Measured(state, value, points, len(known), unknown, share, told, rows)


def _line(criterion: Criterion, value: Fraction | None) -> Fraction | None:
    """Return points that fall in a straight line from 100 at ``full_at`` to 0 at ``none_at``."""
    if value is None:
        return None
    span = criterion.none_at - criterion.full_at
    return min(FULL, max(Fraction(0), FULL * (criterion.none_at - value) / span))


def _observed(criterion: Criterion, facts: Facts, letters: LetterPoints) -> Measured:
    """Return the mean over the keys that somebody rated; what nobody rated lowers the share."""
    keys = [key for key in facts.sheet if names(criterion.observes, key)]
    rated: dict[str, list[tuple[UUID, int]]] = {}
    for entry in facts.entries:
        points = points_of(entry, letters)
        if entry.criterion in keys and points is not None:
            rated.setdefault(entry.criterion, []).append((entry.id, points))
    given = {key: [points for _id, points in found] for key, found in rated.items()}
    means = [Fraction(sum(points), len(points)) for points in given.values()]
    spread = max((max(points) - min(points) for points in given.values()), default=0)
    value = sum(means, Fraction(0)) / len(means) if means else None
    share = Fraction(len(means), len(keys)) if keys else Fraction(0)
    told = {"keys": len(keys), "rated": len(means), "spread": spread}
    state: MarkState = "judged" if means else "not_observed" if keys else "nothing_due"
    entries = tuple(one for found in rated.values() for one, _points in found)
    missing = len(keys) - len(means)
    return Measured(state, value, value, len(means), missing, share, told, tuple(keys), entries)


def names(patterns: Sequence[str], key: str) -> bool:
    """Say whether a key of the sheet is among those named; ``objective:*`` names all of a kind."""
    return any(
        key == one or (one.endswith(":*") and key.startswith(one.removesuffix("*")))
        for one in patterns
    )


def points_of(entry: EntryRow, letters: LetterPoints) -> int | None:
    """Return how many points an observer gave: those written, or what the letter stands for."""
    if entry.points is not None:
        return entry.points
    if entry.rating is None:
        return None
    return {"P": letters.p, "S": letters.s, "M": letters.m, "U": letters.u}[entry.rating]
