"""Reads of milestones: where a chainage is on each road it may mean, and which stones are known."""

from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy import ARRAY, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from core.models import Jurisdiction
from geo import milestones, queries, schemas_places
from geo.milestones import Chainage, Located, Stone
from geo.models_places import Milestone, Place
from geo.names import folded
from geo.place_answers import place_answer
from geo.place_book import gazetteer_of
from geo.types import LonLat


def along_roads(session: Session, asked: Chainage, limit: int) -> schemas_places.PlaceAnswer:
    """A chainage on each road it may mean; where it cannot be placed, why."""
    hits: list[schemas_places.Place] = []
    notes: list[schemas_places.SearchNote] = []
    groups = _by_road(stones_of(session, asked.number, asked.road))
    for stones in groups:
        found, carriageway = _located(session, asked, stones)
        if found is not None:
            hits.append(_milestone_hit(session, asked, carriageway[0], found))
        elif asked.number or asked.road:
            notes.append(_note(asked, stones))
    if not groups and (asked.number or asked.road):
        notes.append(_unknown_road(session, asked))
    hits.sort(key=lambda hit: (hit.along.nearest_stone_m if hit.along else 0, hit.name))
    return schemas_places.PlaceAnswer(hits=hits[:limit], notes=[] if hits else notes[:3])


def milestone_roads(session: Session) -> list[schemas_places.MilestoneRoad]:
    """Return the roads with known milestones, and from where to where they are known."""
    rows = session.execute(
        select(
            Milestone.number,
            Milestone.road,
            func.count().label("stones"),
            func.min(Milestone.metres).label("first"),
            func.max(Milestone.metres).label("last"),
            func.array_agg(Milestone.source.distinct()).label("sources"),
        )
        .group_by(Milestone.number, Milestone.road)
        .order_by(Milestone.number, Milestone.road)
    )
    return [
        schemas_places.MilestoneRoad(
            number=row.number,
            road=row.road,
            stones=row.stones,
            first=milestones.chainage_text(row.first),
            last=milestones.chainage_text(row.last),
            sources=row.sources,
        )
        for row in rows
    ]


def stones_of(session: Session, number: str | None, road: str | None) -> list[Stone]:
    """The known stones of the roads with a number or a name; of all roads when neither is given."""
    wanted = []
    if number:
        wanted.append(Milestone.number == number)
    if road:
        wanted.append(Milestone.road.startswith(road, autoescape=True))
        wanted.append(Milestone.road == folded(road))
    columns = Milestone.number, Milestone.road, Milestone.metres, Milestone.direction
    point = func.ST_X(Milestone.position), func.ST_Y(Milestone.position)
    query = select(*columns, *point).order_by(Milestone.metres, Milestone.id)
    rows = session.execute(query.where(or_(*wanted)) if wanted else query)
    return [
        Stone(number, road, metres, way and milestones.Direction(way), LonLat(lon, lat))
        for number, road, metres, way, lon, lat in rows
    ]


def _by_road(stones: Iterable[Stone]) -> list[list[Stone]]:
    groups: dict[str, list[Stone]] = {}
    for stone in stones:
        groups.setdefault(stone.number or stone.road or "", []).append(stone)
    return list(groups.values())


def one_carriageway(stones: Sequence[Stone]) -> list[Stone]:
    """Return the stones of one carriageway, upwards where both have their own."""
    return [stone for stone in stones if stone.direction != milestones.Direction.DOWN] or [*stones]


def _located(
    session: Session, asked: Chainage, stones: Sequence[Stone]
) -> tuple[Located | None, Sequence[Stone]]:
    line = _line_of(session, stones[0])
    for way in ("up", "down"):
        if asked.direction not in (None, way):
            continue
        carriageway = [stone for stone in stones if stone.direction in (None, way)]
        found = milestones.locate(asked.metres, carriageway, line)
        if found is not None:
            return found, carriageway
    return None, stones


def _line_of(session: Session, stone: Stone) -> Any:
    """Everything the road file draws under a road's number or name; None where it draws nothing."""
    names = [name for name in (stone.number, stone.road) if name]
    spaced = [f"{name[0]}-{name[1:]}" for name in names] + [
        f"{name[:2]}-{name[2:]}" for name in names
    ]
    called = names + spaced
    also = Place.others.bool_op("&&")(cast(called, ARRAY(Text)))
    rows = session.scalars(
        select(Place.line).where(
            Place.kind == "road",
            Place.line.is_not(None),
            or_(Place.name.in_(called), also),
        )
    ).all()
    return shapely.union_all([to_shape(row) for row in rows if row is not None]) if rows else None


def _milestone_hit(
    session: Session, asked: Chainage, stone: Stone, found: Located
) -> schemas_places.Place:
    road = " ".join(part for part in (stone.number, stone.road) if part)
    text = milestones.chainage_text(asked.metres)
    code = queries.jurisdiction_at(session, *found.at)
    return place_answer(
        f"stone:{road}:{asked.metres}:{asked.direction or ''}",
        "milestone",
        f"{road} {text}",
        found.at,
        jurisdiction_code=code,
        district_name=district_name_of(session, code),
        approximate=found.how is not milestones.How.STONE,
        along=schemas_places.AlongRoad(
            road=road,
            metres=asked.metres,
            direction=asked.direction,
            how=found.how.value,
            nearest_stone_m=found.nearest_stone_m,
        ),
    )


def _note(asked: Chainage, stones: Sequence[Stone]) -> schemas_places.SearchNote:
    first, last = stones[0].metres, stones[-1].metres
    nearest = milestones.nearest_stone(asked.metres, stones)
    assert nearest is not None
    return schemas_places.SearchNote(
        code="road_not_drawn" if first < asked.metres < last else "outside_stones",
        road=" ".join(part for part in (stones[0].number, stones[0].road) if part),
        asked=milestones.chainage_text(asked.metres),
        known_from=milestones.chainage_text(first),
        known_to=milestones.chainage_text(last),
        nearest=milestones.chainage_text(nearest.metres),
        nearest_lon=nearest.at.lon,
        nearest_lat=nearest.at.lat,
    )


def _unknown_road(session: Session, asked: Chainage) -> schemas_places.SearchNote:
    road = " ".join(part for part in (asked.number, asked.road) if part)
    known = gazetteer_of(session).search(asked.number or asked.road or "", 1)
    return schemas_places.SearchNote(
        code="no_stones" if known else "no_such_road",
        road=road,
        asked=milestones.chainage_text(asked.metres),
        known_from=None,
        known_to=None,
        nearest=None,
        nearest_lon=None,
        nearest_lat=None,
    )


def district_name_of(session: Session, code: str | None) -> str:
    """Return the name of a jurisdiction, empty where there is none."""
    name = session.scalar(select(Jurisdiction.name).where(Jurisdiction.code == code))
    return name or ""
