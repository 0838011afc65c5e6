"""Builds the offline base map: one PMTiles file of vector tiles from road files and outlines.

Layers (all WGS-84 in, Web Mercator tiles out, zoom 5 to 14):

land        polygons: kind (wood, park, built, industry …); from the file, if it has them
water       polygons: name; waterways lines: kind, name; from the file, if it has them
buildings   polygons at the largest scale; railways lines: kind, tunnel; likewise
roads       lines: class, name, ref, bridge, tunnel, oneway; small roads at large scales only
districts   polygons for filling: code, name, level
boundaries  the same outlines as lines, so that tile edges draw no false border
places      points for labels: kind, name, name_en, code
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from geo.basemap_reading import drawn_features, road_numbers
from geo.gazetteer import Place
from geo.place_kinds import label_from
from geo.road_reading import read_roads
from geo.roads import RoadFile, file_hash
from geo.speeds import HIGHWAYS

Feature = dict[str, Any]

_FORMAT = 2
"""Raise it when layers or properties change, so that a map built before is built anew."""

_ATTRIBUTION = "© OpenStreetMap contributors"
_FIRST_ZOOM = {"motorway": 5, "trunk": 6, "primary": 8, "secondary": 9, "tertiary": 10}
_LINK_LATER = 2
_OTHER_ROADS_FROM = 12


class BasemapFailure(RuntimeError):
    """The tile builder could not make the map; the message is what it printed."""


def build_basemap(
    files: Sequence[Path], boundaries_geojson: Mapping[str, Any], places: Sequence[Place], out: Path
) -> bool:
    """Make the base map unless the same one lies there already; say whether it was made.

    The old map stays usable until the new one is whole. `files` are road files, side by side;
    `boundaries_geojson` is a feature collection whose properties hold `code`, `name` and `level`.

    Raises
    ------
    FileNotFoundError : no road file. BasemapFailure : the tile builder failed.
    """
    stamp = _stamp(files, boundaries_geojson, places)
    stamp_file = out.with_name(out.name + ".stamp")
    if out.is_file() and stamp_file.is_file() and stamp_file.read_text() == stamp:
        return False
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".basemap-") as name:
        work = Path(name)
        with _Layers(work) as layers:
            for pbf in files:
                layers.add("roads", road_features(read_roads(pbf), road_numbers(pbf)))
                for layer, feature in drawn_features(pbf):
                    layers.add(layer, (feature,))
            layers.add("districts", district_features(boundaries_geojson))
            layers.add("boundaries", boundary_features(boundaries_geojson))
            layers.add("places", place_features(places))
        made = _tiles(layers.paths, work)
        stamp_file.unlink(missing_ok=True)
        made.replace(out)
    stamp_file.write_text(stamp)
    return True


def road_features(roads: RoadFile, numbers: Mapping[int, str] | None = None) -> Iterator[Feature]:
    """One line per way, its segments joined in order, with its number where it has one."""
    starts = np.flatnonzero(
        np.r_[True, (roads.way[1:] != roads.way[:-1]) | (roads.tail[1:] != roads.head[:-1])]
    )
    for begin, end in zip(starts, [*starts[1:], roads.segment_count], strict=True):
        nodes = [roads.tail[begin], *roads.head[begin:end]]
        highway = HIGHWAYS[roads.highway[begin]]
        properties = {
            "class": highway,
            "name": str(roads.names[roads.name[begin]]) or None,
            "ref": numbers.get(int(roads.way[begin])) if numbers else None,
            "bridge": bool(roads.bridge[begin]) or None,
            "tunnel": bool(roads.tunnel[begin]) or None,
            "oneway": bool(roads.passable[begin].sum() == 1) or None,
        }
        line = {"type": "LineString", "coordinates": roads.lonlat[nodes].round(6).tolist()}
        yield _feature(line, properties, _road_zoom(highway))


def district_features(boundaries: Mapping[str, Any]) -> Iterator[Feature]:
    """The districts as polygons."""
    for feature in boundaries["features"]:
        yield _feature(feature["geometry"], _named(feature["properties"]), 5)


def boundary_features(boundaries: Mapping[str, Any]) -> Iterator[Feature]:
    """The outlines of the districts as lines."""
    for feature in boundaries["features"]:
        outline = shapely.boundary(shape(feature["geometry"]))
        yield _feature(mapping(outline), _named(feature["properties"]), 5)


def place_features(places: Iterable[Place]) -> Iterator[Feature]:
    """The named places as points, larger areas at smaller scales."""
    for place in places:
        point = {"type": "Point", "coordinates": [place.lon, place.lat]}
        properties = {
            "kind": place.kind,
            "name": place.name,
            "name_en": place.name_en,
            "code": place.adcode,
        }
        yield _feature(point, properties, label_from(place.kind))


def _feature(geometry: Mapping[str, Any], properties: Mapping[str, Any], minzoom: int) -> Feature:
    known = {key: value for key, value in properties.items() if value is not None}
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": known,
        "tippecanoe": {"minzoom": minzoom},
    }


def _named(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: properties.get(key) for key in ("code", "name", "level")}


def _road_zoom(highway: str) -> int:
    main = highway.removesuffix("_link")
    if main not in _FIRST_ZOOM:
        return _OTHER_ROADS_FROM
    return _FIRST_ZOOM[main] + (_LINK_LATER if main != highway else 0)


def _stamp(files: Sequence[Path], boundaries: Mapping[str, Any], places: Sequence[Place]) -> str:
    named = [[place.kind, place.name, place.lon, place.lat, place.adcode] for place in places]
    given = [_FORMAT, [file_hash(pbf) for pbf in files], boundaries, named]
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def _tiles(layers: Mapping[str, Path], work: Path) -> Path:
    made = work / "basemap.pmtiles"
    inputs = [f"--named-layer={name}:{path}" for name, path in layers.items()]
    command = [_tippecanoe(), "--quiet", f"--output={made}", "--force", "--projection=EPSG:4326"]
    command += ["--minimum-zoom=5", "--maximum-zoom=14", "--drop-rate=1", "--no-tile-size-limit"]
    command += ["--no-feature-limit", "--no-tiny-polygon-reduction", "--name=Muster base map"]
    command += [f"--attribution={_ATTRIBUTION}", f"--temporary-directory={work}", *inputs]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not made.is_file():
        raise BasemapFailure(done.stderr.strip() or f"exit code {done.returncode}")
    return made


class _Layers:
    """Files of features by layer, written as they come: a province does not fit in memory."""

    def __init__(self, folder: Path) -> None:
        self.paths: dict[str, Path] = {}
        self._folder = folder
        self._files: dict[str, IO[str]] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._open.close()

    def add(self, layer: str, features: Iterable[Feature]) -> None:
        """Append features to a layer; a layer without any is not made."""
        for feature in features:
            if layer not in self._files:
                self.paths[layer] = self._folder / f"{layer}.geojsonl.gz"
                opened = gzip.open(self.paths[layer], "wt", 1, encoding="utf-8")  # noqa: SIM115
                self._files[layer] = self._open.enter_context(opened)
            self._files[layer].write(json.dumps(feature, ensure_ascii=False) + "\n")


def _tippecanoe() -> str:
    """The tile builder installed beside the running interpreter."""
    return str(Path(sys.executable).parent / "tippecanoe")
