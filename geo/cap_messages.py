"""Reads the areas of CAP 1.1 and 1.2 warning messages (OASIS Common Alerting Protocol).

XML is parsed without document types and entities. A signature is noticed, never verified. The same
area in several languages counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from shapely.geometry.base import BaseGeometry

from core.errors import Invalid
from geo import errors_closure_files as errors
from geo.areas import circle
from geo.closure_files import (
    MOST_ROWS,
    ClosureFile,
    FileRow,
    as_geojson,
    checked_area,
    kind_of,
)
from geo.datum import to_wgs84
from geo.errors import position_refused
from geo.types import Datum, position_problem

_VERSIONS = ("urn:oasis:names:tc:emergency:cap:1.1", "urn:oasis:names:tc:emergency:cap:1.2")
_ANY_VERSION = "urn:oasis:names:tc:emergency:cap:"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_CHINESE_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](gb[\w-]*)[\"']", re.IGNORECASE)
_ENUMERATED = {
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
}
_OF_ALERT = ("identifier", "sender", "sent", "status", "msgType", "scope")
_OF_INFO = ("category", "event", "urgency", "severity", "certainty")
_BY_SCOPE = {"Restricted": "restriction", "Private": "addresses"}


def read_cap(content: bytes, datum: Datum) -> ClosureFile:
    """The areas of a CAP message, an area a row, in WGS-84.

    Raises
    ------
    Invalid : no well-formed XML, no CAP message, or one that lacks what the standard requires.
    """
    alert = _Part(_root(content))
    _require_alert(alert)
    kind = alert.text("msgType")
    if kind in ("Ack", "Error"):
        raise errors.CapWithoutClosures(type=kind)
    infos = list(alert.parts("info"))
    rows = [] if kind == "Cancel" else list(_rows(alert, infos, datum))
    if len(rows) > MOST_ROWS:
        raise errors.TooManyAreas(count=len(rows), most=MOST_ROWS)
    sent = (alert.text("sender"), alert.text("identifier"), alert.text("sent"))
    return ClosureFile(
        format="cap",
        title=_title(infos),
        rows=tuple(rows),
        message=",".join(sent),
        message_type=kind,
        status=alert.text("status"),
        replaces=tuple(alert.text("references").split()),
        is_signed=alert.element.find(f".//{_SIGNATURE}") is not None,
    )


class _Part:
    """An element of the message whose children are asked for by their plain names."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self._space = element.tag.partition("}")[0] + "}" if "}" in element.tag else ""

    def text(self, name: str) -> str:
        found = self.element.find(self._space + name)
        return "" if found is None or found.text is None else " ".join(found.text.split())

    def texts(self, name: str) -> list[str]:
        found = (one.text or "" for one in self.element.findall(self._space + name))
        return [" ".join(text.split()) for text in found if text.strip()]

    def parts(self, name: str) -> Iterator[_Part]:
        return (_Part(one) for one in self.element.findall(self._space + name))


def _root(content: bytes) -> Element:
    try:
        root: Element = fromstring(_in_utf8(content), forbid_dtd=True)
    except DefusedXmlException:
        raise errors.XmlForbidden() from None
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise errors.XmlUnreadable(reason=reason, line=line, column=column + 1) from None
    except (ValueError, LookupError) as error:
        raise errors.XmlUnreadable(reason=str(error), line=1, column=1) from None
    space, _, name = root.tag.rpartition("}")
    space = space.lstrip("{")
    if name != "alert" or not space.startswith(_ANY_VERSION):
        raise errors.NotACapMessage(found=root.tag[:100])
    if space not in _VERSIONS:
        raise errors.CapVersionNotSupported(found=space)
    return root


def _in_utf8(content: bytes) -> bytes:
    """The same XML in UTF-8 where it is in a Chinese encoding, which the parser does not know."""
    declared = _CHINESE_ENCODING.search(content[:200])
    if declared is None:
        return content
    text = content.decode("gb18030", errors="replace")
    return text.replace(declared.group(1).decode(), "UTF-8", 1).encode()


def _require_alert(alert: _Part) -> None:
    _require(alert, _OF_ALERT, "")
    for element, known in _ENUMERATED.items():
        if alert.text(element) not in known:
            raise errors.CapValueUnknown(element=element, value=alert.text(element)[:40])
    _instant(alert, "sent")
    also = _BY_SCOPE.get(alert.text("scope"))
    if also is not None:
        _require(alert, (also,), "")
    if alert.text("msgType") in ("Update", "Cancel"):
        _require(alert, ("references",), "")
    for info in alert.parts("info"):
        _require(info, _OF_INFO, "info/")


def _require(part: _Part, names: Iterable[str], within: str) -> None:
    for name in names:
        if not part.text(name):
            raise errors.CapElementMissing(element=within + name)


def _instant(part: _Part, element: str) -> datetime | None:
    text = part.text(element)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise errors.CapTimeUnreadable(element=element, value=text[:40])
    return found


def _title(infos: list[_Part]) -> str:
    for info in _chinese_first(infos):
        if info.text("headline") or info.text("event"):
            return info.text("headline") or info.text("event")
    return ""


def _chinese_first(infos: list[_Part]) -> list[_Part]:
    return sorted(infos, key=lambda info: not info.text("language").lower().startswith("zh"))


def _rows(alert: _Part, infos: list[_Part], datum: Datum) -> Iterator[FileRow]:
    seen: set[Any] = set()
    number = 0
    for info in _chinese_first(infos):
        for area in info.parts("area"):
            key = (*area.texts("polygon"), *area.texts("circle")) or area.text("areaDesc")
            if key in seen:
                continue
            seen.add(key)
            number += 1
            yield _row(number, alert, info, area, datum)


def _row(number: int, alert: _Part, info: _Part, area: _Part, datum: Datum) -> FileRow:
    name = " · ".join(filter(None, (info.text("event"), area.text("areaDesc"))))[:500]
    kind = kind_of(info.text("event"), info.text("headline"), *info.texts("category"))
    try:
        _require(area, ("areaDesc",), "info/area/")
        begins = _instant(info, "onset") or _instant(info, "effective") or _instant(alert, "sent")
        ends = _instant(info, "expires")
        shape = _shape(area, datum)
    except Invalid as problem:
        return FileRow(number, name, kind, problem=problem)
    return FileRow(number, name, kind, area=shape, valid_from=begins, valid_to=ends)


def _shape(area: _Part, datum: Datum) -> BaseGeometry:
    """The polygons and circles of an area as one."""
    parts = [_polygon(text, datum) for text in area.texts("polygon")]
    parts += [_circle(text, datum) for text in area.texts("circle")]
    if not parts:
        raise errors.AreaNamedByCodeOnly()
    whole: BaseGeometry = shapely.union_all(parts)
    return checked_area(as_geojson(whole), Datum.WGS84)


def _polygon(text: str, datum: Datum) -> BaseGeometry:
    try:
        pairs = [tuple(map(float, pair.split(","))) for pair in text.split()]
        ring = [[lon, lat] for lat, lon in pairs]
    except ValueError:
        raise errors.PolygonUnreadable(value=text[:60]) from None
    return checked_area({"type": "Polygon", "coordinates": [ring]}, datum)


def _circle(text: str, datum: Datum) -> BaseGeometry:
    try:
        centre, radius = text.split()
        lat, lon = map(float, centre.split(","))
        radius_km = float(radius)
    except ValueError:
        raise errors.CircleUnreadable(value=text[:60]) from None
    problem = position_problem(lon, lat)
    if problem is not None:
        raise position_refused(problem, lon, lat, "circle")
    if not 0.0 < radius_km < 1_000.0:
        raise errors.CircleWithoutRadius()
    return circle(to_wgs84(lon, lat, datum), radius_km * 1000.0)
