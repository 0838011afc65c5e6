"""A road file and tables fill the gazetteer; milestones are found on its roads and named back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo import queries_places
from geo.milestones import Stone
from geo.models_places import Milestone, Place
from geo.place_reading import FoundPlaces, read_named
from geo.service_places import replace_region
from geo.types import LonLat

SignIn = Callable[[str], TestClient]
ANDORRA = Path(__file__).parents[2] / "data" / "roads" / "andorra_named.osm.pbf"
STONES = [
    Stone("CG2", None, 4_000, None, LonLat(1.55585, 42.51295)),
    Stone("CG2", None, 12_000, None, LonLat(1.60220, 42.56640)),
]


@pytest.fixture(scope="module")
def named() -> FoundPlaces:
    return read_named(ANDORRA)


@pytest.fixture
def andorra(town: Session, named: FoundPlaces) -> Session:
    replace_region(town, "andorra", ANDORRA.name, "0" * 64, named.places, STONES)
    return town


def first(session: Session, text: str) -> Any:
    return queries_places.search(session, text, near=LonLat(1.53, 42.51)).hits[0]


def test_what_a_road_file_names_is_found_with_its_kind(andorra: Session) -> None:
    hospital = first(andorra, "Hospital de Nostra Senyora")
    assert (hospital.kind, hospital.source) == ("hospital", ANDORRA.name)
    assert first(andorra, "Sant Julia de Loria").name == "Sant Julià de Lòria"
    assert first(andorra, "tunel de les dos valires").kind in ("tunnel", "road")
    assert first(andorra, "estacio").distance_m is not None


def test_a_road_is_found_by_its_number_with_its_whole_extent(andorra: Session) -> None:
    road = first(andorra, "CG-2")
    assert (road.kind, road.name) == ("road", "CG-2")
    west, south, east, north = road.bbox
    assert east - west > 0.1
    assert north > south


def test_a_load_replaces_the_earlier_one_of_its_name_and_nothing_else(andorra: Session) -> None:
    def count() -> int:
        return andorra.scalar(select(func.count()).select_from(Place)) or 0

    before = count()
    replace_region(andorra, "andorra", "smaller", "1" * 64, [], STONES[:1])
    assert count() < before - 1000
    assert andorra.scalar(select(func.count()).select_from(Milestone)) == 1
    assert queries_places.search(andorra, "武昌区").hits[0].name == "武昌区"
    assert queries_places.search(andorra, "CG-2").hits == []


def test_a_milestone_between_two_stones_lies_on_the_road_and_is_marked(andorra: Session) -> None:
    hit = first(andorra, "CG-2 K6+500")
    assert hit.kind == "milestone"
    assert hit.approximate
    assert (hit.along.how, hit.along.nearest_stone_m) == ("along_road", 2_500)
    near = queries_places.place_near(andorra, hit.lon, hit.lat)
    assert near.road is not None
    assert near.road.number == "CG-2"
    assert near.road.distance_m < 30
    assert near.road.chainage is not None
    kilometres, metres = near.road.chainage.removeprefix("K").split("+")
    assert abs(int(kilometres) * 1000 + int(metres) - 6_500) < 60


def test_beyond_the_stones_the_answer_is_what_is_known_instead(andorra: Session) -> None:
    answer = queries_places.search(andorra, "CG2 K30+000")
    assert answer.hits == []
    (note,) = answer.notes
    assert (note.code, note.nearest) == ("outside_stones", "K12+000")
    assert (note.known_from, note.known_to) == ("K4+000", "K12+000")
    assert queries_places.search(andorra, "CG-1 K3+000").notes[0].code == "no_stones"
    assert queries_places.search(andorra, "G999 K3+000").notes[0].code == "no_such_road"


def test_a_point_is_called_by_its_road_place_and_direction(andorra: Session) -> None:
    near = queries_places.place_near(andorra, 1.5211, 42.5075)
    assert near.jurisdiction_code is None
    assert near.road is not None and near.road.name
    assert near.nearest is not None and near.towards in ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def test_coordinates_are_an_answer_in_each_datum(town: Session) -> None:
    hits = queries_places.search(town, "114.34, 30.50").hits
    assert [hit.reading.datum.value for hit in hits if hit.reading] == ["WGS84", "GCJ02", "BD09"]
    assert hits[0].district_name == "洪山区"
    assert queries_places.search(town, "50R KU 41586 87591").hits[0].kind == "coordinates"


TABLE = (
    "编号,道路,桩号,经度,纬度\nG42,沪蓉高速,K785+000,114.41,30.62\nG42,沪蓉高速,K786+000,{},30.62\n"
)


def test_a_table_of_milestones_is_looked_at_first_and_taken_over_whole_or_not(
    sign_in: SignIn,
) -> None:
    duty, clerk = sign_in("duty"), sign_in("clerk-hongshan")
    body = {"name": "test-stones", "source": "里程桩.csv", "datum": "WGS84"}
    wrong = body | {"text": TABLE.format("abc")}
    preview = duty.post("/api/milestones/preview", json=wrong).json()
    assert preview["errors"] == [
        {"row": 3, "problem": "position_not_a_number", "given": "abc, 30.62"}
    ]
    refused = duty.post("/api/milestones", json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "milestone_table_wrong")
    right = body | {"text": TABLE.format("114.42")}
    assert clerk.post("/api/milestones", json=right).status_code == 403
    preview = duty.post("/api/milestones/preview", json=right).json()
    assert (preview["rows"], preview["errors"]) == (2, [])
    assert duty.post("/api/milestones", json=right).status_code == 201
    found = duty.get("/api/places", params={"q": "沪蓉高速K785+500"}).json()
    assert [hit["name"] for hit in found] == ["G42 沪蓉高速 K785+500"]
    assert found[0]["along"]["how"] == "straight"
    roads = duty.get("/api/milestones").json()
    assert roads[0]["first"] == "K785+000"
    assert duty.post("/api/place-regions/test-stones/remove").status_code == 200
    assert duty.get("/api/milestones").json() == []
    assert duty.post("/api/place-regions/test-stones/remove").status_code == 404


def test_coordinates_are_written_in_every_form(sign_in: SignIn) -> None:
    forms = sign_in("duty").get("/api/coordinates", params={"lon": 114.305, "lat": 30.593}).json()
    assert forms["mgrs"] == "50R KU 41586 87591"
    assert forms["gcj02"] != forms["degrees"]
