"""Stretches of road marked on the map: found again on a rebuilt file, closed one way, spared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.closed_extent import closed_extent, unmatched
from geo.closures import MarkedRoad, RoadClosure
from geo.distance import haversine_m
from geo.marked_roads import RoadLines, closed_arcs, matched_arcs
from geo.road_pieces import PieceScope, piece_at
from geo.roads import RoadFile
from geo.route import UNREACHABLE
from geo.travel import RoadNetwork, load_network
from geo.types import LonLat, VehicleClass

PBF = Path(__file__).parents[2] / "data" / "roads" / "andorra_roads.osm.pbf"
OF_SEGMENTS = (
    *("way", "highway", "passable", "bridge", "tunnel", "unpaved", "layer", "name"),
    *("max_kmh", "max_height_cm", "max_weight_kg", "allowed", "length_m"),
)
BENLLOCH = LonLat(1.5218, 42.5075)
"""On the Avinguda del Príncep Benlloch in Andorra la Vella."""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return load_network(PBF, tmp_path_factory.mktemp("andorra"))


@pytest.fixture(scope="module")
def lines(network: RoadNetwork) -> RoadLines:
    return network.lines


def moved(road: MarkedRoad, north_m: float) -> MarkedRoad:
    """The stretch beside itself: it runs from west to east."""
    degrees = north_m / 111_000.0
    return replace(road, line=tuple((lon, lat + degrees) for lon, lat in road.line))


def rebuilt(roads: RoadFile, seed: int = 3) -> RoadFile:
    """The same roads as another build might have them: other numbers, every segment cut in two."""
    rng = np.random.default_rng(seed)
    nodes, segments = roads.node_count, roads.segment_count
    middle = (roads.lonlat[roads.tail] + roads.lonlat[roads.head]) / 2
    wobble = rng.uniform(-2e-6, 2e-6, middle.shape)
    lonlat = np.concatenate([roads.lonlat, middle + wobble])
    centre = np.arange(nodes, nodes + segments, dtype=np.int32)
    order = rng.permutation(2 * segments)
    columns = {name: np.concatenate([getattr(roads, name)] * 2)[order] for name in OF_SEGMENTS}
    columns["length_m"] = columns["length_m"] / 2
    tail = np.concatenate([roads.tail, centre])[order]
    head = np.concatenate([centre, roads.head])[order]
    return replace(roads, file_hash="rebuilt", lonlat=lonlat, tail=tail, head=head, **columns)


def test_a_click_gives_the_piece_between_two_junctions(lines: RoadLines) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    assert piece is not None
    assert piece.name.startswith("Avinguda del Pr")
    [road] = piece.roads
    ends = [_node_at(lines, road.line[0]), _node_at(lines, road.line[-1])]
    assert all(lines.degree[node] != 2 for node in ends), "it ends at junctions"
    inner = [_node_at(lines, place) for place in road.line[1:-1]]
    assert all(lines.degree[node] == 2 for node in inner), "and passes none"


def _node_at(lines: RoadLines, place: tuple[float, float]) -> int:
    apart = haversine_m(np.array(place), lines.roads.lonlat)
    assert apart.min() < 0.1
    return int(np.argmin(apart))


def test_a_click_may_mean_the_whole_road_of_that_name(lines: RoadLines) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    road = piece_at(lines, BENLLOCH, PieceScope.ROAD)
    assert piece is not None and road is not None
    assert road.segments > piece.segments
    found = np.unique(np.concatenate([matched_arcs(one, lines).arcs // 2 for one in road.roads]))
    assert len(found) == road.segments
    assert {str(lines.roads.names[name]) for name in lines.roads.name[found]} == {road.name}


def test_a_click_far_from_any_road_means_none(lines: RoadLines) -> None:
    assert piece_at(lines, LonLat(3.0, 41.0), PieceScope.PIECE) is None


def test_a_marked_stretch_closes_exactly_its_segments(lines: RoadLines) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    assert piece is not None
    shut = closed_arcs(RoadClosure(None, roads=piece.roads), lines)
    assert shut.sum() == 2 * piece.segments
    assert float(lines.roads.length_m[shut.reshape(-1, 2).any(axis=1)].sum()) == pytest.approx(
        piece.metres
    )


def test_one_direction_alone_can_be_closed(lines: RoadLines) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    assert piece is not None
    there = replace(piece.roads[0], one_way=True)
    back = replace(there, line=there.line[::-1])
    both = [closed_arcs(RoadClosure(None, roads=(one,)), lines) for one in (there, back)]
    assert both[0].sum() == both[1].sum() == piece.segments
    assert not (both[0] & both[1]).any()


def test_on_a_rebuilt_file_the_same_road_is_found_again(lines: RoadLines) -> None:
    other = RoadLines(rebuilt(lines.roads))
    rng = np.random.default_rng(5)
    for segment in rng.choice(lines.roads.segment_count, 40, replace=False).tolist():
        tail, head = lines.roads.tail[segment], lines.roads.head[segment]
        place = LonLat(*((lines.roads.lonlat[tail] + lines.roads.lonlat[head]) / 2).tolist())
        piece = piece_at(lines, place, PieceScope.PIECE)
        assert piece is not None
        before = matched_arcs(piece.roads[0], lines)
        after = matched_arcs(piece.roads[0], other)
        assert before.is_found and after.is_found
        metres = [
            float(each.roads.length_m[np.unique(match.arcs // 2)].sum())
            for each, match in ((lines, before), (other, after))
        ]
        assert metres[0] == pytest.approx(piece.metres, rel=0.02, abs=3.0)
        assert metres[1] == pytest.approx(piece.metres, rel=0.05, abs=6.0)


def test_a_road_that_moved_a_little_is_still_that_road_and_one_far_off_is_not(
    lines: RoadLines,
) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    assert piece is not None
    exact = matched_arcs(piece.roads[0], lines)
    near = matched_arcs(moved(piece.roads[0], 5.0), lines)
    np.testing.assert_array_equal(np.sort(near.arcs), np.sort(exact.arcs))
    gone = matched_arcs(MarkedRoad(((3.0, 41.0), (3.001, 41.0)), "x"), lines)
    assert not gone.is_found and len(gone.arcs) == 0
    assert unmatched((piece.roads[0], MarkedRoad(((3.0, 41.0), (3.1, 41.0)))), lines) == [1]


def test_a_road_of_another_name_beside_the_old_place_is_not_taken(lines: RoadLines) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    assert piece is not None
    renamed = replace(moved(piece.roads[0], 5.0), name="Carrer que no existeix")
    assert not matched_arcs(renamed, lines).is_found


def test_a_stretch_inside_a_closed_area_can_be_opened_again(lines: RoadLines) -> None:
    piece = piece_at(lines, BENLLOCH, PieceScope.PIECE)
    assert piece is not None
    area = shapely.Point(BENLLOCH).buffer(0.002)
    whole = closed_extent(RoadClosure(area), lines)
    spared = closed_extent(RoadClosure(area, spared=piece.roads), lines)
    assert whole.segments - spared.segments == piece.segments
    assert whole.metres - spared.metres == pytest.approx(piece.metres)
    assert spared.spared_shares == (1.0,)
    assert sum(road.segments for road in whole.roads) == whole.segments
    assert [road.metres for road in whole.roads] == sorted(
        (road.metres for road in whole.roads), reverse=True
    )


def test_bridges_over_a_flood_stay_open_and_a_marked_bridge_is_closed(lines: RoadLines) -> None:
    bridge = int(np.flatnonzero(lines.bridge & (lines.roads.length_m > 20))[0])
    tail, head = lines.roads.tail[bridge], lines.roads.head[bridge]
    place = LonLat(*((lines.roads.lonlat[tail] + lines.roads.lonlat[head]) / 2).tolist())
    flood = shapely.Point(place).buffer(0.003)
    dry = closed_extent(RoadClosure(flood, spares_bridges=False), lines)
    wet = closed_extent(RoadClosure(flood, spares_bridges=True), lines)
    assert wet.bridges_open > 0
    assert dry.segments - wet.segments == wet.bridges_open
    piece = piece_at(lines, place, PieceScope.PIECE)
    assert piece is not None and piece.is_bridge
    assert closed_arcs(RoadClosure(None, roads=piece.roads, spares_bridges=True), lines).any()


def test_a_closure_for_some_vehicles_lets_the_others_through(network: RoadNetwork) -> None:
    home, scene = np.array([[1.5218, 42.5063]]), np.array([[1.5390, 42.5090]])
    ring = shapely.Point(scene[0]).buffer(0.004).exterior.buffer(0.0006)
    low = RoadClosure(ring, closed_to=frozenset({VehicleClass.HEAVY_TRUCK}))
    closed = network.with_closures([low])
    for vehicle in (VehicleClass.LIGHT, VehicleClass.HEAVY_TRUCK):
        before = network.matrix(home, scene, vehicle).seconds[0, 0]
        after = closed.matrix(home, scene, vehicle).seconds[0, 0]
        assert before != UNREACHABLE
        assert bool(after == before) is (vehicle is VehicleClass.LIGHT)
