"""The places of the shipped scenarios are in the demo city and on its roads."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import Point, box, get_coordinates, length, shortest_line
from shapely.geometry import shape

from app import wiring
from app.seed.sites import read_places
from exercises.scenario import CloseRoad, Report, Scenario
from exercises.scenario_places import places_of
from exercises.scenarios import shipped
from geo.distance import haversine_m
from geo.road_reading import read_roads
from geo.roads import RoadFile

NEAR_ROAD_M = 60.0
CITY = "420100"
SCENARIOS = shipped()
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=[one.id for one in SCENARIOS])


@pytest.fixture(scope="module")
def roads() -> RoadFile:
    return read_roads(wiring.DEMO_ROADS)


@pytest.fixture(scope="module")
def city() -> Any:
    """The outline of the demo city."""
    file = Path(wiring.DEMO_ROADS).parents[1] / "boundaries.json.gz"
    rows = json.loads(gzip.decompress(file.read_bytes()))
    return next(shape(one["geometry"]) for one in rows if one["code"] == CITY)


@each
def test_every_place_lies_in_the_demo_city(scenario: Scenario, city: Any) -> None:
    assert scenario.area_code == CITY
    assert places_of(scenario)
    for place in places_of(scenario):
        assert city.contains(Point(place.lon, place.lat)), place


@each
def test_incidents_happen_on_roads_or_close_by(scenario: Scenario, roads: RoadFile) -> None:
    for one in scenario.injects:
        if isinstance(one.doing, Report):
            at = one.doing.report.position
            nearest = shortest_line(Point(at.lon, at.lat), roads.lines())
            ends = get_coordinates(nearest[np.argmin(length(nearest))])
            off_m = float(haversine_m(ends[:1], ends[1:])[0])
            assert off_m <= NEAR_ROAD_M, (one.id, off_m)


@each
def test_closures_of_a_scenario_cut_real_roads(scenario: Scenario, roads: RoadFile) -> None:
    lines = roads.lines()
    for one in scenario.injects:
        if isinstance(one.doing, CloseRoad):
            area = one.doing.closure.area
            assert area is not None
            corners = np.array(area.coordinates[0])
            extent = box(*corners.min(axis=0), *corners.max(axis=0))
            assert sum(extent.intersects(lines)) >= 2, one.id


def test_places_are_named_as_the_gazetteer_names_them() -> None:
    known = {row["name"] for row in read_places()}
    for scenario in SCENARIOS:
        named = [place.name for place in places_of(scenario)]
        assert any(name in known for name in named), named
