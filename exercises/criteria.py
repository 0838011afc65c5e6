"""What an exercise is marked by (``muster-criteria/1``): objectives, criteria, weights, rules.

A criterion is judged by the log (automatic) or by observers' sheets; its weight counts within its
objective. The rule from points to P/S/M/U and back stands in the set itself and may be edited.
"""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, example

FORMAT = "muster-criteria/1"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Weight = Annotated[int, Field(ge=0, le=1000)]
Rating = Literal["P", "S", "M", "U"]
Scale = Literal["letters", "points", "both"]
TimeGroup = Literal["statutory", "plan", "need", "field", "expected"]
Measure = Literal[
    "times_met",
    "minutes_lost",
    "provable_left_unmet",
    "cover_left",
    "observed",
]
"""How a criterion is judged; see ``exercises/scoring/measuring.py`` for what each counts."""


class CriterionWords(Input):
    """What a criterion or an objective is called, in Chinese and perhaps in English."""

    zh: Title
    en: Title | None = None


class Bands(Input):
    """From which points on (of 100) a letter is given; below ``m_from`` it is U."""

    p_from: int = Field(default=90, ge=0, le=100)
    s_from: int = Field(default=75, ge=0, le=100)
    m_from: int = Field(default=50, ge=0, le=100)

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if not self.p_from > self.s_from > self.m_from:
            raise PydanticCustomError("bands", "p_from > s_from > m_from must hold")
        return self


class LetterPoints(Input):
    """How many points (of 100) an observer's letter stands for when it is weighed."""

    p: int = Field(default=100, ge=0, le=100)
    s: int = Field(default=80, ge=0, le=100)
    m: int = Field(default=55, ge=0, le=100)
    u: int = Field(default=0, ge=0, le=100)

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if not self.p > self.s > self.m > self.u:
            raise PydanticCustomError("letters", "P > S > M > U must hold")
        return self


class Criterion(Input):
    """One thing that is judged, and its weight within its objective.

    ``of`` names the groups of times that ``times_met`` counts. ``observes`` names the keys of the
    observers' sheet that ``observed`` takes; one that ends in ``:*`` takes all of that kind.
    ``full_at`` and ``none_at`` are the values (seconds, units) at which there are 100 and 0 points;
    between them points fall in a straight line.
    """

    key: Key
    text: CriterionWords
    weight: Weight
    measure: Measure
    of: list[TimeGroup] = Field(default=[], max_length=5)
    observes: list[Annotated[str, Field(pattern=r"^[a-z]+(:[A-Za-z0-9_*-]+){0,2}$")]] = Field(
        default=[], max_length=40
    )
    full_at: int = Field(default=0, ge=0, le=7 * 86_400)
    none_at: int = Field(default=900, ge=1, le=7 * 86_400)
    source: str | None = Field(default=None, max_length=200)

    @model_validator(mode="after")
    def _fits_its_measure(self) -> Self:
        if (self.measure == "times_met") != bool(self.of):
            raise PydanticCustomError("groups", "times_met, and it alone, names groups of times")
        if (self.measure == "observed") != bool(self.observes):
            raise PydanticCustomError("sheets", "observed, and it alone, names keys of the sheet")
        if self.full_at >= self.none_at:
            raise PydanticCustomError("line", "full_at must lie below none_at")
        return self


class ObjectiveOfSet(Input):
    """A group of criteria with a weight of its own; its points are the weighed mean of theirs."""

    key: Key
    text: CriterionWords
    weight: Weight
    criteria: list[Criterion] = Field(min_length=1, max_length=20)


class CriteriaSet(Input):
    """What a score is made by: objectives with weights, the scale, and the rules of the letters.

    ``scale`` says what a mark is shown as: a letter (P/S/M/U), points of 100, or both.
    Of what was judged to less than ``least_judged_percent`` of its weight neither points nor letter
    are given: what is not known makes no good mark.
    """

    model_config = example(
        format=FORMAT,
        title={"zh": "演练评估标准（简）"},
        objectives=[
            {
                "key": "times",
                "text": {"zh": "时限执行"},
                "weight": 60,
                "criteria": [
                    {
                        "key": "reports",
                        "text": {"zh": "法定报告时限"},
                        "weight": 100,
                        "measure": "times_met",
                        "of": ["statutory"],
                    }
                ],
            }
        ],
    )

    format: Literal["muster-criteria/1"]
    title: CriterionWords
    scale: Scale = "both"
    bands: Bands = Bands()
    letters: LetterPoints = LetterPoints()
    least_judged_percent: int = Field(default=50, ge=0, le=100)
    objectives: list[ObjectiveOfSet] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _counts_once(self) -> Self:
        """Refuse a set that would count one thing twice, or that weighs nothing."""
        found = [one for objective in self.objectives for one in objective.criteria]
        _require_unique("key", [one.key for one in found])
        _require_unique("objective", [one.key for one in self.objectives])
        _require_unique("group", [group for one in found for group in one.of])
        keys = [key for one in found for key in one.observes]
        _require_unique("sheet", [*keys, *_held_twice(keys)])
        singles = [one.measure for one in found if one.measure not in ("times_met", "observed")]
        _require_unique("measure", singles)
        _require_no_overlap(found)
        if not any(one.weight * sum(c.weight for c in one.criteria) for one in self.objectives):
            raise PydanticCustomError("weightless", "some criterion must have a weight")
        return self


def _require_unique(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            facts = {"what": what, "name": name}
            raise PydanticCustomError("counted_twice", "{what} {name} would count twice", facts)
        seen.add(name)


def _held_twice(keys: list[str]) -> list[str]:
    return [key for key in keys if any(_holds(pattern, key) for pattern in keys)]


def _holds(pattern: str, key: str) -> bool:
    return pattern != key and pattern.endswith(":*") and key.startswith(pattern.removesuffix("*"))


def _require_no_overlap(found: list[Criterion]) -> None:
    """A need that came late is counted by its time or by its decision, never by both."""
    by_time = any("need" in one.of for one in found)
    decided = [one for one in found if one.measure in ("minutes_lost", "provable_left_unmet")]
    if by_time and decided:
        facts = {"what": "need", "name": decided[0].key}
        raise PydanticCustomError("counted_twice", "{what} {name} would count twice", facts)
