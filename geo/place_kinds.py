"""Kinds of places: which tags of a road file name one, how it is ranked, when a map names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

AREA_KINDS = frozenset({"city", "district", "township"})
"""Kinds that name the area of a code; others lie in one."""


@dataclass(frozen=True)
class PlaceKind:
    """A kind with its tags (`key=value`), its rank cost and the first zoom that labels it."""

    kind: str
    cost: float
    label_from: int
    tags: tuple[str, ...] = ()


KINDS = (
    PlaceKind("city", 0, 5, ("place=city",)),
    PlaceKind("district", 1, 7, ("place=district", "place=county")),
    PlaceKind("road", 3, 14),
    PlaceKind("township", 2, 10, ("place=township",)),
    PlaceKind("town", 2, 8, ("place=town",)),
    PlaceKind("neighbourhood", 4, 12, ("place=suburb", "place=quarter", "place=neighbourhood")),
    PlaceKind("village", 4, 11, ("place=village",)),
    PlaceKind("populated_place", 4, 11),
    PlaceKind("hamlet", 5, 13, ("place=hamlet", "place=isolated_dwelling", "place=farm")),
    PlaceKind("hospital", 4, 13, ("amenity=hospital", "healthcare=hospital")),
    PlaceKind("clinic", 6, 15, ("amenity=clinic", "amenity=doctors", "healthcare=clinic")),
    PlaceKind("fire_station", 4, 13, ("amenity=fire_station",)),
    PlaceKind("police", 5, 14, ("amenity=police",)),
    PlaceKind("ambulance_station", 4, 14, ("emergency=ambulance_station",)),
    PlaceKind("helipad", 5, 14, ("aeroway=helipad", "aeroway=heliport")),
    PlaceKind("airport", 3, 10, ("aeroway=aerodrome",)),
    PlaceKind("railway_station", 4, 12, ("railway=station", "railway=halt")),
    PlaceKind("bus_station", 6, 14, ("amenity=bus_station",)),
    PlaceKind("ferry_terminal", 6, 14, ("amenity=ferry_terminal",)),
    PlaceKind("junction", 4, 13, ("highway=motorway_junction", "junction=yes")),
    PlaceKind("toll_station", 5, 14, ("barrier=toll_booth",)),
    PlaceKind("service_area", 5, 13, ("highway=services", "highway=rest_area")),
    PlaceKind("bridge", 5, 14, ("man_made=bridge",)),
    PlaceKind("tunnel", 5, 14, ("man_made=tunnel",)),
    PlaceKind("school", 6, 14, ("amenity=school", "amenity=kindergarten")),
    PlaceKind("university", 5, 13, ("amenity=university", "amenity=college")),
    PlaceKind("fuel", 7, 15, ("amenity=fuel",)),
    PlaceKind("government", 5, 14, ("amenity=townhall", "office=government")),
    PlaceKind("shelter", 6, 15, ("amenity=social_facility", "emergency=assembly_point")),
    PlaceKind("alpine_hut", 6, 14, ("tourism=alpine_hut", "tourism=wilderness_hut")),
    PlaceKind("hotel", 8, 16, ("tourism=hotel",)),
    PlaceKind("works", 6, 14, ("man_made=works", "power=plant", "man_made=wastewater_plant")),
    PlaceKind("dam", 5, 13, ("waterway=dam",)),
    PlaceKind("river", 5, 12, ("waterway=river",)),
    PlaceKind("lake", 5, 12, ("natural=water",)),
    PlaceKind("peak", 7, 12, ("natural=peak",)),
    PlaceKind("pass", 6, 13, ("mountain_pass=yes", "natural=saddle")),
    PlaceKind("locality", 7, 14, ("place=locality",)),
    PlaceKind("square", 6, 15, ("place=square",)),
)
"""Costs and zooms are judgement: what a duty officer is most likely to mean, and to read first."""

_BY_KIND = {each.kind: each for each in KINDS}
_BY_TAG = {tag: each for each in KINDS for tag in each.tags}
_OTHER_COST = 8.0
_OTHER_LABEL_FROM = 13


def weight_of(kind: str) -> float:
    """What a kind of place costs in the ranking of answers; less is better."""
    return _BY_KIND[kind].cost if kind in _BY_KIND else _OTHER_COST


def label_from(kind: str) -> int:
    """The first zoom at which the base map writes names of a kind."""
    return _BY_KIND[kind].label_from if kind in _BY_KIND else _OTHER_LABEL_FROM


def kind_of(tags: Mapping[str, str]) -> str | None:
    """The kind that the tags of an OpenStreetMap element name, the weightiest if several."""
    found = [_BY_TAG[f"{k}={v}"] for k, v in tags.items() if f"{k}={v}" in _BY_TAG]
    return min(found, key=lambda each: each.cost).kind if found else None
