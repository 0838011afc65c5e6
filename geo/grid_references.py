"""Coordinates as people write and paste them: degrees, DMS, MGRS, UTM, national 3° and 6° grids.

What can be read is listed in `READS`; nothing is guessed beyond the order of a pair, which is told
by letters or words, by which of the two can be a latitude, and last by the site's own region. The
national grids are the Gauss-Krueger zones of CGCS2000 with the zone number before the easting, as
the EPSG registry defines them (4491 to 4501 six degrees wide, 4513 to 4533 three degrees).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import mgrs
import pyproj

from geo.datum import from_wgs84, to_wgs84
from geo.types import CHINA_BOUNDS, Datum, LonLat

Bounds = tuple[float, float, float, float]


class Form(StrEnum):
    """How a position is written."""

    DEGREES = "degrees"
    DMS = "dms"
    MGRS = "mgrs"
    UTM = "utm"
    GAUSS_KRUEGER_3 = "gauss_krueger_3"
    GAUSS_KRUEGER_6 = "gauss_krueger_6"


READS = tuple(Form)

_PART = re.compile(
    r"(?P<before>[NSEW]|北纬|南纬|东经|西经|纬度?|经度?|LAT\w*|LON\w*)?\s*[:=：]?\s*(?P<sign>[-+])?"
    r"(?P<deg>\d{1,3}(?:\.\d+)?)\s*(?:[°º度D]\s*(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*(?:['′’分M]\s*"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|''|′′|’’|秒|S(?![A-Z])))?)?)?)?\s*(?P<after>[NSEW](?![A-Z]))?"
)
_LATITUDES = ("N", "S", "北", "南", "纬", "LAT")
_SOUTH_WEST = ("S", "W", "南", "西")
_MGRS = re.compile(r"^\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V](\d{2}|\d{4}|\d{6}|\d{8}|\d{10})?$")
_UTM = re.compile(
    r"^(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:\.\d+)?)\s*M?E?[\s,]+(\d{5,8}(?:\.\d+)?)\s*M?N?$"
)
_METRES = re.compile(r"(?:([XY])\s*[:=]?\s*)?(\d{6,8}(?:\.\d+)?)", re.IGNORECASE)
_ZONES_3 = range(25, 46)
_ZONES_6 = range(13, 24)
_EPSG_3_OF_ZONE_25, _EPSG_6_OF_ZONE_13 = 4513, 4491
_DECIMALS = 6


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: in WGS-84, with the form and datum it was read in."""

    at: LonLat
    form: Form
    datum: Datum


def readings_of(text: str, datum: Datum | None, region: Bounds | None = None) -> list[Reading]:
    """All readings of a text as a position, the likeliest first; empty when it is none.

    A pair of degrees without a declared datum may have been copied from a web map: it is read in
    WGS-84 first and then in GCJ-02 and BD-09, each said. Grids carry their datum themselves.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    gridded = [*_mgrs_readings(plain), *_utm_readings(plain), *_national_readings(plain)]
    if gridded:
        return gridded
    pair = _pair(plain, region or CHINA_BOUNDS)
    if pair is None:
        return []
    at, form = pair
    shifted = to_wgs84(at.lon, at.lat, Datum.GCJ02) != at
    undeclared = (Datum.WGS84, Datum.GCJ02, Datum.BD09) if shifted else (Datum.WGS84,)
    datums = (datum,) if datum else undeclared
    return [Reading(_rounded(to_wgs84(at.lon, at.lat, one)), form, one) for one in datums]


def written_forms(at: LonLat) -> dict[str, str]:
    """A WGS-84 position in every form the product writes; grids only where they are defined."""
    forms = {
        "degrees": f"{at.lon:.6f}, {at.lat:.6f}",
        "dms": f"{_dms(at.lat, 'NS')} {_dms(at.lon, 'EW')}",
    }
    if -80 <= at.lat <= 84:
        forms["mgrs"] = _spaced_mgrs(mgrs.MGRS().toMGRS(at.lat, at.lon))
        forms["utm"] = _utm_text(at)
    zone = round(at.lon / 3)
    if zone in _ZONES_3 and 0 < at.lat < 60:
        easting, northing = _national(_EPSG_3_OF_ZONE_25 + zone - 25).transform(at.lon, at.lat)
        forms["gauss_krueger_3"] = f"X {northing:.1f}, Y {easting:.1f}"
    for name, datum in (("gcj02", Datum.GCJ02), ("bd09", Datum.BD09)):
        there = from_wgs84(at.lon, at.lat, datum)
        forms[name] = f"{there.lon:.6f}, {there.lat:.6f}"
    return forms


def _mgrs_readings(text: str) -> Iterator[Reading]:
    packed = re.sub(r"\s+", "", text.removeprefix("MGRS").lstrip(": "))
    if _MGRS.match(packed):
        try:
            lat, lon = mgrs.MGRS().toLatLon(_centred(packed))
        except Exception:  # the library raises one undocumented class per fault
            return
        if math.isfinite(lat) and math.isfinite(lon):
            yield Reading(_rounded(LonLat(lon, lat)), Form.MGRS, Datum.WGS84)


def _centred(reference: str) -> str:
    """The middle of the square that a reference names, to a metre: that is what it means."""
    head = re.match(r"^\d{1,2}[A-Z]{3}", reference)
    assert head is not None
    digits = reference[head.end() :]
    half = len(digits) // 2
    if half >= 5:
        return reference
    return head[0] + "".join(
        part + "5" + "0" * (4 - half) for part in (digits[:half], digits[half:])
    )


def _utm_readings(text: str) -> Iterator[Reading]:
    found = _UTM.match(text.removeprefix("UTM").strip())
    if found is None or not 1 <= int(found[1]) <= 60:
        return
    south = found[2] < "N"
    back = _utm(int(found[1]), south).transform(
        float(found[3]), float(found[4]), direction="INVERSE"
    )
    if all(math.isfinite(value) for value in back):
        yield Reading(_rounded(LonLat(*back)), Form.UTM, Datum.WGS84)


def _national_readings(text: str) -> Iterator[Reading]:
    """X is north and Y east on Chinese plans; the easting is the one with the zone before it."""
    found = _METRES.findall(text)
    left = re.sub(r"[\s,;:=()M米]|CGCS2000", "", _METRES.sub("", text))
    if len(found) != 2 or left:
        return
    values = [float(number) for _, number in found]
    eastings = [value for value in values if 13_000_000 <= value < 46_000_000]
    northings = [value for value in values if 300_000 <= value < 7_000_000]
    if len(eastings) != 1 or len(northings) != 1:
        return
    zone = int(eastings[0] // 1_000_000)
    if zone in _ZONES_3:
        form, code = Form.GAUSS_KRUEGER_3, _EPSG_3_OF_ZONE_25 + zone - 25
    elif zone in _ZONES_6:
        form, code = Form.GAUSS_KRUEGER_6, _EPSG_6_OF_ZONE_13 + zone - 13
    else:
        return
    lon, lat = _national(code).transform(eastings[0], northings[0], direction="INVERSE")
    if math.isfinite(lon) and math.isfinite(lat):
        yield Reading(_rounded(LonLat(lon, lat)), form, Datum.CGCS2000)


def _pair(text: str, region: Bounds) -> tuple[LonLat, Form] | None:
    text = re.sub(r"^GEO:", "", text).split(";")[0].split("?")[0]
    parts = list(_PART.finditer(text))
    left = re.sub(r"[\s,，、/|()（）\[\]:：;。]|WGS-?84|坐标|位置|经纬度?", "", _PART.sub("", text))
    if len(parts) != 2 or left:
        return None
    values = [_value(part) for part in parts]
    words = [(part["before"] or "") + (part["after"] or "") for part in parts]
    pointed = any(
        "." in part["deg"] or part["min"] or word for part, word in zip(parts, words, strict=True)
    )
    if not pointed:
        return None
    at = _ordered(values, words, region)
    form = Form.DMS if any(part["min"] for part in parts) else Form.DEGREES
    return None if at is None else (at, form)


def _value(part: re.Match[str]) -> float:
    value = float(part["deg"]) + float(part["min"] or 0) / 60 + float(part["sec"] or 0) / 3600
    word = (part["before"] or "") + (part["after"] or "")
    west_or_south = word.startswith(_SOUTH_WEST) or word.endswith(("S", "W"))
    return -value if part["sign"] == "-" or west_or_south else value


def _ordered(values: list[float], words: list[str], region: Bounds) -> LonLat | None:
    first, second = values
    is_latitude = [any(mark in word for mark in _LATITUDES) for word in words]
    if words[0] or words[1]:
        swapped = is_latitude[0] or (bool(words[1]) and not is_latitude[1])
        pairs = [(second, first) if swapped else (first, second)]
    else:
        pairs = [(first, second), (second, first)]
    possible = [LonLat(*pair) for pair in pairs if abs(pair[0]) <= 180 and abs(pair[1]) <= 90]
    west, south, east, north = region
    inside = [at for at in possible if west <= at.lon <= east and south <= at.lat <= north]
    return next(iter([*inside, *possible]), None)


def _dms(value: float, letters: str) -> str:
    tenths = round(abs(value) * 36_000)
    degrees, rest = divmod(tenths, 36_000)
    minutes, seconds = divmod(rest, 600)
    return f"{degrees}°{minutes:02d}′{seconds / 10:04.1f}″{letters[0 if value >= 0 else 1]}"


def _spaced_mgrs(reference: str) -> str:
    zone, square = reference[:-12], reference[-12:-10]
    return f"{zone} {square} {reference[-10:-5]} {reference[-5:]}"


def _utm_text(at: LonLat) -> str:
    reference = mgrs.MGRS().toMGRS(at.lat, at.lon)
    zone = re.match(r"^(\d{1,2})([A-Z])", reference)
    assert zone is not None
    easting, northing = _utm(int(zone[1]), at.lat < 0).transform(at.lon, at.lat)
    return f"{int(zone[1])}{zone[2]} {easting:.0f} {northing:.0f}"


@lru_cache(maxsize=16)
def _utm(zone: int, south: bool) -> pyproj.Transformer:
    code = (32700 if south else 32600) + zone
    return pyproj.Transformer.from_crs(4326, code, always_xy=True)


@lru_cache(maxsize=32)
def _national(code: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4490, code, always_xy=True)


def _rounded(at: LonLat) -> LonLat:
    return LonLat(round(at.lon, _DECIMALS), round(at.lat, _DECIMALS))
