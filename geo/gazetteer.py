"""Finds places by name without a network: Chinese, English, pinyin, initials, code; and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import shapely
from pypinyin import lazy_pinyin
from shapely.geometry.base import BaseGeometry

from geo.distance import haversine_m
from geo.types import LonLat

_KIND_ORDER = ("city", "district", "township")
_SUFFIXES = re.compile(
    r"(特别行政区|自治区|自治州|自治县|开发区|风景区|街道办事处|街道|地区|省|市|区|县|镇|乡|村)$"
)
_MARKS = re.compile(r"[\s,，、·'’.()（）-]")


class MatchKind(IntEnum):
    """How a place answers a question, the best first."""

    WHOLE_NAME = 0
    NAME_WITHOUT_SUFFIX = 1
    CODE = 2
    NAME_BEGINS = 3
    WHOLE_PINYIN = 4
    INITIALS = 5
    PINYIN_BEGINS = 6
    NAME_CONTAINS = 7
    PINYIN_CONTAINS = 8


@dataclass(frozen=True)
class Place:
    """A named position, with the six- or nine-digit code of the area it lies in or names."""

    kind: str
    name: str
    name_en: str | None
    lon: float
    lat: float
    adcode: str | None


@dataclass(frozen=True)
class Match:
    """A found place and why it was found; `distance_m` is None when no position was asked with."""

    place: Place
    kind: MatchKind
    distance_m: float | None


@dataclass(frozen=True)
class District:
    """An outline with its code."""

    code: str
    name: str
    area: BaseGeometry


@dataclass(frozen=True)
class _Keys:
    name: str
    short: str
    english: str
    pinyin: frozenset[str]
    initials: frozenset[str]
    code: str


def pinyin_of(name: str) -> str:
    """The name in pinyin without tones and spaces, ü typed as v; foreign letters stay."""
    return _plain("".join(lazy_pinyin(name)))


def initials_of(name: str) -> str:
    """The first letters of the name's pinyin syllables, lower case."""
    return _plain("".join(syllable[0] for syllable in lazy_pinyin(name) if syllable))


class Gazetteer:
    """A list of places held in memory, made for typing: the first letters already find."""

    def __init__(self, places: Sequence[Place], districts: Sequence[District] = ()) -> None:
        self._places = list(places)
        self._keys = [_keys_of(place) for place in self._places]
        self._lonlat = np.array([(place.lon, place.lat) for place in self._places]).reshape(-1, 2)
        self._districts = sorted(districts, key=lambda each: shapely.area(each.area))
        self._outlines = shapely.STRtree([each.area for each in self._districts])

    def search(
        self,
        text: str,
        limit: int = 10,
        near: LonLat | None = None,
        kinds: frozenset[str] | None = None,
    ) -> list[Match]:
        """Places that answer the text: best kind of match, larger areas, shorter names, nearer."""
        wanted = _plain(text)
        if not wanted:
            return []
        found = [
            Match(place, kind, None if near is None else float(haversine_m(near, _at(place))))
            for place, keys in zip(self._places, self._keys, strict=True)
            if kinds is None or place.kind in kinds
            if (kind := _match(wanted, keys)) is not None
        ]
        return sorted(found, key=_rank)[:limit]

    def nearest(self, at: LonLat) -> Match | None:
        """The named place closest to a position, None when the list is empty."""
        if not self._places:
            return None
        distances_m = haversine_m(at, self._lonlat)
        row = int(np.argmin(distances_m))
        return Match(self._places[row], MatchKind.WHOLE_NAME, float(distances_m[row]))

    def district_of(self, at: LonLat) -> District | None:
        """The smallest district whose outline covers a position, None outside all of them."""
        rows = self._outlines.query(shapely.Point(at), predicate="intersects")
        return self._districts[int(min(rows))] if len(rows) else None


def _at(place: Place) -> tuple[float, float]:
    return place.lon, place.lat


def _keys_of(place: Place) -> _Keys:
    short = _SUFFIXES.sub("", place.name)
    names = {place.name, short} if len(short) > 1 else {place.name}
    return _Keys(
        name=_plain(place.name),
        short=_plain(short) if len(short) > 1 else _plain(place.name),
        english=_plain(place.name_en or ""),
        pinyin=frozenset(pinyin_of(name) for name in names),
        initials=frozenset(initials_of(name) for name in names),
        code=place.adcode or "",
    )


def _match(wanted: str, keys: _Keys) -> MatchKind | None:
    if wanted in (keys.name, keys.english):
        return MatchKind.WHOLE_NAME
    if wanted == keys.short:
        return MatchKind.NAME_WITHOUT_SUFFIX
    if wanted.isdigit():
        return MatchKind.CODE if keys.code.startswith(wanted) and len(wanted) >= 2 else None
    if keys.name.startswith(wanted) or keys.english.startswith(wanted):
        return MatchKind.NAME_BEGINS
    return _pinyin_match(wanted, keys)


def _pinyin_match(wanted: str, keys: _Keys) -> MatchKind | None:
    if wanted in keys.pinyin:
        return MatchKind.WHOLE_PINYIN
    if wanted in keys.initials:
        return MatchKind.INITIALS
    if any(pinyin.startswith(wanted) for pinyin in keys.pinyin):
        return MatchKind.PINYIN_BEGINS
    if wanted in keys.name or wanted in keys.english:
        return MatchKind.NAME_CONTAINS
    found = len(wanted) >= 2 and any(wanted in key for key in (*keys.pinyin, *keys.initials))
    return MatchKind.PINYIN_CONTAINS if found else None


def _rank(match: Match) -> tuple[int, int, int, float, str]:
    kind = match.place.kind
    size = _KIND_ORDER.index(kind) if kind in _KIND_ORDER else len(_KIND_ORDER)
    away_m = match.distance_m if match.distance_m is not None else 0.0
    return int(match.kind), size, len(match.place.name), away_m, match.place.name


def _plain(text: str) -> str:
    return _MARKS.sub("", text.casefold().replace("ü", "v"))
