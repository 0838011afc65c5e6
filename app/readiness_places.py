"""Where plans are tested: places named by planners, else hazard sources and where people live.

By default one to three places per district of a plan's area. A plan for leaks, fires and explosions
is tested at the gravest registered hazard sources of the district; every plan at its most populated
place, and where neither is on record at the district's middle.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import Jurisdiction
from geo.models_places import Place
from hazards.models import HazardSource
from plans.matching import covers
from plans.readiness.ground import Spot
from plans.schemas import Plan

AT_SOURCES = frozenset({"hazmat_leak", "gas_leak", "fire_explosion"})
"""Kinds that a registered source of danger stands for (judgement)."""


class District(NamedTuple):
    """A county or district with the places in it that plans may be tested at."""

    code: str
    name: str
    sources: tuple[Spot, ...]
    peopled: tuple[Spot, ...]
    middle: Spot | None


def read_districts(session: Session) -> list[District]:
    """Return every county and district of the site, in the order of their codes."""
    counties = session.execute(
        select(Jurisdiction.code, Jurisdiction.name)
        .where(Jurisdiction.level == "county")
        .order_by(Jurisdiction.code)
    ).all()
    sources, peopled, middles = _sources(session), _peopled(session), _middles(session)
    return [
        District(
            code,
            name,
            tuple(sources.get(code, ())),
            tuple(peopled.get(code, ())),
            middles.get(code),
        )
        for code, name in counties
    ]


def spots_of(
    plan: Plan,
    districts: Sequence[District],
    each: int,
    named: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[Spot]:
    """Return where a plan is tested: the places named for it, else up to `each` per district."""
    chosen = [_named(one) for one in named.get(plan.code, ())]
    if chosen:
        return chosen
    inside = [one for one in districts if covers(plan.jurisdiction_code, one.code)]
    return [spot for one in inside for spot in _default(plan, one, each)]


def _default(plan: Plan, district: District, each: int) -> list[Spot]:
    at_sources = bool(AT_SOURCES & set(plan.incident_kinds))
    wanted = [*(district.sources if at_sources else ())][: max(1, each - 1)]
    wanted += district.peopled
    wanted += [district.middle] if district.middle is not None else []
    return wanted[:each]


def _named(one: Mapping[str, Any]) -> Spot:
    place = f"{one['lon']:.6f},{one['lat']:.6f}"
    return Spot(
        f"named:{place}",
        str(one["name"]),
        str(one["jurisdiction_code"]),
        float(one["lon"]),
        float(one["lat"]),
        "named",
    )


def _sources(session: Session) -> dict[str, list[Spot]]:
    """Hazard sources by district, the gravest first."""
    where = func.ST_X(HazardSource.position), func.ST_Y(HazardSource.position)
    query = select(
        HazardSource.code, HazardSource.name, HazardSource.jurisdiction_code, *where
    ).order_by(HazardSource.major_hazard_grade.nulls_last(), HazardSource.code)
    found: dict[str, list[Spot]] = {}
    for code, name, area, lon, lat in session.execute(query):
        spot = Spot(f"source:{code}", name, area, lon, lat, "source")
        found.setdefault(area[:6], []).append(spot)
    return found


def _peopled(session: Session) -> dict[str, list[Spot]]:
    """The most populated place of each district, where people are on record."""
    query = (
        select(Place.name, Place.jurisdiction_code, *_at())
        .where(Place.population.is_not(None), Place.jurisdiction_code.is_not(None))
        .order_by(Place.population.desc(), Place.id)
    )
    found: dict[str, list[Spot]] = {}
    for name, area, lon, lat in session.execute(query):
        if not found.get(area[:6]):
            found[area[:6]] = [Spot(f"people:{area}:{name}", name, area[:6], lon, lat, "people")]
    return found


def _middles(session: Session) -> dict[str, Spot]:
    query = (
        select(Place.name, Place.jurisdiction_code, *_at())
        .where(Place.kind == "district", Place.jurisdiction_code.is_not(None))
        .order_by(Place.id)
    )
    return {
        area: Spot(f"middle:{area}", name, area, lon, lat, "middle")
        for name, area, lon, lat in session.execute(query)
    }


def _at() -> tuple[Any, Any]:
    return func.ST_X(Place.position), func.ST_Y(Place.position)
