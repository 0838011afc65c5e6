"""Road files as regions: joined where they meet, swapped in, and made from plain tables."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from geo.datum import from_wgs84
from geo.road_book import RoadBook
from geo.road_merging import merge_roads
from geo.road_reading import read_roads
from geo.road_regions import RegionTrouble, build_region, network_in_use, remove_region
from geo.road_table import convert_table
from geo.travel import load_network
from geo.types import Datum, VehicleClass

ANDORRA = Path(__file__).parents[2] / "data" / "roads" / "andorra_roads.osm.pbf"
HEAD = "道路等级,路名,起点经度,起点纬度,终点经度,终点纬度,单行,限速\n"


def say(_line: str) -> None:
    """Nobody listens."""


def street(name: str, *places: tuple[float, float], datum: Datum = Datum.WGS84) -> str:
    rows = ""
    for (lon1, lat1), (lon2, lat2) in itertools.pairwise(places):
        ends = (*from_wgs84(lon1, lat1, datum), *from_wgs84(lon2, lat2, datum))
        rows += f"主干路,{name},{','.join(f'{x:.7f}' for x in ends)},,\n"
    return rows


def a_table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes((HEAD + text).encode(encoding))
    return path


def a_file(folder: Path, name: str, *places: tuple[float, float]) -> Path:
    target = folder / f"{name}.osm.pbf"
    _, troubles = convert_table(
        a_table(folder / f"{name}.csv", street(name, *places)), target, Datum.WGS84
    )
    assert troubles == []
    return target


A, B, C, D = (114.30, 30.50), (114.32, 30.50), (114.34, 30.50), (114.36, 30.50)


def test_ways_lead_from_one_region_into_the_next(tmp_path: Path) -> None:
    west, east = a_file(tmp_path, "west", A, B, C), a_file(tmp_path, "east", C, D)
    store = tmp_path / "roads"
    build_region(west, "west", store, say)
    network = build_region(east, "east", store, say)
    assert [region.name for region in network.regions] == ["east", "west"]
    times = RoadBook(None, store).travel_times()
    table = times.matrix([A], [D], VehicleClass.LIGHT)
    whole = load_network(a_file(tmp_path, "whole", A, B, C, D), tmp_path / "cache")
    expected = whole.matrix([A], [D], VehicleClass.LIGHT)
    assert table.seconds.tolist() == expected.seconds.tolist()
    assert not table.estimated.any()


def test_a_file_joined_with_itself_is_itself() -> None:
    roads = read_roads(ANDORRA)
    twice = merge_roads([roads, roads])
    assert twice.node_count == len(np.unique(roads.lonlat, axis=0))
    assert twice.segment_count <= roads.segment_count
    assert len(twice.turn_from) == len(roads.turn_from)
    assert float(twice.length_m.sum()) == pytest.approx(float(roads.length_m.sum()), rel=1e-3)


def test_a_network_put_in_use_replaces_the_old_one_without_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "roads"
    book = RoadBook(a_file(tmp_path, "short", A, B), store)
    assert book.travel_times().matrix([A], [D], VehicleClass.LIGHT).estimated.all()
    build_region(a_file(tmp_path, "long", A, B, C, D), "long", store, say)
    book.wait_for_news()
    assert not book.travel_times().matrix([A], [D], VehicleClass.LIGHT).estimated.any()
    assert book.status().file == "long.osm.pbf"
    remove_region("long", store, say)
    book.wait_for_news()
    assert book.status().file == "short.osm.pbf"


def test_a_damaged_network_leaves_the_old_one_in_use(tmp_path: Path) -> None:
    store = tmp_path / "roads"
    book = RoadBook(None, store)
    network = build_region(a_file(tmp_path, "good", A, B, C), "good", store, say)
    assert book.travel_times().road_file_hash == network.sha256
    pointer = json.loads((store / "network.json").read_text(encoding="utf-8"))
    (store / "network.json").write_text(json.dumps(pointer | {"sha256": "0" * 64}))
    book.wait_for_news()
    assert book.travel_times().road_file_hash == network.sha256


def test_a_build_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    store = tmp_path / "roads"
    build_region(a_file(tmp_path, "good", A, B), "good", store, say)
    before = network_in_use(store)
    rubbish = tmp_path / "rubbish.osm.pbf"
    rubbish.write_bytes(b"no road file at all")
    for file, name in ((rubbish, "bad"), (tmp_path / "none.pbf", "bad"), (ANDORRA, "Bad Name")):
        with pytest.raises(RegionTrouble):
            build_region(file, name, store, say)
    with pytest.raises(RegionTrouble):
        remove_region("never-there", store, say)
    assert network_in_use(store) == before


def test_a_table_in_gcj02_and_gb18030_becomes_roads_in_wgs84(tmp_path: Path) -> None:
    text = street("解放大道", A, B, C, datum=Datum.GCJ02)
    table = a_table(tmp_path / "roads.csv", text, "gb18030")
    count, troubles = convert_table(table, tmp_path / "roads.osm.pbf", Datum.GCJ02)
    assert (count, troubles) == (2, [])
    roads = read_roads(tmp_path / "roads.osm.pbf")
    assert roads.names[roads.name].tolist() == ["解放大道"] * 2
    np.testing.assert_allclose(sorted(roads.lonlat[:, 0]), [A[0], B[0], C[0]], atol=2e-6)


def test_wrong_rows_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    text = (
        street("好路", A, B)
        + "小路,无名,114.3,30.5,114.4,30.5,,\n主干路,反了,30.5,114.3,30.6,114.3,,\n"
    )
    text += "主干路,空的,,30.5,114.4,30.5,,\n"
    target = tmp_path / "roads.osm.pbf"
    _, troubles = convert_table(a_table(tmp_path / "t.csv", text), target, Datum.WGS84)
    assert [one.row for one in troubles] == [3, 4, 5]
    assert "小路" in troubles[0].message and "swapped" in troubles[1].message
    assert not target.exists()


def test_restrictions_that_are_not_obeyed_are_counted_when_a_file_is_built(tmp_path: Path) -> None:
    said: list[str] = []
    network = build_region(ANDORRA, "andorra", tmp_path, said.append)
    assert network.regions[0].turns_unread == 2
    assert any("2 turn restrictions are not understood" in line for line in said)
