"""A small hand-made road file: what is read from it, what closes it, and the map made of it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.basemap import build_basemap, road_features
from geo.closures import RoadClosure, active_closures
from geo.gazetteer import Place
from geo.road_reading import read_roads
from geo.roads import CLOSED, HIGHWAYS, RoadFile, arc_milliseconds
from geo.speeds import SPEED_KMH, speeds_kmh
from geo.travel import RoadNetwork, load_network
from geo.types import VehicleClass

NODES = {1: (114.30, 30.60), 2: (114.31, 30.60), 3: (114.32, 30.60), 4: (114.31, 30.61)}
WAYS = {
    10: ([1, 2, 3], {"highway": "primary", "name": "沿江大道"}),
    11: ([3, 4], {"highway": "secondary", "oneway": "yes", "bridge": "yes"}),
    12: ([4, 1], {"highway": "tertiary", "oneway": "-1"}),
    13: ([4, 1], {"highway": "steps"}),
    14: ([4, 2], {"highway": "motorway"}),
    15: ([1, 4], {"highway": "proposed"}),
    16: ([1, 3], {"highway": "residential", "access": "no"}),
    17: ([1, 4], {"waterway": "river"}),
}


@pytest.fixture(scope="module")
def osm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = ['<osm version="0.6">']
    for ref, (lon, lat) in NODES.items():
        lines.append(f'<node id="{ref}" version="1" lon="{lon}" lat="{lat}"/>')
    for ref, (nodes, tags) in WAYS.items():
        inside = [f'<nd ref="{node}"/>' for node in nodes]
        inside += [f'<tag k="{key}" v="{value}"/>' for key, value in tags.items()]
        lines.append(f'<way id="{ref}" version="1">{"".join(inside)}</way>')
    path = tmp_path_factory.mktemp("osm") / "small.osm"
    path.write_text("".join([*lines, "</osm>"]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def roads(osm: Path) -> RoadFile:
    return read_roads(osm)


@pytest.fixture(scope="module")
def network(osm: Path, tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return load_network(osm, tmp_path_factory.mktemp("cache"))


def way(roads: RoadFile, ref: int) -> int:
    return int(np.flatnonzero(roads.way == ref)[0])


def test_only_roads_that_exist_and_may_be_entered_are_read(roads: RoadFile) -> None:
    assert sorted(set(roads.way.tolist())) == [10, 11, 12, 13, 14]
    assert roads.segment_count == 6
    assert roads.length_m[way(roads, 10)] == pytest.approx(957.1, abs=1.0)


def test_one_way_tags_and_implied_one_way_motorways_are_understood(roads: RoadFile) -> None:
    passable = {ref: roads.passable[way(roads, ref)].tolist() for ref in (10, 11, 12, 14)}
    assert passable == {
        10: [True, True],
        11: [True, False],
        12: [False, True],
        14: [True, False],
    }


def test_bridges_and_names_are_kept(roads: RoadFile) -> None:
    assert roads.way[roads.bridge].tolist() == [11]
    assert roads.names[roads.name[way(roads, 10)]] == "沿江大道"
    assert roads.names[roads.name[way(roads, 11)]] == ""


def test_lorries_do_not_climb_steps_and_walkers_ignore_one_way_signs(roads: RoadFile) -> None:
    lorry = arc_milliseconds(roads, VehicleClass.HEAVY_TRUCK).reshape(-1, 2)
    walker = arc_milliseconds(roads, VehicleClass.FOOT).reshape(-1, 2)
    assert lorry[way(roads, 13)].tolist() == [CLOSED, CLOSED]
    assert lorry[way(roads, 11)][1] == CLOSED
    assert (walker[way(roads, 11)] > 0).all()
    assert walker[way(roads, 14)].tolist() == [CLOSED, CLOSED]


def test_the_time_of_a_segment_is_its_length_over_the_table_speed(roads: RoadFile) -> None:
    segment = way(roads, 10)
    kmh = SPEED_KMH["primary"][0]
    assert kmh is not None
    expected_ms = roads.length_m[segment] / (kmh / 3.6) * 1000
    assert arc_milliseconds(roads, VehicleClass.LIGHT)[2 * segment] == pytest.approx(
        expected_ms, abs=1
    )


def test_the_speed_table_has_a_column_for_each_vehicle_class_and_no_zero_speeds() -> None:
    for vehicle in VehicleClass:
        speeds = speeds_kmh(vehicle)
        assert len(speeds) == len(HIGHWAYS)
        assert all(speed is None or 0 < speed <= 120 for speed in speeds)


def test_a_flood_spares_the_bridge_over_it_and_a_cloud_does_not(network: RoadNetwork) -> None:
    middle = shapely.Point(114.315, 30.605).buffer(0.001)
    ends = (np.array([NODES[3]]), np.array([NODES[4]]))
    open_s = network.matrix(*ends, VehicleClass.LIGHT).seconds[0, 0]
    flood = network.with_closures([RoadClosure(middle, spares_bridges=True)])
    cloud = network.with_closures([RoadClosure(middle)])
    assert flood.matrix(*ends, VehicleClass.LIGHT).seconds[0, 0] == open_s
    assert cloud.matrix(*ends, VehicleClass.LIGHT).seconds[0, 0] > open_s


def test_a_closure_holds_from_its_beginning_until_before_its_end() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    area = shapely.box(114.3, 30.6, 114.4, 30.7)
    shift = RoadClosure(area, valid_from=noon, valid_to=noon + timedelta(hours=2))
    always = RoadClosure(area)
    closures = [shift, always]
    assert active_closures(closures, noon - timedelta(seconds=1)) == [always]
    assert active_closures(closures, noon) == [shift, always]
    assert active_closures(closures, noon + timedelta(hours=2)) == [always]


def test_a_file_without_roads_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "empty.osm"
    empty.write_text('<osm version="0.6"></osm>')
    with pytest.raises(ValueError, match="no road"):
        read_roads(empty)


def test_a_way_becomes_one_line_with_its_class_and_first_zoom(roads: RoadFile) -> None:
    lines = {f["properties"]["class"]: f for f in road_features(roads)}
    assert len(lines) == 5
    assert len(lines["primary"]["geometry"]["coordinates"]) == 3
    assert lines["secondary"]["properties"] == {
        "class": "secondary",
        "bridge": True,
        "oneway": True,
    }
    assert lines["motorway"]["tippecanoe"]["minzoom"] < lines["steps"]["tippecanoe"]["minzoom"]


def test_the_base_map_is_built_once_and_holds_every_layer(osm: Path, tmp_path: Path) -> None:
    outline = shapely.geometry.mapping(shapely.box(114.28, 30.58, 114.33, 30.62))
    properties = {"code": "420102", "name": "江岸区", "level": "county"}
    feature = {"type": "Feature", "geometry": outline, "properties": properties}
    outlines = {"type": "FeatureCollection", "features": [feature]}
    places = [Place("township", "劳动街道", None, 114.305, 30.605, "420102001")]
    out = tmp_path / "map" / "basemap.pmtiles"
    assert build_basemap([osm], outlines, places, out) is True
    assert build_basemap([osm], outlines, places, out) is False
    assert build_basemap([osm], outlines, [], out) is True
    assert build_basemap([osm], outlines, places, out) is True
    assert sorted(each.name for each in out.parent.iterdir()) == [out.name, out.name + ".stamp"]
    decode = Path(sys.executable).parent / "tippecanoe-decode"
    tile = subprocess.run(
        [decode, out, "12", "3348", "1681"], capture_output=True, text=True, check=True
    )
    layers = {
        part["properties"]["layer"]: part["features"]
        for part in json.loads(tile.stdout)["features"]
    }
    assert set(layers) == {"roads", "districts", "boundaries", "places", "waterways"}
    assert layers["places"][0]["properties"]["name"] == "劳动街道"
