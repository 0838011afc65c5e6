"""What signs say at places of Andorra that have a name is obeyed there, each by a way that is driven."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.distance import haversine_m
from geo.road_cache import contraction_order
from geo.road_reading import read_roads
from geo.roads import CLOSED, RoadFile, arc_milliseconds
from geo.route import Route
from geo.standing import Standing, place_on_roads
from geo.travel import RoadNetwork, network_of
from geo.types import VehicleClass
from geo.vehicles import SIZES, Size
from geo.ways import find_way

PBF = Path(__file__).parents[2] / "data" / "roads" / "andorra_roads.osm.pbf"
LIGHT, ENGINE, LORRY = VehicleClass.LIGHT, VehicleClass.FIRE_ENGINE, VehicleClass.HEAVY_TRUCK
BEFORE_THE_TUNNEL, AFTER_THE_TUNNEL = (1.6950, 42.5490), (1.7360, 42.5440)
TUNNEL, PASS = "Túnel d'Envalira", (1.7188, 42.5400)


@pytest.fixture(scope="module")
def roads() -> RoadFile:
    return read_roads(PBF)


@pytest.fixture(scope="module")
def network(roads: RoadFile) -> RoadNetwork:
    return network_of(roads, contraction_order(roads))


def named(roads: RoadFile, name: str) -> np.ndarray:
    return np.flatnonzero(roads.names[roads.name] == name)


def middle(roads: RoadFile, segment: int) -> tuple[float, float]:
    lon, lat = roads.lonlat[[roads.tail[segment], roads.head[segment]]].mean(axis=0)
    return float(lon), float(lat)


def ways_driven(network: RoadNetwork, ends: list[tuple[float, float]]) -> list[int]:
    """OSM ways in order of travel, each named once as long as one stays on it."""
    roads = network.lines.roads
    snapped = network.snapper(LIGHT).snap(np.array(ends))
    found = find_way(roads, network._roads.graph, network._open_roads(LIGHT), snapped)
    assert found is not None
    ways = roads.way[found.segments].tolist()
    return [way for k, way in enumerate(ways) if k == 0 or way != ways[k - 1]]


def street_names(route: Route | None) -> list[str]:
    assert route is not None and not route.estimated
    return [step.name for step in route.steps]


@pytest.mark.parametrize(
    ("place", "via", "from_way", "only_to"),
    [
        ("Avinguda Prat de la Creu", (1.52717, 42.507221), 24364799, 173167308),
        ("Carrer del Prat Gran", (1.540792, 42.509304), 231811914, 231811920),
        ("Avinguda de Tarragona", (1.519926, 42.503804), 225345357, 225345353),
    ],
)
def test_who_comes_to_a_sign_of_one_way_on_only_goes_on_as_it_says(
    roads: RoadFile,
    network: RoadNetwork,
    place: str,
    via: tuple[float, float],
    from_way: int,
    only_to: int,
) -> None:
    node = int(haversine_m(roads.lonlat, np.array(via)).argmin())
    at_node = np.flatnonzero((roads.tail == node) | (roads.head == node))
    (start,) = [s for s in at_node.tolist() if roads.way[s] == from_way]
    assert roads.names[roads.name[start]] == place
    tempting = [s for s in at_node.tolist() if roads.way[s] not in (from_way, only_to)]
    ms = arc_milliseconds(roads, LIGHT)
    leaving = [s for s in tempting if ms[2 * s + int(roads.head[s] == node)] != CLOSED]
    assert leaving, "the sign would forbid nothing"
    for segment in leaving:
        driven = ways_driven(network, [middle(roads, start), middle(roads, segment)])
        after = [b for a, b in pairwise(driven) if a == from_way]
        assert set(after) <= {only_to}, (place, driven)


def test_against_the_one_way_carrer_de_catalunya_one_drives_round(
    roads: RoadFile, network: RoadNetwork
) -> None:
    street = named(roads, "Carrer de Catalunya")
    oneway = street[roads.passable[street, 0] & ~roads.passable[street, 1]]
    segment = int(oneway[np.argmax(roads.length_m[oneway])])
    tail, head = roads.lonlat[roads.tail[segment]], roads.lonlat[roads.head[segment]]
    early, late = tuple(tail + 0.2 * (head - tail)), tuple(tail + 0.8 * (head - tail))
    ahead, back = network.route(early, late, LIGHT), network.route(late, early, LIGHT)
    assert ahead is not None and back is not None
    assert ahead.metres == pytest.approx(0.6 * roads.length_m[segment], rel=0.05)
    assert back.metres > 3 * ahead.metres


def test_the_tunnel_of_envalira_takes_a_lorry_of_four_metres_and_none_of_four_and_a_half(
    network: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert TUNNEL in street_names(network.route(BEFORE_THE_TUNNEL, AFTER_THE_TUNNEL, LORRY))
    monkeypatch.setitem(SIZES, LORRY, Size(450, 31_000))
    tall = read_roads(PBF)
    over = network_of(tall, contraction_order(tall))
    way = over.route(BEFORE_THE_TUNNEL, AFTER_THE_TUNNEL, LORRY)
    assert TUNNEL not in street_names(way)
    assert way is not None
    assert shapely.LineString(way.line).distance(shapely.Point(PASS)) < 0.02


def test_a_bridge_too_weak_on_the_carretera_dels_cortals_is_for_walkers_only(
    roads: RoadFile, network: RoadNetwork
) -> None:
    weak = named(roads, "Carretera dels Cortals")
    weak = weak[roads.max_weight_kg[weak] == 2100]
    assert weak.size > 50
    for vehicle in (ENGINE, LORRY, VehicleClass.BUS):
        assert (arc_milliseconds(roads, vehicle).reshape(-1, 2)[weak] == CLOSED).all()
    assert (arc_milliseconds(roads, VehicleClass.FOOT).reshape(-1, 2)[weak] != CLOSED).all()


def test_carrer_del_turer_is_closed_to_lorries_and_open_to_engines(roads: RoadFile) -> None:
    street = named(roads, "Carrer del Turer")
    barred = street[(roads.allowed[street] & 0b0001100) == 0]
    assert barred.size
    assert (arc_milliseconds(roads, LORRY).reshape(-1, 2)[barred] == CLOSED).all()
    assert (arc_milliseconds(roads, ENGINE).reshape(-1, 2)[barred] != CLOSED).any(axis=1).all()


def test_the_low_driveway_at_el_pas_takes_an_engine_and_no_lorry(roads: RoadFile) -> None:
    low = np.flatnonzero(roads.max_height_cm == 380)
    assert low.size
    assert haversine_m(roads.lonlat[roads.tail[low[0]]], np.array([1.71944, 42.53998])) < 50
    assert (arc_milliseconds(roads, LORRY).reshape(-1, 2)[low] == CLOSED).all()
    assert (arc_milliseconds(roads, ENGINE).reshape(-1, 2)[low] != CLOSED).any()


def test_the_bollards_of_the_passatge_d_europa_let_walkers_through_alone(
    roads: RoadFile,
) -> None:
    node = int(haversine_m(roads.lonlat, np.array([1.531453, 42.508159])).argmin())
    at_node = roads.turn_from[roads.arcs()[1][roads.turn_from] == node]
    assert at_node.size
    bits = roads.turn_barred[roads.arcs()[1][roads.turn_from] == node]
    assert (bits == 0b0111111).all()


def test_the_private_carretera_de_mas_d_alins_stands_open_to_rescuers(roads: RoadFile) -> None:
    private = named(roads, "Carretera de Mas d'Alins")
    assert private.size > 50
    assert (arc_milliseconds(roads, ENGINE).reshape(-1, 2)[private] != CLOSED).any(axis=1).all()


def test_the_closed_avinguda_meritxell_is_for_walkers(roads: RoadFile) -> None:
    street = named(roads, "Avinguda Meritxell")
    closed = street[(roads.allowed[street] & 0b0111111) == 0]
    assert closed.size > 5
    assert (arc_milliseconds(roads, ENGINE).reshape(-1, 2)[closed] == CLOSED).all()
    assert (arc_milliseconds(roads, VehicleClass.FOOT).reshape(-1, 2)[closed] != CLOSED).all()


def test_a_boat_on_the_lake_of_engolasters_is_in_water_and_its_shore_is_not(
    network: RoadNetwork,
) -> None:
    lake = place_on_roads(network, (1.5680, 42.5200), LIGHT)
    assert lake.standing is Standing.IN_WATER
    street = place_on_roads(network, (1.5218, 42.5063), LIGHT)
    assert street.standing is Standing.BESIDE_ROAD and street.has_road_time
