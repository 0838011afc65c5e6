"""Finds places by name without a network: Chinese, English, pinyin, initials, mixed; and back.

All names lie in a few long strings that are searched at the speed of memory; what they answer is
ranked in arrays. Only where that finds little are the slower readings tried: characters mixed
with pinyin, an area named before the place, the same sound in other characters, one letter wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.distance import haversine_m
from geo.name_reading import answers_mixed, one_mistake
from geo.names import folded, has_han, is_han, pinyin_of, syllables_of, without_suffix
from geo.place_kinds import AREA_KINDS, weight_of
from geo.types import FloatArray, IntArray, LonLat

_CANDIDATES = 4_000
"""How many names at most are read one by one in the slower stages."""

_LONGEST_AREA = 8
"""Longest name of an area that is looked for before the name of a place, letters."""

_NEARNESS = 3.0
_MOST_AWAY = 24.0
"""Weights of the rank, judgement: doubling the distance costs 3 points, far away at most 24; a
kind of place costs 0 (city) to 8 points, ten times the people gain 1, ten times the length 3."""


class MatchKind(IntEnum):
    """How a place answers a question, the best first."""

    WHOLE_NAME = 0
    NAME_WITHOUT_SUFFIX = 1
    OTHER_NAME = 2
    CODE = 3
    NAME_BEGINS = 4
    WHOLE_PINYIN = 5
    INITIALS = 6
    PINYIN_BEGINS = 7
    MIXED = 8
    NAME_CONTAINS = 9
    INITIALS_BEGIN = 10
    PINYIN_CONTAINS = 11
    WITHIN_AREA = 12
    SOUNDS_LIKE = 13
    ONE_MISTAKE = 14


_NONE = 99


@dataclass(frozen=True)
class Place:
    """A named position, with the six- or nine-digit code of the area it lies in or names.

    `others` are further names and numbers (G42); `syllables` its pinyin where it is known better
    than by rule; `key` is what the asker calls it. What is long
    has a length and a box (west, south, east, north) that it lies in.
    """

    kind: str
    name: str
    name_en: str | None
    lon: float
    lat: float
    adcode: str | None
    population: int | None = None
    others: tuple[str, ...] = ()
    syllables: tuple[str, ...] = ()
    key: str = ""
    length_m: float = 0.0
    box: tuple[float, float, float, float] | None = None


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


class _Names:
    """Many short texts in one long one, each belonging to a place by its row."""

    def __init__(self, texts: Iterable[tuple[str, int]]) -> None:
        kept = [(text, row) for text, row in texts if text]
        self.text = "\n" + "\n".join(text for text, _ in kept) + "\n"
        self.rows: IntArray = np.array([row for _, row in kept], dtype=np.int32)
        lengths = np.array([len(text) for text, _ in kept], dtype=np.int64)
        self.lengths = lengths
        self.starts = 1 + np.concatenate([[0], np.cumsum(lengths + 1)[:-1]]).astype(np.int64)

    def hits(self, wanted: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a text occurs: numbers of the names, and the letter of each at which it does.

        A single Latin letter is looked for at the beginnings only: it is inside of nearly all.
        """
        alone = len(wanted) == 1 and wanted.isascii()
        pattern = ("\n" if alone else "") + re.escape(wanted)
        at = np.array([m.start() for m in re.finditer(pattern, self.text)], np.int64) + alone
        names = np.searchsorted(self.starts, at, side="right") - 1
        return names, at - self.starts[names] if len(at) else at


class Gazetteer:
    """A list of places held in memory, made for typing: the first letters already find."""

    def __init__(self, places: Sequence[Place], districts: Sequence[District] = ()) -> None:
        self._places = list(places)
        self._lonlat = np.array([(each.lon, each.lat) for each in places]).reshape(-1, 2)
        points = [(each.lon, each.lat, each.lon, each.lat) for each in self._places]
        boxes = [each.box or point for each, point in zip(self._places, points, strict=True)]
        self._boxes = np.array(boxes).reshape(-1, 4)
        self._size = _sizes(self._places)
        self._lengths = np.array([len(each.name) for each in self._places], dtype=np.int32)
        syllables = [each.syllables or syllables_of(each.name) for each in self._places]
        self._syllables = syllables
        self._folded = [folded(each.name) for each in self._places]
        self._written = _Names(_written_keys(self._places))
        self._others = _Names(_other_keys(self._places))
        self._short = _Names((folded(without_suffix(p.name)), n) for n, p in enumerate(places))
        self._pinyin = _Names(("".join(read), n) for n, read in enumerate(syllables))
        self._initials = _Names(("".join(s[0] for s in r), n) for n, r in enumerate(syllables))
        self._codes = _Names((each.adcode or "", n) for n, each in enumerate(self._places))
        self._districts = sorted(districts, key=lambda each: shapely.area(each.area))
        self._outlines = shapely.STRtree([each.area for each in self._districts])

    def __len__(self) -> int:
        return len(self._places)

    def search(
        self,
        text: str,
        limit: int = 10,
        near: LonLat | None = None,
        kinds: frozenset[str] | None = None,
    ) -> list[Match]:
        """Places that answer the text: best kind of match, larger, nearer, shorter names first."""
        wanted = folded(text)
        if not wanted or not self._places:
            return []
        tiers = np.full(len(self._places), _NONE, dtype=np.int16)
        self._find(wanted, tiers)
        if int((tiers < _NONE).sum()) < limit:
            self._find_otherwise(wanted, tiers)
        if kinds is not None:
            tiers[[place.kind not in kinds for place in self._places]] = _NONE
        return self._ranked(tiers, limit, near)

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

    def _find(self, wanted: str, tiers: NDArray[np.int16]) -> None:
        """Note every name, pinyin, run of initials or code in which the text occurs."""
        kinds = MatchKind
        if wanted.isdigit():
            if len(wanted) >= 2:
                _note(tiers, self._codes, wanted, (kinds.CODE, kinds.CODE, None))
            _note(tiers, self._written, wanted, (kinds.WHOLE_NAME, kinds.NAME_BEGINS, None))
            return
        parts = (kinds.NAME_BEGINS, kinds.NAME_CONTAINS)
        _note(tiers, self._written, wanted, (kinds.WHOLE_NAME, *parts))
        _note(tiers, self._others, wanted, (kinds.OTHER_NAME, *parts))
        _note(tiers, self._short, wanted, (kinds.NAME_WITHOUT_SUFFIX, None, None))
        if has_han(wanted):
            return
        inside = kinds.PINYIN_CONTAINS if len(wanted) >= 2 else None
        _note(tiers, self._pinyin, wanted, (kinds.WHOLE_PINYIN, kinds.PINYIN_BEGINS, inside))
        _note(tiers, self._initials, wanted, (kinds.INITIALS, kinds.INITIALS_BEGIN, inside))
        self._find_short_pinyin(wanted, tiers)

    def _find_short_pinyin(self, wanted: str, tiers: NDArray[np.int16]) -> None:
        """The pinyin of a name without its suffix is as good as the whole."""
        names, at = self._pinyin.hits(wanted)
        for row in self._pinyin.rows[names[at == 0]][:_CANDIDATES]:
            short = without_suffix(self._places[row].name)
            if short != self._places[row].name:
                syllables = self._syllables[row][: len(short)]
                if "".join(syllables) == wanted:
                    tiers[row] = min(tiers[row], MatchKind.WHOLE_PINYIN)
        names, at = self._initials.hits(wanted)
        for row in self._initials.rows[names[at == 0]][:_CANDIDATES]:
            if len(without_suffix(self._places[row].name)) == len(wanted):
                tiers[row] = min(tiers[row], MatchKind.INITIALS)

    def _find_otherwise(self, wanted: str, tiers: NDArray[np.int16]) -> None:
        """The slower readings, one after the other until one finds something."""
        self._find_mixed(wanted, tiers)
        if (tiers < _NONE).any():
            return
        if has_han(wanted):
            self._find_within_area(wanted, tiers)
            if (tiers < _NONE).any():
                return
            sound = pinyin_of(wanted)
            like = MatchKind.SOUNDS_LIKE
            _note(tiers, self._pinyin, sound, (like, like, like if len(sound) > 4 else None))
        if not (tiers < _NONE).any():
            self._find_mistaken(wanted, tiers)

    def _find_mixed(self, wanted: str, tiers: NDArray[np.int16]) -> None:
        """Characters and pinyin in one word: 武昌hcz, wuchanghcz."""
        runs = re.findall(r"[^a-z]+", wanted) if has_han(wanted) else []
        if runs and len("".join(runs)) == len(wanted):
            return
        if runs:
            names, _ = self._written.hits(max(runs, key=len))
            rows = self._written.rows[names]
        else:
            names, at = self._initials.hits(wanted[0])
            rows = self._initials.rows[names[at == 0]]
            rows = rows[np.isin(rows, self._rows_beginning(wanted[:2]))]
        for row in np.unique(rows)[:_CANDIDATES]:
            if answers_mixed(wanted, self._folded[row], self._syllables[row]):
                tiers[row] = min(tiers[row], MatchKind.MIXED)

    def _rows_beginning(self, letters: str) -> IntArray:
        names, at = self._pinyin.hits(letters)
        by_sound = self._pinyin.rows[names[at == 0]]
        names, at = self._initials.hits(letters)
        return np.concatenate([by_sound, self._initials.rows[names[at == 0]]])

    def _find_within_area(self, wanted: str, tiers: NDArray[np.int16]) -> None:
        """An area named before the place: 洪山珞喻路 is 珞喻路 in 洪山区."""
        for cut in range(min(len(wanted) - 2, _LONGEST_AREA), 1, -1):
            areas = self._areas_named(wanted[:cut])
            if not areas:
                continue
            inner = np.full(len(tiers), _NONE, dtype=np.int16)
            self._find(wanted[cut:], inner)
            inside = np.zeros(len(tiers), dtype=bool)
            for prefix in areas:
                names, at = self._codes.hits(prefix)
                inside[self._codes.rows[names[at == 0]]] = True
            found = inside & (inner < _NONE)
            if found.any():
                tiers[found] = MatchKind.WITHIN_AREA
                return

    def _areas_named(self, name: str) -> list[str]:
        rows: list[int] = []
        for texts in (self._written, self._short):
            names, at = texts.hits(name)
            rows += texts.rows[names[(at == 0) & (texts.lengths[names] == len(name))]].tolist()
        found = (self._places[row] for row in rows)
        codes = [p.adcode for p in found if p.kind in AREA_KINDS and p.adcode]
        return [re.sub(r"(00)+$", "", code) if len(code) == 6 else code for code in codes]

    def _find_mistaken(self, wanted: str, tiers: NDArray[np.int16]) -> None:
        """One letter wrong, missing or too many: one half of the text is right all the same."""
        han = is_han(wanted[0])
        if len(wanted) < (3 if han else 5):
            return
        half = len(wanted) // 2
        for texts in (self._written,) if han else (self._pinyin, self._written):
            names = np.concatenate([texts.hits(part)[0] for part in (wanted[:half], wanted[half:])])
            for name in np.unique(names)[:_CANDIDATES]:
                start = texts.starts[name]
                if one_mistake(wanted, texts.text[start : start + texts.lengths[name]]):
                    tiers[texts.rows[name]] = MatchKind.ONE_MISTAKE

    def _ranked(self, tiers: NDArray[np.int16], limit: int, near: LonLat | None) -> list[Match]:
        rows = np.flatnonzero(tiers < _NONE)
        away_m = None if near is None else self._away_m(rows, near)
        cost = self._size[rows].copy()
        if away_m is not None:
            cost += np.minimum(_MOST_AWAY, _NEARNESS * np.log2(1.0 + away_m / 1000.0))
        order = np.lexsort((rows, self._lengths[rows], cost, tiers[rows]))[:limit]
        return [
            Match(
                self._places[rows[n]],
                MatchKind(int(tiers[rows[n]])),
                None if away_m is None or self._places[rows[n]].box else float(away_m[n]),
            )
            for n in order
        ]

    def _away_m(self, rows: NDArray[np.intp], near: LonLat) -> FloatArray:
        """How far places are; what is long is as far as its box, which only ranks it."""
        boxes = self._boxes[rows]
        nearest = np.clip(near, boxes[:, :2], boxes[:, 2:])
        return np.asarray(haversine_m(near, nearest))


def _note(
    tiers: NDArray[np.int16],
    names: _Names,
    wanted: str,
    kinds: tuple[MatchKind, MatchKind | None, MatchKind | None],
) -> None:
    """Note how names answer: whole, from the beginning, or somewhere inside."""
    found, at = names.hits(wanted)
    whole = (at == 0) & (names.lengths[found] == len(wanted))
    for kind, where in zip(kinds, (whole, at == 0, at >= 0), strict=True):
        if kind is not None:
            np.minimum.at(tiers, names.rows[found[where]], np.int16(kind))


def _written_keys(places: Sequence[Place]) -> Iterable[tuple[str, int]]:
    for row, place in enumerate(places):
        for name in {folded(place.name), folded(place.name_en or "")}:
            yield name, row


def _other_keys(places: Sequence[Place]) -> Iterable[tuple[str, int]]:
    for row, place in enumerate(places):
        yield from ((folded(name), row) for name in place.others)


def _sizes(places: Sequence[Place]) -> FloatArray:
    kinds = np.array([weight_of(place.kind) for place in places], dtype=np.float64)
    people = np.array([place.population or 0 for place in places], dtype=np.float64)
    lengths_km = np.array([place.length_m / 1000 for place in places], dtype=np.float64)
    return np.asarray(kinds - np.log10(1.0 + people) - 3.0 * np.log10(1.0 + lengths_km))
