"""Proposes the level of an incident from the statutory thresholds: the highest measure decides.

Levels count from 1 (特别重大) to 4 (一般). "以上" includes the number, so every bound is inclusive.
Missing people are possible casualties and belong in the report; they are not counted as deaths
here. What is unknown stays unknown: it is named, and never taken for zero. The response level is
a decision and is never derived from this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from incidents.kinds import LABELS, IncidentClass, IncidentKind

Measure = Literal["deaths", "serious_injuries", "loss_yuan", "burnt_area_ha"]
Measured = Mapping[Measure, float | None]

ORDER_493 = "国务院令第493号《生产安全事故报告和调查处理条例》第三条"
BY_ANALOGY = ORDER_493 + "（参照；以专项预案分级标准为准）"
FOREST_FIRE = "《森林防火条例》第四十条"
HEALTH = "公共卫生事件按专门标准分级，不适用国务院令第493号"
SOCIAL = "《突发事件应对法》（2024）第三条：社会安全事件不分级"

_THRESHOLDS: dict[Measure, tuple[float, float, float]] = {
    "deaths": (30, 10, 3),
    "serious_injuries": (100, 50, 10),
    "loss_yuan": (100_000_000, 50_000_000, 10_000_000),
}
_FOREST_THRESHOLDS: dict[Measure, tuple[float, float, float]] = {
    "burnt_area_ha": (1000, 100, 1),
    "deaths": (30, 10, 3),
    "serious_injuries": (100, 50, 10),
}
_SHORT_REASSESSMENT = frozenset({IncidentKind.TRAFFIC_ACCIDENT, IncidentKind.FIRE_EXPLOSION})


@dataclass(frozen=True)
class MeasureLevel:
    """One measure and the level that it alone would give, None while it is unknown."""

    measure: Measure
    value: float | None
    level: int | None


@dataclass(frozen=True)
class ProposedLevel:
    """The level that the thresholds give with what is known now, and what is not known.

    ``level`` is None when nothing is known or the kind is not graded.
    """

    level: int | None
    decided_by: tuple[Measure, ...]
    measures: tuple[MeasureLevel, ...]
    unknown: tuple[Measure, ...]
    source: str
    reassess_until: datetime | None


def propose_level(
    kind: IncidentKind,
    measured: Measured,
    since: datetime,
    incident_class: IncidentClass | None = None,
) -> ProposedLevel:
    """Grade an incident by the worst of its measures; the class overrides that of the kind.

    Casualties may change the level for 30 days, 7 for road traffic and fire (Order 493 art. 13).
    """
    thresholds, source = _scheme(kind, incident_class or LABELS[kind].incident_class)
    if not thresholds:
        return ProposedLevel(None, (), (), (), source, None)
    levels = tuple(
        MeasureLevel(name, measured.get(name), _level_of(measured.get(name), bounds))
        for name, bounds in thresholds.items()
    )
    worst = min((one.level for one in levels if one.level is not None), default=None)
    return ProposedLevel(
        level=worst,
        decided_by=tuple(one.measure for one in levels if worst and one.level == worst),
        measures=levels,
        unknown=tuple(one.measure for one in levels if one.value is None),
        source=source,
        reassess_until=since + reassessment(kind),
    )


def reassessment(kind: IncidentKind) -> timedelta:
    """How long a change of casualties is still reported and may change the level."""
    return timedelta(days=7 if kind in _SHORT_REASSESSMENT else 30)


def _scheme(
    kind: IncidentKind, incident_class: IncidentClass | None
) -> tuple[Mapping[Measure, tuple[float, float, float]], str]:
    if incident_class is IncidentClass.SOCIAL_SECURITY:
        return {}, SOCIAL
    if incident_class is IncidentClass.PUBLIC_HEALTH:
        return {}, HEALTH
    if kind is IncidentKind.FOREST_FIRE:
        return _FOREST_THRESHOLDS, FOREST_FIRE
    accident = incident_class is IncidentClass.ACCIDENT_DISASTER
    return _THRESHOLDS, ORDER_493 if accident else BY_ANALOGY


def _level_of(value: float | None, bounds: tuple[float, float, float]) -> int | None:
    """The level of a value against the inclusive lower bounds of levels 1 to 3."""
    if value is None:
        return None
    return next((level for level, bound in enumerate(bounds, 1) if value >= bound), 4)
