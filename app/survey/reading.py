"""Reads the picture of a survey at one instant: stock and teams, drive times, plans, the map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.survey import queries, schemas
from app.survey.asking import asked_by
from app.survey.map_drawing import Drawn, draw
from app.survey.scope import Scope
from core import clock
from core.models import Jurisdiction, World
from geo.models import Boundary
from geo.queries_coverage import counties, settled, townships
from geo.route import UNREACHABLE
from geo.travel import RoadNetwork, TravelTimes
from geo.types import VehicleClass
from plans.queries import plans_page
from resources.models import Capability
from resources.queries_trust import freshness, site_trust

FAR_S = 2 * 3600
"""Others' resources that need longer are no help at the first moment and are left out."""
_MOST_PLANS = 500
_GROUND = 1e6


@dataclass(frozen=True)
class Asked:
    """What a survey is wanted of."""

    code: str
    prefixes: Sequence[str]
    with_neighbours: bool
    is_demo: bool
    travel: TravelTimes
    with_map: bool = True


def read_picture(session: Session, asked: Asked) -> schemas.SurveyPicture:
    """Return everything that a survey of an area says now."""
    now = clock.now(session)
    area = queries.jurisdiction(session, asked.code)
    agreed = queries.agreements(session, area.code, now)
    scope = _scope(area, agreed, asked)
    point = queries.seat(session, area) or _point(session, area.code)
    teams = _teams(session, scope, point, asked.travel)
    depots = _depots(session, scope, point, asked.travel)
    of = {depot.code: depot for depot in depots}
    stock = [
        one
        for one in queries.stock(session, scope, now)
        if one.depot_code in of and scope.is_agreed(of[one.depot_code].provider, one.item_code)
    ]
    places = _facilities(session, scope, point, asked.travel)
    rule = site_trust()
    safety = queries.safety(session, scope.own, now)
    plans = asked_by(plans_page(session, 0, _MOST_PLANS).rows, area.code)
    codes = [one.item_code for one in stock] + [one.item_code for one in safety]
    codes += [
        ask.code for plan in plans for level in plan.levels for ask in level.asks if ask.is_item
    ]
    seen = [one.jurisdiction_code for one in teams] + [one.jurisdiction_code for one in depots]
    return schemas.SurveyPicture(
        area=_area(session, area, scope),
        taken_at=now,
        is_exercise=session.get_one(World, session.info["world"]).kind == "exercise",
        is_demo=asked.is_demo,
        roads=isinstance(asked.travel, RoadNetwork),
        point=point,
        with_neighbours=asked.with_neighbours,
        names=queries.names_of(session, seen),
        rule=schemas.SurveyRule(
            full_days=rule.full_days,
            floor_days=rule.floor_days,
            floor_percent=rule.floor_percent,
        ),
        capabilities=_capabilities(session),
        items=queries.items(session, codes),
        teams=teams,
        depots=depots,
        stock=stock,
        trucks=queries.trucks(session, scope.own),
        facilities=places,
        safety=safety,
        agreements=agreed,
        requisitioned=queries.requisitioned(session, scope.own),
        trust=_trust(session, scope.own),
        plans=plans,
        map_svg=_map(session, area, teams, depots, places, asked.travel)
        if asked.with_map
        else None,
    )


def _scope(area: Jurisdiction, agreed: Iterable[schemas.SurveyAgreement], asked: Asked) -> Scope:
    neighbours = list(asked.prefixes) if asked.with_neighbours else []
    return Scope(area.prefix, list(agreed), neighbours)


def _area(session: Session, area: Jurisdiction, scope: Scope) -> schemas.SurveyArea:
    sources, major = queries.hazard_sources(session, scope.own)
    outlines = counties(session, area.code)
    ground = None
    if outlines:
        inside = [one.code for one in outlines]
        squares = func.sum(func.ST_Area(func.Geography(Boundary.area)))
        ground = session.scalar(select(squares).where(Boundary.code.in_(inside)))
    inner = select(func.count()).select_from(Jurisdiction).where(Jurisdiction.level == "township")
    return schemas.SurveyArea(
        code=area.code,
        name=area.name,
        name_en=area.name_en,
        level=area.level,
        ground_km2=None if ground is None else round(float(ground) / _GROUND, 1),
        townships=session.scalar(inner.where(func.starts_with(Jurisdiction.code, scope.own))) or 0,
        hazard_sources=sources,
        major_hazards=major,
    )


def _point(session: Session, code: str) -> schemas.SurveyPoint | None:
    """The township nearest to the middle of the people; None where no township is on record."""
    named = townships(session, code)
    if not named:
        return None
    people = settled(session, code).townships or ()
    weight = np.array([one.people or 1.0 for one in people])
    where = np.array([(one.lon, one.lat) for one in people])
    middle = (where * weight[:, None]).sum(axis=0) / weight.sum()
    scale = np.array([np.cos(np.radians(middle[1])), 1.0])
    apart = [float(np.hypot(*((np.array([t.lon, t.lat]) - middle) * scale))) for t in named]
    nearest = named[int(np.argmin(apart))]
    return schemas.SurveyPoint(name=nearest.name, lon=nearest.lon, lat=nearest.lat)


def _drives(
    rows: Sequence[dict[str, Any]],
    vehicles: Sequence[str],
    point: schemas.SurveyPoint | None,
    travel: TravelTimes,
) -> list[dict[str, Any]]:
    """Return drive time and whether it is estimated for each row; None where no way is known."""
    if point is None or not rows:
        return [{"drive_s": None, "estimated": False}] * len(rows)
    matrix = travel.matrix(
        np.array([(row["lon"], row["lat"]) for row in rows]),
        np.array([(point.lon, point.lat)]),
        [VehicleClass(one) for one in vehicles],
    )
    return [
        {"drive_s": None if seconds == UNREACHABLE else int(seconds), "estimated": bool(guess)}
        for seconds, guess in zip(matrix.seconds[:, 0], matrix.estimated[:, 0], strict=True)
    ]


def _teams(
    session: Session,
    scope: Scope,
    point: schemas.SurveyPoint | None,
    travel: TravelTimes,
) -> list[schemas.SurveyTeam]:
    rows = queries.teams(session, scope, clock.now(session))
    drives = _drives(rows, [row["vehicle"] for row in rows], point, travel)
    made = [
        schemas.SurveyTeam(**row, **drive, **scope.standing(row["jurisdiction_code"]))
        for row, drive in zip(rows, drives, strict=True)
    ]
    near = [team for team in made if team.through == "own" or _is_near(team.drive_s)]
    agreed = [scope.as_agreed(team) for team in near]
    return [team for team in agreed if team.through == "own" or team.capabilities]


def _depots(
    session: Session,
    scope: Scope,
    point: schemas.SurveyPoint | None,
    travel: TravelTimes,
) -> list[schemas.SurveyDepot]:
    shared = [
        (row, standing)
        for row in queries.depots(session, scope, clock.now(session))
        if (standing := scope.standing_of_depot(row["jurisdiction_code"])) is not None
    ]
    rows = [row for row, _standing in shared]
    drives = _drives(rows, [VehicleClass.HEAVY_TRUCK] * len(rows), point, travel)
    made = [
        schemas.SurveyDepot(**row, **drive, **standing)
        for (row, standing), drive in zip(shared, drives, strict=True)
    ]
    return [depot for depot in made if depot.through == "own" or _is_near(depot.drive_s)]


def _facilities(
    session: Session,
    scope: Scope,
    point: schemas.SurveyPoint | None,
    travel: TravelTimes,
) -> list[schemas.SurveyFacility]:
    rows = queries.facilities(session, scope.own)
    drives = _drives(rows, [VehicleClass.LIGHT] * len(rows), point, travel)
    return [schemas.SurveyFacility(**row, **drive) for row, drive in zip(rows, drives, strict=True)]


def _is_near(drive_s: int | None) -> bool:
    return drive_s is not None and drive_s <= FAR_S


def _capabilities(session: Session) -> list[schemas.Named]:
    rows = session.scalars(select(Capability).order_by(Capability.code))
    return [schemas.Named.model_validate(row) for row in rows]


def _trust(session: Session, prefix: str) -> list[schemas.SurveyTrust]:
    """Add the freshness of an area's counties up, noun by noun."""
    rows = freshness(session, [prefix])
    made = []
    for noun in ("lot", "team", "depot", "truck"):
        of_noun = [row for row in rows if row.noun == noun]
        total = sum(row.rows for row in of_noun)
        shares = sum(row.trust_percent * row.rows for row in of_noun)
        made.append(
            schemas.SurveyTrust(
                noun=noun,
                rows=total,
                fresh=sum(row.fresh for row in of_noun),
                stale=sum(row.stale for row in of_noun),
                percent=round(shares / total) if total else None,
                oldest_at=min((row.oldest_at for row in of_noun), default=None),
            )
        )
    return made


def _map(
    session: Session,
    area: Jurisdiction,
    teams: Sequence[schemas.SurveyTeam],
    depots: Sequence[schemas.SurveyDepot],
    places: Sequence[schemas.SurveyFacility],
    travel: TravelTimes,
) -> str | None:
    """Draw the area with its roads, teams, depots and facilities; None without an outline."""
    own = _outlines(session, Boundary.code.in_([one.code for one in counties(session, area.code)]))
    if not own:
        return None
    around = _outlines(session, Boundary.level == "county")
    marks = {
        "team": [(one.lon, one.lat) for one in teams if one.through == "own"],
        "depot": [(one.lon, one.lat) for one in depots if one.through == "own"],
        "shelter": [(one.lon, one.lat) for one in places if one.kind == "shelter"],
        "hospital": [(one.lon, one.lat) for one in places if one.kind == "hospital"],
    }
    lines = travel.lines if isinstance(travel, RoadNetwork) else None
    return draw(Drawn(own, around, marks, lines))


def _outlines(session: Session, condition: Any) -> list[tuple[str, BaseGeometry]]:
    query = select(Boundary.name, Boundary.area).where(condition).order_by(Boundary.code)
    return [(row.name, to_shape(row.area)) for row in session.execute(query)]
