"""Cuts the open source data down to the files in `data/`; run by hand when a source has changed.

Usage: ``python -m app.seed.prepare SOURCE_DIR`` where SOURCE_DIR holds `admin/` and `points/` (see
`data/NOTICE.md` for the sources). Running it again on the same sources writes the same files.
"""

import csv
import gzip
import io
import json
import math
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry import shape

from app.seed.names import english_name
from app.seed.records import DATA
from geo.names import initials_of, pinyin_of
from geo.road_reading import read_roads
from geo.roads import RoadFile
from geo.speeds import HIGHWAYS

PROVINCE = "420000"
CITY = "420100"
CITY_PREFIX = "4201"
SITES_PER_DISTRICT = 900
ROADS_FOR_SITES = ("primary", "secondary", "tertiary", "unclassified", "residential")
CENTRE = (114.30, 30.575)
KM_PER_DEGREE = (95.9, 110.9)
NEAR_CITY = shapely.box(113.4, 29.8, 115.3, 31.6)

RING_ROADS = (
    # name, compass part, bearing from the centre, expected distance km: by judgement from the map
    ("三环线", "东段", 88, 12.5),
    ("三环线", "东南段", 132, 12.4),
    ("三环线", "南段", 198, 11.8),
    ("三环线", "东北段", 44, 13.5),
    ("三环线", "北段", 0, 10.5),
    ("三环线", "西段", 264, 12.1),
    ("二环线", "南段", 198, 5.2),
    ("二环线", "北段", 22, 7.8),
    ("二环线", "东段", 88, 6.3),
)
RING_SOURCE = (
    "OpenStreetMap geometry (trunk road met from the centre at the ring's distance);"
    " the name is assigned by judgement"
)

Rows = list[dict[str, Any]]


def read_csv(path: Path) -> Rows:
    """Read a compressed table."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a compressed file that is the same whenever the content is."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, filename="") as handle:
        handle.write(content)
    path.write_bytes(buffer.getvalue())


def write_csv(path: Path, rows: Rows) -> None:
    """Write a compressed table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode())


def read_outlines(source: Path) -> Rows:
    """Return the outlines of the city and its districts."""
    city = _features(source / "admin/china_city_tianditu_wgs84.geojson.gz", "city")
    districts = _features(source / "admin/china_district_tianditu_wgs84.geojson.gz", "district")
    return city + districts


def _features(path: Path, level: str) -> Rows:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        features = json.load(handle)["features"]
    ours = [f for f in features if f["properties"]["city_adcode"] == CITY]
    return [
        {
            "code": f["properties"][f"{level}_adcode"],
            "name": f["properties"][f"{level}_name"],
            "level": "city" if level == "city" else "county",
            "lon": f["properties"]["lon"],
            "lat": f["properties"]["lat"],
            "geometry": f["geometry"],
        }
        for f in ours
    ]


def main_network(roads: RoadFile) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say of every node whether one can drive from it to most of the others and back."""
    forward, backward = roads.passable[:, 0], roads.passable[:, 1]
    tails = np.concatenate([roads.tail[forward], roads.head[backward]])
    heads = np.concatenate([roads.head[forward], roads.tail[backward]])
    size = roads.node_count
    graph = coo_matrix((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(size, size))
    _count, label = connected_components(graph, directed=True, connection="strong")
    return np.asarray(label == np.bincount(label).argmax())


def choose_sites(roads: RoadFile, districts: Rows) -> Rows:
    """Draw road nodes of every district at which something can stand."""
    codes = [HIGHWAYS.index(name) for name in ROADS_FOR_SITES]
    usable = np.isin(roads.highway, codes)
    nodes = np.unique(roads.tail[usable])
    nodes = nodes[main_network(roads)[nodes]]
    points = shapely.points(roads.lonlat[nodes])
    rows: Rows = []
    for district in districts:
        inside = nodes[shapely.contains(shape(district["geometry"]), points)]
        drawn = random.Random(district["code"]).sample(
            sorted(inside.tolist()), min(SITES_PER_DISTRICT, len(inside))
        )
        rows += [_site(district["code"], roads.lonlat[node]) for node in drawn]
    return rows


def _site(code: str, lonlat: Sequence[float]) -> dict[str, Any]:
    return {"district": code, "lon": round(float(lonlat[0]), 6), "lat": round(float(lonlat[1]), 6)}


def place(kind: str, name: str, code: str, lonlat: Sequence[float], **more: Any) -> dict[str, Any]:
    """Make one row of the gazetteer."""
    return {
        "kind": kind,
        "name": name,
        "name_en": more.get("name_en") or english_name(name),
        "pinyin": pinyin_of(name),
        "initials": initials_of(name),
        "jurisdiction_code": code,
        "lon": round(float(lonlat[0]), 6),
        "lat": round(float(lonlat[1]), 6),
        "population": more.get("population") or "",
        "approximate": int(more.get("approximate", False)),
        "source": more["source"],
    }


def geonames(source: Path, districts: Rows) -> Rows:
    """Return the populated places in and near the city, with the district each lies in."""
    rows: Rows = []
    for row in read_csv(source / "points/geonames_cn_places.csv.gz"):
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        if not NEAR_CITY.contains(point):
            continue
        inside = [d["code"] for d in districts if shape(d["geometry"]).contains(point)]
        names = [name for name in row["zh_names"].split("|") if name]
        rows.append(
            place(
                "populated_place",
                written_name(names) or row["name"],
                inside[0] if inside else PROVINCE,
                (point.x, point.y),
                name_en=row["name"],
                population=int(row["population"]) or None,
                source="GeoNames",
            )
            | {"known_as": names}
        )
    return rows


def written_name(names: Sequence[str]) -> str | None:
    """Return the fullest of a place's names, one in simplified characters before any other."""
    simplified = [name for name in names if _is_simplified(name)]
    return max(simplified or names, key=len, default=None)


def _is_simplified(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


SUFFIXES = ("办事处街道", "街街道", "街道办事处", "街道", "地区", "镇", "乡", "街")


def stem(name: str) -> str:
    """Return a township's name without the word for what it is."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def township_places(townships: Rows, districts: Rows, known: Rows, sites: Rows) -> Rows:
    """Place every township: at a known place of its name, else spread over its district's roads."""
    rows: Rows = []
    for district in districts:
        ours = [t for t in townships if t["areaCode"] == district["code"]]
        outline = shape(district["geometry"]).buffer(0.03)
        rows += _named_townships(ours, district, outline, known)
        named = {row["jurisdiction_code"] for row in rows}
        rest = [t for t in ours if t["code"] not in named]
        rows += _spread_townships(rest, district, sites)
    return sorted(rows, key=lambda row: str(row["jurisdiction_code"]))


def _named_townships(townships: Rows, district: dict[str, Any], outline: Any, known: Rows) -> Rows:
    rows: Rows = []
    for township in townships:
        for candidate in known:
            point = shapely.Point(candidate["lon"], candidate["lat"])
            names = {stem(name) for name in candidate["known_as"]}
            if stem(township["name"]) in names and outline.contains(point):
                source = "GeoNames place of the same name in the district"
                where = (candidate["lon"], candidate["lat"])
                rows.append(_township(township, where, source))
                break
    return rows


def _township(township: dict[str, Any], where: Sequence[float], source: str) -> dict[str, Any]:
    return place(
        "township", township["name"], township["code"], where, approximate=True, source=source
    )


def _spread_townships(townships: Rows, district: dict[str, Any], sites: Rows) -> Rows:
    candidates = [(s["lon"], s["lat"]) for s in sites if s["district"] == district["code"]]
    source = "no open position known: a road inside the district"
    if len(candidates) < 3 * len(townships):
        candidates = points_inside(district, 40 * max(1, len(townships)))
        source = "no open position known: a point inside the district"
    spots = spread(candidates, (district["lon"], district["lat"]), len(townships))
    return [_township(t, spot, source) for t, spot in zip(townships, spots, strict=True)]


def points_inside(district: dict[str, Any], count: int) -> list[tuple[float, float]]:
    """Draw points inside a district's outline."""
    outline = shape(district["geometry"])
    west, south, east, north = outline.bounds
    rng = random.Random(f"inside-{district['code']}")
    found: list[tuple[float, float]] = []
    while len(found) < count:
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if outline.contains(shapely.Point(lon, lat)):
            found.append((round(lon, 6), round(lat, 6)))
    return found


def spread(
    candidates: Sequence[tuple[float, float]], start: tuple[float, float], count: int
) -> list[tuple[float, float]]:
    """Choose points far from one another, beginning at the one nearest to `start`."""
    points = np.array(candidates) * KM_PER_DEGREE
    away = np.hypot(*(points - np.array(start) * KM_PER_DEGREE).T)
    chosen: list[int] = []
    distance = np.full(len(points), np.inf)
    for _ in range(count):
        index = int(distance.argmax()) if chosen else int(away.argmin())
        chosen.append(index)
        distance = np.minimum(distance, np.hypot(*(points - points[index]).T))
    return [candidates[index] for index in chosen]


def ring_road_places(roads: RoadFile, districts: Rows) -> Rows:
    """Place the ring roads where a trunk road is met at the ring's distance from the centre."""
    rows: Rows = []
    for name, part, bearing, expected_km in RING_ROADS:
        where = trunk_crossing(roads, bearing, expected_km)
        inside = [
            d["code"] for d in districts if shape(d["geometry"]).contains(shapely.Point(where))
        ]
        code = inside[0] if inside else CITY
        rows.append(
            place("road", f"{name}{part}", code, where, approximate=True, source=RING_SOURCE)
        )
    return rows


def trunk_crossing(roads: RoadFile, bearing: float, expected_km: float) -> tuple[float, float]:
    """Return where a ray from the centre crosses a trunk road, nearest to the expected distance."""
    trunk = roads.highway == HIGHWAYS.index("trunk")
    tail = (roads.lonlat[roads.tail[trunk]] - CENTRE) * KM_PER_DEGREE
    head = (roads.lonlat[roads.head[trunk]] - CENTRE) * KM_PER_DEGREE
    angle = math.radians(bearing)
    along = np.array([math.sin(angle), math.cos(angle)])
    across = np.array([along[1], -along[0]])
    side_tail, side_head = tail @ across, head @ across
    crosses = side_tail * side_head < 0
    share = side_tail[crosses] / (side_tail[crosses] - side_head[crosses])
    met = tail[crosses] + (head[crosses] - tail[crosses]) * share[:, None]
    away = np.where(met @ along > 0, np.abs(met @ along - expected_km), np.inf)
    lon, lat = met[away.argmin()] / KM_PER_DEGREE + CENTRE
    return float(lon), float(lat)


def prepare(source: Path) -> None:
    """Write all files of `data/` from the sources."""
    outlines = read_outlines(source)
    districts = [o for o in outlines if o["level"] == "county"]
    townships = [
        t for t in read_csv(source / "admin/cn_streets.csv.gz") if t["cityCode"] == CITY_PREFIX
    ]
    roads = read_roads(DATA / "roads" / "wuhan_fua_roads.osm.pbf")
    sites = choose_sites(roads, districts)
    known = geonames(source, districts)
    places = [_centre(o) for o in outlines]
    places += township_places(townships, districts, known, sites)
    places += ring_road_places(roads, districts)
    places += [{k: v for k, v in row.items() if k != "known_as"} for row in known]
    write_csv(DATA / "townships.csv.gz", _codes_and_names(townships))
    write_csv(DATA / "places.csv.gz", places)
    write_csv(DATA / "sites.csv.gz", sites)
    content = json.dumps(outlines, ensure_ascii=False, separators=(",", ":"))
    write_bytes(DATA / "boundaries.json.gz", content.encode())


def _centre(outline: dict[str, Any]) -> dict[str, Any]:
    kind = "city" if outline["level"] == "city" else "district"
    where = (outline["lon"], outline["lat"])
    return place(kind, outline["name"], outline["code"], where, source="Tianditu centre point")


def _codes_and_names(townships: Iterable[dict[str, Any]]) -> Rows:
    return [{"code": t["code"], "name": t["name"]} for t in townships]


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
