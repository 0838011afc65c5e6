"""Where the entries of a list stand: datums, swapped numbers, the county, places named in addresses."""  # noqa: E501

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.visibility import prefix_of
from geo.datum import array_to_wgs84
from geo.distance import haversine_m
from geo.types import Datum
from resources.importing.rows import Entry
from resources.importing.text import half_width, tidy

NEAR_DEGREES = 0.01
"""Outlines are simplified by some hundred metres: so near a county a position belongs to it."""

SAME_PLACE_M = 15.0
"""Positions closer than this are the same: rounding and datums come to less."""

_SHORTEST_NAME = 2
_LONGEST_NAME = 14


class County(NamedTuple):
    """A county's code, name and outline."""

    code: str
    name: str
    area: BaseGeometry


class NamedPlace(NamedTuple):
    """A place of the gazetteer."""

    name: str
    kind: str
    lon: float
    lat: float
    jurisdiction_code: str


@dataclass(frozen=True)
class Source:
    """Where a position came from: as given with its datum, or from a place's name."""

    datum: str
    lon: float | None
    lat: float | None
    place_name: str | None = None

    @property
    def approximate(self) -> bool:
        """Whether it is only about there."""
        return self.place_name is not None


class Ground:
    """The counties and places of one office."""

    def __init__(self, counties: Sequence[County], places: Iterable[NamedPlace]) -> None:
        self.counties = list(counties)
        self._areas = np.array([one.area for one in self.counties], dtype=object)
        self._tree = shapely.STRtree(list(self._areas))
        self._places = _by_name(places, self.counties)

    def counties_of(self, lonlat: np.ndarray) -> list[str | None]:
        """Return the county of each position, None outside all counties of the office."""
        found: list[str | None] = [None] * len(lonlat)
        points = shapely.points(lonlat)
        for within in (None, NEAR_DEGREES):
            missing = np.array([n for n, code in enumerate(found) if code is None], dtype=int)
            if not len(missing):
                break
            for row, area in self._covering(points[missing], within):
                found[int(missing[row])] = found[int(missing[row])] or self.counties[area].code
        return found

    def _covering(self, points: Any, within: float | None) -> Iterable[tuple[int, int]]:
        if within is None:
            rows, areas = self._tree.query(points, predicate="intersects")
        else:
            rows, areas = self._tree.query(points, predicate="dwithin", distance=within)
        return zip(rows.tolist(), areas.tolist(), strict=True)

    def place_in(self, address: str) -> NamedPlace | None:
        """Return the place an address names: the longest name, the later one where two are equal."""  # noqa: E501
        text = half_width(tidy(address)).replace(" ", "")[:80]
        best: tuple[int, int, NamedPlace] | None = None
        for start in range(len(text)):
            for end in range(start + _SHORTEST_NAME, min(len(text), start + _LONGEST_NAME) + 1):
                place = self._places.get(text[start:end])
                if place is not None and (best is None or (end - start, start) >= best[:2]):
                    best = (end - start, start, place)
        return None if best is None else best[2]


def _by_name(places: Iterable[NamedPlace], counties: Sequence[County]) -> dict[str, NamedPlace]:
    """Index places by name, the counties themselves where no other place has theirs."""
    found: dict[str, NamedPlace] = {}
    for place in places:
        name = half_width(place.name).replace(" ", "")
        if len(name) >= _SHORTEST_NAME:
            found.setdefault(name, place)
    for one in counties:
        centre = one.area.representative_point()
        found.setdefault(one.name, NamedPlace(one.name, "district", centre.x, centre.y, one.code))
    return found


def place_given(entries: Sequence[Entry], datum: Datum, ground: Ground) -> dict[int, Source]:
    """Take over the coordinates of entries in WGS-84, with their county; note what cannot be.

    Swapped numbers are put right and told; a position outside the office's counties is refused.
    Returns what was given, by row number.
    """
    given = [one for one in entries if "lon" in one.values or "lat" in one.values]
    pairs = [one for one in given if _is_pair(one)]
    if not pairs:
        return {}
    numbers = np.array([(one.values["lon"], one.values["lat"]) for one in pairs], dtype=float)
    lonlat = array_to_wgs84(numbers, datum)
    codes = ground.counties_of(lonlat)
    turned = array_to_wgs84(numbers[:, ::-1], datum)
    turned_codes = ground.counties_of(turned)
    sources: dict[int, Source] = {}
    for n, entry in enumerate(pairs):
        sources[entry.number] = Source(datum.value, float(numbers[n][0]), float(numbers[n][1]))
        if codes[n] is None and turned_codes[n] is not None:
            entry.remark("swapped", "lon", lon=float(numbers[n][1]), lat=float(numbers[n][0]))
            _settle(entry, turned[n], turned_codes[n])
        else:
            _settle(entry, lonlat[n], codes[n])
    return sources


def _is_pair(entry: Entry) -> bool:
    if {"lon", "lat"} <= entry.values.keys():
        return True
    name = "lat" if "lon" in entry.values else "lon"
    if not any(one.field == name for one in entry.problems):
        entry.fault("value_missing", name)
    entry.values.pop("lon", None)
    entry.values.pop("lat", None)
    return False


def _settle(entry: Entry, lonlat: Any, code: str | None) -> None:
    if code is None:
        facts = {"lon": round(float(lonlat[0]), 6), "lat": round(float(lonlat[1]), 6)}
        entry.fault("outside_area", "lon", **facts)
        return
    entry.values |= {"lon": round(float(lonlat[0]), 7), "lat": round(float(lonlat[1]), 7)}
    said = entry.values.get("jurisdiction_code")
    if said is None:
        entry.values["jurisdiction_code"] = code
    elif not (said.startswith(code) or code.startswith(prefix_of(said))):
        entry.remark("jurisdiction_differs", "jurisdiction_code", said=said, lies_in=code)


def place_by_address(entry: Entry, ground: Ground) -> Source | None:
    """Put an entry without coordinates where its address names a place, and say it is a guess."""
    address = entry.values.get("address") or ""
    place = ground.place_in(address) or ground.place_in(entry.values.get("name") or "")
    if place is None:
        entry.fault("place_unknown", "address", text=address[:60])
        return None
    entry.values |= {"lon": place.lon, "lat": place.lat}
    entry.values.setdefault("jurisdiction_code", place.jurisdiction_code[:6])
    entry.remark("placed_by_address", "address", place=place.name)
    return Source("WGS84", None, None, place.name)


def is_same_place(given: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Say whether two positions are the same but for rounding."""
    return distance_m(given, known) < SAME_PLACE_M


def distance_m(given: Mapping[str, Any], known: Mapping[str, Any]) -> float:
    """Return how far two positions lie apart."""
    here = (float(given["lon"]), float(given["lat"]))
    there = (float(known["lon"]), float(known["lat"]))
    return 0.0 if here == there else float(haversine_m(np.array(here), np.array(there)))
