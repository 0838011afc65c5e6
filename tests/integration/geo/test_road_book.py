"""The road book: loaded once, weighted anew only when closures change, honest without roads."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
import shapely

from app.seed.records import DATA
from geo.closures import ActiveClosure
from geo.road_book import RoadBook
from geo.road_state import RoadsNow
from geo.straight_line import StraightLineTravel
from geo.types import VehicleClass

ROADS = DATA / "roads" / "wuhan_fua_roads.osm.pbf"
HOME, SCENE = (114.30, 30.56), (114.36, 30.52)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> RoadBook:
    """The demo city's roads."""
    return RoadBook(ROADS, tmp_path_factory.mktemp("roads"))


def closure(
    box: tuple[float, float, float, float],
    kind: str = "accident",
    version: int = 1,
    id_: UUID | None = None,
) -> ActiveClosure:
    now = datetime.now(UTC)
    return ActiveClosure(id_ or uuid4(), version, kind, shapely.box(*box), now, None)


def test_the_status_says_what_the_times_rest_on(book: RoadBook) -> None:
    status = book.status(closures=2)
    assert status.available
    assert status.file == ROADS.name
    assert status.message is None
    assert status.nodes > 80_000
    assert status.arcs > 100_000
    assert status.closures == 2
    assert status.bbox is not None
    assert status.bbox[0] < 114.3 < status.bbox[2]


def test_a_closure_across_the_way_makes_the_way_longer(book: RoadBook) -> None:
    open_way = book.travel_times().route(HOME, SCENE, VehicleClass.FIRE_ENGINE)
    assert open_way is not None
    assert not open_way.estimated
    middle = open_way.line[len(open_way.line) // 2]
    across = closure(
        (middle.lon - 0.002, middle.lat - 0.002, middle.lon + 0.002, middle.lat + 0.002)
    )
    closed = book.travel_times(RoadsNow((across,))).route(HOME, SCENE, VehicleClass.FIRE_ENGINE)
    assert closed is not None
    assert closed.seconds > open_way.seconds
    assert not any(across.area.contains(shapely.Point(place)) for place in closed.line)
    again = book.travel_times().route(HOME, SCENE, VehicleClass.FIRE_ENGINE)
    assert again == open_way


def test_the_same_closures_give_the_same_object_and_a_new_version_a_new_one(
    book: RoadBook,
) -> None:
    one, two = closure((114.3, 30.5, 114.31, 30.51)), closure((114.4, 30.6, 114.41, 30.61))
    kept = book.travel_times(RoadsNow((one, two)))
    assert book.travel_times(RoadsNow((two, one))) is kept
    newer = closure((114.3, 30.5, 114.32, 30.52), version=2, id_=one.id)
    assert book.travel_times(RoadsNow((newer, two))) is not kept
    assert book.travel_times() is not kept


@pytest.mark.parametrize("kind", ["missing", "unreadable", "not_set"])
def test_without_roads_everything_is_estimated_and_the_reason_is_said(
    tmp_path: Path, kind: str
) -> None:
    file: Path | None = tmp_path / "roads.osm.pbf"
    if kind == "unreadable" and file is not None:
        file.write_bytes(b"this is no road file")
    book = RoadBook(None if kind == "not_set" else file, tmp_path / "cache")
    times = book.travel_times(RoadsNow((closure((114.3, 30.5, 114.31, 30.51)),)))
    assert isinstance(times, StraightLineTravel)
    matrix = times.matrix(np.array([HOME]), np.array([SCENE]), VehicleClass.LIGHT)
    assert matrix.estimated.all()
    status = book.status(locale="en")
    assert not status.available
    assert status.nodes == 0
    assert status.message is not None
    assert "estimated" in status.message
    assert "估算" in (book.status().message or "")
