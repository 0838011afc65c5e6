"""Reads an OpenStreetMap file: roads, ferries, barriers and turn restrictions, way by way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import osmium

from geo.distance import haversine_m
from geo.road_tags import Tags, height_cm, speed_kmh, weight_kg, who_may_pass, who_passes_barrier
from geo.roads import RoadFile, file_hash
from geo.speeds import HIGHWAYS
from geo.turns import Barriers, Restriction, find_forbidden_turns, restriction_of
from geo.water_reading import read_water

_FORWARD_ONLY = {"yes", "1", "true"}
_BACKWARD_ONLY = {"-1", "reverse"}
_CODES = {name: code for code, name in enumerate(HIGHWAYS)}
_UNPAVED = {
    "unpaved", "compacted", "dirt", "earth", "fine_gravel", "grass", "gravel", "ground", "mud",
    "pebblestone", "sand", "woodchips",
}  # fmt: skip
_PROGRESS_EVERY = 20_000

Told = Callable[[int], None]
"""Called now and then with the number of ways read so far."""


class _Facts(NamedTuple):
    """What a way says about all its segments, in the order of the columns below."""

    way: int
    highway: int
    forward: bool
    backward: bool
    bridge: bool
    tunnel: bool
    unpaved: bool
    layer: int
    max_kmh: int
    max_height_cm: int
    max_weight_kg: int
    allowed: int
    name: int


_COLUMNS: dict[str, type[np.generic]] = {
    "way": np.int64,
    "highway": np.uint8,
    "bridge": np.bool_,
    "tunnel": np.bool_,
    "unpaved": np.bool_,
    "layer": np.int8,
    "max_kmh": np.uint8,
    "max_height_cm": np.uint16,
    "max_weight_kg": np.int32,
    "allowed": np.uint8,
    "name": np.int32,
}


@dataclass
class _Reading:
    """What is gathered while the file passes by."""

    index: dict[int, int] = field(default_factory=dict)
    lonlat: list[tuple[float, float]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    facts: list[_Facts] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    barriers: dict[int, tuple[int, int]] = field(default_factory=dict)
    restrictions: list[Restriction] = field(default_factory=list)
    turns_unread: int = 0
    ways: int = 0

    def node(self, ref: int, lon: float, lat: float) -> int:
        found = self.index.get(ref)
        if found is None:
            found = self.index[ref] = len(self.lonlat)
            self.lonlat.append((lon, lat))
        return found


def read_roads(path: Path, tell: Told | None = None) -> RoadFile:
    """Read all roads of the known classes from an OSM file (PBF or XML).

    Raises
    ------
    ValueError : the file holds no road.
    """
    reading = _Reading()
    with_places = osmium.FileProcessor(str(path)).with_locations()
    keys = osmium.filter.KeyFilter("highway", "route", "barrier", "restriction", "type")
    for element in with_places.with_filter(keys):
        if isinstance(element, osmium.osm.Way):
            _take_way(reading, element)
            reading.ways += 1
            if tell is not None and reading.ways % _PROGRESS_EVERY == 0:
                tell(reading.ways)
        elif isinstance(element, osmium.osm.Node) and "barrier" in element.tags:
            tags = dict(element.tags)
            reading.barriers[element.id] = (
                who_passes_barrier(tags),
                height_cm(tags.get("maxheight")),
            )
        elif isinstance(element, osmium.osm.Relation):
            _take_restriction(reading, element)
    if not reading.pairs:
        raise ValueError(f"{path.name} holds no road")
    return replace(_as_arrays(reading, file_hash(path)), water=read_water(path))


def _take_restriction(reading: _Reading, relation: osmium.osm.Relation) -> None:
    tags = dict(relation.tags)
    if tags.get("type") != "restriction":
        return
    members = [(member.type, member.role, member.ref) for member in relation.members]
    found = restriction_of(tags, members)
    if found is None:
        reading.turns_unread += 1
    else:
        reading.restrictions.append(found)


def _take_way(reading: _Reading, way: osmium.osm.Way) -> None:
    tags = dict(way.tags)
    is_ferry = tags.get("route") == "ferry"
    code = _CODES.get("ferry" if is_ferry else tags.get("highway") or "")
    if code is None or tags.get("area") == "yes":
        return
    allowed = who_may_pass(tags)
    if not allowed:
        return
    nodes = [
        reading.node(node.ref, node.location.lon, node.location.lat)
        for node in way.nodes
        if node.location.valid()
    ]
    facts = _way_facts(reading, way.id, tags, code, allowed)
    for tail, head in pairwise(nodes):
        if tail != head:
            reading.pairs.append((tail, head))
            reading.facts.append(facts)


def _way_facts(reading: _Reading, way: int, tags: Tags, code: int, allowed: int) -> _Facts:
    forward, backward = _directions(tags)
    layer = tags.get("layer", "0")
    return _Facts(
        way=way,
        highway=code,
        forward=forward,
        backward=backward,
        bridge=tags.get("bridge", "no") != "no",
        tunnel=tags.get("tunnel", "no") != "no",
        unpaved=tags.get("surface") in _UNPAVED,
        layer=max(-9, min(9, int(layer))) if layer.lstrip("-").isdigit() else 0,
        max_kmh=min(255, speed_kmh(tags.get("maxspeed"))),
        max_height_cm=min(65_535, height_cm(tags.get("maxheight"))),
        max_weight_kg=min(10**9, weight_kg(tags.get("maxweight"))),
        allowed=allowed,
        name=reading.names.setdefault(
            tags.get("name:zh") or tags.get("name") or "", len(reading.names)
        ),
    )


def _directions(tags: Tags) -> tuple[bool, bool]:
    """Whether a way may be driven forwards and backwards; motorways and roundabouts are one-way."""
    oneway = tags.get("oneway")
    if oneway in _BACKWARD_ONLY:
        return False, True
    if oneway in _FORWARD_ONLY:
        return True, False
    implied = tags.get("highway") == "motorway" or tags.get("junction") in {
        "roundabout",
        "circular",
    }
    return True, not (implied and oneway is None)


def _as_arrays(reading: _Reading, key: str) -> RoadFile:
    lonlat = np.array(reading.lonlat, dtype=np.float64)
    pairs = np.array(reading.pairs, dtype=np.int32)
    tail, head = pairs[:, 0].copy(), pairs[:, 1].copy()
    columns = {
        name: np.array([getattr(facts, name) for facts in reading.facts], dtype=kind)
        for name, kind in _COLUMNS.items()
    }
    directions = [(facts.forward, facts.backward) for facts in reading.facts]
    barriers: Barriers = {
        reading.index[ref]: passes
        for ref, passes in reading.barriers.items()
        if ref in reading.index
    }
    restrictions = [
        one._replace(via=reading.index[one.via])
        for one in reading.restrictions
        if one.via in reading.index
    ]
    turns = find_forbidden_turns(tail, head, columns["way"], restrictions, barriers)
    return RoadFile(
        file_hash=key,
        lonlat=lonlat,
        tail=tail,
        head=head,
        length_m=haversine_m(lonlat[tail], lonlat[head]),
        passable=np.array(directions, dtype=np.bool_),
        names=np.array(list(reading.names), dtype=np.str_),
        turn_from=turns.before,
        turn_to=turns.after,
        turn_barred=turns.barred,
        turns_unread=reading.turns_unread,
        **columns,
    )
