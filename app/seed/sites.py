"""Where things of the demo stand: real road nodes and places, drawn district by district."""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from random import Random
from typing import Any

from app.seed.records import DATA, Site

DISTRICT_WEIGHTS = {
    "420102": 10,
    "420103": 9,
    "420104": 8,
    "420105": 9,
    "420106": 12,
    "420107": 9,
    "420111": 13,
    "420112": 8,
    "420113": 2,
    "420114": 6,
    "420115": 5,
    "420116": 5,
    "420117": 4,
}
"""How much of the inventory a district gets: the core most, every district something."""

OFF_ROAD_SHARE = {"420114": 0.35, "420115": 0.4, "420116": 0.5}
"""Share standing beyond the road file although the district has roads in it."""

EAST_SCALE = cos(radians(30.6))


@lru_cache(maxsize=1)
def read_places() -> tuple[dict[str, Any], ...]:
    """Return the rows of the gazetteer."""
    return tuple(_read("places.csv.gz"))


@lru_cache(maxsize=1)
def read_townships() -> tuple[dict[str, Any], ...]:
    """Return code and name of every township."""
    return tuple(_read("townships.csv.gz"))


def _read(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def district_names() -> dict[str, str]:
    """Return the name of every district by its code."""
    rows = read_places()
    return {row["jurisdiction_code"]: row["name"] for row in rows if row["kind"] == "district"}


@dataclass(frozen=True)
class SiteBook:
    """All spots by district: those on roads, and those of townships beyond the road file."""

    on_road: dict[str, tuple[Site, ...]]
    off_road: dict[str, tuple[Site, ...]]

    def draw(self, rng: Random, district: str) -> Site:
        """Draw a spot in a district; some districts have most of theirs beyond the roads."""
        on_road, off_road = self.on_road.get(district, ()), self.off_road[district]
        beyond = rng.random() < OFF_ROAD_SHARE.get(district, 0.0)
        if on_road and not (beyond and off_road):
            return rng.choice(on_road)
        return _nearby(rng, rng.choice(off_road))

    def draw_anywhere(self, rng: Random) -> Site:
        """Draw a district by its weight, then a spot in it."""
        district = rng.choices(list(DISTRICT_WEIGHTS), weights=list(DISTRICT_WEIGHTS.values()))[0]
        return self.draw(rng, district)


def _nearby(rng: Random, site: Site) -> Site:
    lon = round(site.lon + rng.uniform(-0.004, 0.004), 6)
    lat = round(site.lat + rng.uniform(-0.004, 0.004), 6)
    return Site(site.district, lon, lat, False, site.township_code, site.township_name)


@lru_cache(maxsize=1)
def read_sites() -> SiteBook:
    """Read the spots once."""
    townships: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_places():
        if row["kind"] == "township":
            townships[row["jurisdiction_code"][:6]].append(row)
    on_road: dict[str, list[Site]] = defaultdict(list)
    for row in _read("sites.csv.gz"):
        lon, lat = float(row["lon"]), float(row["lat"])
        on_road[row["district"]].append(
            _site(row["district"], lon, lat, True, townships[row["district"]])
        )
    off_road = {code: _beyond_roads(code, rows, on_road) for code, rows in townships.items()}
    return SiteBook({code: tuple(sites) for code, sites in on_road.items()}, off_road)


def _beyond_roads(
    code: str, rows: list[dict[str, Any]], on_road: dict[str, list[Site]]
) -> tuple[Site, ...]:
    spots = [_site(code, float(row["lon"]), float(row["lat"]), False, [row]) for row in rows]
    return tuple(s for s in spots if _distance_to(s, on_road.get(code, [])) > 0.02)


def _distance_to(spot: Site, others: list[Site]) -> float:
    return min(
        (hypot((o.lon - spot.lon) * EAST_SCALE, o.lat - spot.lat) for o in others), default=1.0
    )


def _site(
    district: str, lon: float, lat: float, on_road: bool, townships: list[dict[str, Any]]
) -> Site:
    nearest = min(
        townships,
        key=lambda t: hypot((float(t["lon"]) - lon) * EAST_SCALE, float(t["lat"]) - lat),
    )
    return Site(district, lon, lat, on_road, nearest["jurisdiction_code"], nearest["name"])
