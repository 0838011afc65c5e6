"""Wire shapes of the criteria of an exercise: what it is marked by, and what a director sets."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from core.wire import Input, Output, example
from exercises.criteria import CriteriaSet

Origin = Literal["shipped", "site", "scenario", "exercise"]
SiteKind = Literal["exercise", "incident"]


class CriteriaView(Output):
    """The criteria that an exercise is marked by; ``version`` 0: its director has set none."""

    id: UUID
    origin: Origin
    criteria: CriteriaSet
    changed_at: datetime | None
    changed_by_name: str | None
    version: int


class CriteriaChange(Output):
    """That the criteria of an exercise were set or given back; the marks follow at once."""

    id: UUID
    number: str
    title: str
    origin: Origin
    changed_by_name: str
    version: int


class SiteCriteriaView(Output):
    """What a site marks exercises without criteria of their own by, or real incidents.

    ``version`` 0: the site has set nothing, so the shipped set counts.
    """

    id: str
    kind: SiteKind
    origin: Literal["shipped", "site"]
    criteria: CriteriaSet
    changed_at: datetime | None
    changed_by_name: str | None
    version: int


class SiteCriteriaChange(Output):
    """That a site set what it marks by, or went back to what is shipped; marks follow at once."""

    id: str
    kind: SiteKind
    origin: Literal["shipped", "site"]
    changed_by_name: str
    version: int


class CriteriaIn(Input):
    """The criteria that an exercise is to be marked by; null gives back those it came with."""

    model_config = example(
        criteria={
            "format": "muster-criteria/1",
            "title": {"zh": "只看法定报告"},
            "objectives": [
                {
                    "key": "times",
                    "text": {"zh": "时限执行"},
                    "weight": 100,
                    "criteria": [
                        {
                            "key": "statutory",
                            "text": {"zh": "法定信息报告时限"},
                            "weight": 100,
                            "measure": "times_met",
                            "of": ["statutory"],
                        }
                    ],
                }
            ],
        }
    )

    criteria: CriteriaSet | None
