"""Searches places and the asker's own records at once: teams, depots, facilities, incidents."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.visibility import visible
from geo import queries_places
from geo.gazetteer import Gazetteer, Place
from geo.place_answers import place_answer
from geo.schemas_places import Place as Answer
from geo.schemas_places import PlaceAnswer
from geo.types import LonLat
from hazards.models import HazardSource
from incidents.models import Incident
from resources.models import Depot, Facility, Team

Own = tuple[str, str, str, str, str, float, float, str]
"""kind, id, name, code or number, address, longitude, latitude, jurisdiction."""


def search_everything(
    session: Session, prefixes: Sequence[str], text: str, limit: int, near: LonLat | None
) -> PlaceAnswer:
    """Return what answers a text: visible own records first where they match as well as places."""
    answer = queries_places.search(session, text, limit, near)
    if answer.notes or any(hit.kind in ("coordinates", "milestone") for hit in answer.hits):
        return answer
    own = _own_answers(tuple(own_records(session, prefixes)), text, limit, near)
    merged = sorted([*own, *answer.hits], key=_rank)
    return PlaceAnswer(hits=merged[:limit], notes=[])


def own_records(session: Session, prefixes: Sequence[str]) -> Iterator[Own]:
    """Every record with a name and a position that somebody with these prefixes may see."""
    kinds: list[tuple[str, Any, Any, Any, Any, Any, Any]] = [
        ("incident", Incident, Incident.title, Incident.number, Incident.place_name,
         Incident.position, Incident.state != "closed"),
        ("team", Team, Team.name, Team.code, Team.address, Team.home, Team.retired_at.is_(None)),
        ("depot", Depot, Depot.name, Depot.code, Depot.address, Depot.position, True),
        ("facility", Facility, Facility.name, Facility.code, Facility.address,
         Facility.position, Facility.retired_at.is_(None)),
        ("hazard_source", HazardSource, HazardSource.name, HazardSource.code,
         HazardSource.address, HazardSource.position, True),
    ]  # fmt: skip
    for kind, table, name, code, address, position, holds in kinds:
        columns = table.id, name, code, address, func.ST_X(position), func.ST_Y(position)
        query = select(*columns, table.jurisdiction_code).order_by(table.id)
        query = query.where(visible(table.jurisdiction_code, prefixes))
        for row in session.execute(query if holds is True else query.where(holds)):
            yield kind, str(row[0]), row[1], row[2], row[3], row[4], row[5], row[6]


def _own_answers(
    records: tuple[Own, ...], text: str, limit: int, near: LonLat | None
) -> list[Answer]:
    book = _book(records)
    return [
        place_answer(
            each.place.key,
            each.place.kind,
            each.place.name,
            LonLat(each.place.lon, each.place.lat),
            others=[each.place.others[0]],
            district_name=each.place.others[1],
            jurisdiction_code=each.place.adcode,
            match=each.kind.name.lower(),
            distance_m=None if each.distance_m is None else round(each.distance_m),
        )
        for each in book.search(text, limit, near)
    ]


@lru_cache(maxsize=8)
def _book(records: tuple[Own, ...]) -> Gazetteer:
    """The same records again are searched in the same book: typing asks several times a second."""
    return Gazetteer(
        [
            Place(kind, name, None, lon, lat, area, others=(code, address), key=key)
            for kind, key, name, code, address, lon, lat, area in records
        ]
    )


_STAGES = {
    "whole_name": 0, "name_without_suffix": 0, "other_name": 1, "code": 1, "name_begins": 2,
    "whole_pinyin": 2, "initials": 3, "pinyin_begins": 3, "mixed": 3, "name_contains": 4,
    "initials_begin": 5, "pinyin_contains": 5, "within_area": 5, "sounds_like": 6,
    "one_mistake": 7,
}  # fmt: skip
_LIVE = {"incident": 0, "team": 1, "depot": 1}


def _rank(hit: Answer) -> tuple[int, int]:
    """Better matches first; of equal ones what is going on now comes before where things are."""
    return _STAGES.get(hit.match or "", 8), _LIVE.get(hit.kind, 2)
