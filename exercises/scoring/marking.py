"""Marks by a set of criteria: points and letters of each criterion, each objective, the whole.

A mean counts what was judged, each part with its weight times the share of it that was judged.
What nobody observed is not zero: it is missing, and the judged share says how much. Below the share
that the set asks for no mark is given at all: it would be one out of what nobody knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from exercises.criteria import Bands, CriteriaSet, Criterion, CriterionWords, ObjectiveOfSet, Rating
from exercises.schemas_injects import Wording
from exercises.schemas_score import Mark, Marks, ObjectiveMark, ScoreReason
from exercises.scoring.measures import Facts, Measured, measure

Origin = Literal["shipped", "site", "scenario", "exercise"]


@dataclass(frozen=True)
class Weighed:
    """Something with a weight: its points, and how much of the weight could and was judged."""

    weight: Fraction
    share: Fraction
    points: Fraction | None


@dataclass(frozen=True)
class Given:
    """What is shown for points: none where too little was judged, and then it says so."""

    withheld: bool
    points: float | None
    rating: Rating | None


def marks(criteria: CriteriaSet, facts: Facts, origin: Origin, version: int) -> Marks:
    """Return the marks of everything by a set of criteria."""
    found = [_objective(criteria, one, facts) for one in criteria.objectives]
    whole = mean(weighed for _mark, weighed in found)
    shown = given(criteria, whole.points, whole.share)
    return Marks(
        origin=origin,
        version=version,
        criteria=criteria,
        judged_share=_share(whole.share),
        withheld=shown.withheld,
        points=shown.points,
        rating=shown.rating,
        objectives=[mark for mark, _weighed in found],
    )


def _objective(
    criteria: CriteriaSet, objective: ObjectiveOfSet, facts: Facts
) -> tuple[ObjectiveMark, Weighed]:
    measured = [(one, measure(one, facts, criteria.letters)) for one in objective.criteria]
    whole = mean(weighed(one.weight, found) for one, found in measured)
    shown = given(criteria, whole.points, whole.share)
    mark = ObjectiveMark(
        key=objective.key,
        text=_words(objective.text),
        weight=objective.weight,
        judged_share=_share(whole.share),
        withheld=shown.withheld,
        points=shown.points,
        rating=shown.rating,
        marks=[_mark(criteria, one, found) for one, found in measured],
    )
    could = objective.weight if whole.weight else 0
    return mark, Weighed(Fraction(could), whole.share, whole.points)


def weighed(weight: int, found: Measured) -> Weighed:
    """Return a criterion as it weighs; what was never due weighs nothing at all."""
    could = 0 if found.state == "nothing_due" else weight
    share = found.share if found.points is not None else Fraction(0)
    return Weighed(Fraction(could), share, found.points)


def mean(parts: Iterable[Weighed]) -> Weighed:
    """Return the weighed mean of what was judged, all that could be, and the share judged."""
    found = list(parts)
    could = sum((one.weight for one in found), Fraction(0))
    judged = [(one.weight * one.share, one.points) for one in found if one.points is not None]
    weight = sum((each for each, _points in judged), Fraction(0))
    points = None
    if weight:
        points = sum((each * value for each, value in judged), Fraction(0)) / weight
    return Weighed(could, weight / could if could else Fraction(0), points)


def _mark(criteria: CriteriaSet, one: Criterion, found: Measured) -> Mark:
    shown = given(criteria, found.points, found.share)
    return Mark(
        key=one.key,
        text=_words(one.text),
        measure=one.measure,
        weight=one.weight,
        source=one.source,
        state=found.state,
        value=None if found.value is None else decimal(found.value, 4),
        counted=found.counted,
        unknown=found.unknown,
        judged_share=_share(found.share),
        withheld=shown.withheld,
        points=shown.points,
        rating=shown.rating,
        because=ScoreReason(code=one.measure, facts=dict(found.facts)),
        rows=list(found.rows),
        entries=list(found.entries),
    )


def _words(text: CriterionWords) -> Wording:
    return Wording(zh=text.zh, en=text.en)


def given(criteria: CriteriaSet, points: Fraction | None, share: Fraction) -> Given:
    """Return points, a letter or both, as the set's scale has it.

    Where less was judged than the set asks for there is neither.
    """
    if points is not None and share * 100 < criteria.least_judged_percent:
        return Given(withheld=True, points=None, rating=None)
    return Given(
        withheld=False,
        points=None if criteria.scale == "letters" else rounded(points),
        rating=None if criteria.scale == "points" else letter(criteria.bands, points),
    )


def letter(bands: Bands, points: Fraction | None) -> Rating | None:
    """Return the letter for points, as they are shown: rounded to a tenth first."""
    shown = rounded(points)
    if shown is None:
        return None
    if shown >= bands.p_from:
        return "P"
    if shown >= bands.s_from:
        return "S"
    return "M" if shown >= bands.m_from else "U"


def rounded(points: Fraction | None) -> float | None:
    """Return points to a tenth, halves upwards; None stays unknown."""
    return None if points is None else decimal(points, 1)


def _share(share: Fraction) -> float:
    return decimal(share, 4)


def decimal(value: Fraction, places: int) -> float:
    """Return a number to so many decimal places, halves upwards: the same on every machine."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(step, ROUND_HALF_UP))
