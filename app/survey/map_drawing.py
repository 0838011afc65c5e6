"""Draws an area as a picture: outlines, main roads, teams, depots, shelters, hospitals (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.documents.text import for_pdf
from geo.marked_roads import RoadLines
from geo.speeds import HIGHWAYS

WIDTH = 1000.0
TALLEST = 1150.0
_MARGIN = 0.06
_SEEN = 0.8
"""Units of the drawing below which a bend is not seen."""
_METRES = 111_320.0
_ROADS = {
    "motorway": ("#8f9bb3", 3.0),
    "trunk": ("#a6adb8", 2.2),
    "primary": ("#bcc1c8", 1.6),
    "secondary": ("#d3d6da", 1.0),
}
_SCALES_KM = (0.5, 1, 2, 5, 10, 20, 50)
_SIZES = {"shelter": 7.0, "hospital": 7.0, "depot": 8.5, "team": 6.5}
"""Half the breadth of a mark; they are drawn in this order, teams on top."""


@dataclass(frozen=True)
class Drawn:
    """What is drawn: the area's parts, everything around, points by sort, roads."""

    own: Sequence[tuple[str, BaseGeometry]]
    around: Sequence[tuple[str, BaseGeometry]]
    marks: Mapping[str, Sequence[tuple[float, float]]]
    roads: RoadLines | None


@dataclass(frozen=True)
class _Sheet:
    """A flat sheet of the ground: degrees to units of the drawing, north up."""

    west: float
    south: float
    east: float
    north: float

    @property
    def unit(self) -> float:
        """Units of the drawing in a degree of latitude."""
        broad = WIDTH / ((self.east - self.west) * self.squeeze)
        return min(broad, TALLEST / (self.north - self.south))

    @property
    def squeeze(self) -> float:
        """A degree of longitude in degrees of latitude."""
        return cos(radians((self.south + self.north) / 2))

    @property
    def size(self) -> tuple[float, float]:
        broad = (self.east - self.west) * self.squeeze * self.unit
        return broad, (self.north - self.south) * self.unit

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.squeeze * self.unit, (self.north - lat) * self.unit

    def path(self, points: Iterable[Sequence[float]]) -> str:
        placed = (self.at(point[0], point[1]) for point in points)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)


def draw(drawn: Drawn) -> str:
    """Return the picture as SVG; the words of its legend stand below it in the paper."""
    whole = shapely.union_all([area for _, area in drawn.own])
    sheet = _sheet(whole)
    frame = shapely.box(sheet.west, sheet.south, sheet.east, sheet.north)
    broad, tall = sheet.size
    parts = [
        f'<rect width="{broad:.0f}" height="{tall:.0f}" fill="#f4f5f7"/>',
        *_areas(sheet, frame, drawn.around, "#f4f5f7", "#b9b3c6", 1.0),
        *_areas(sheet, frame, drawn.own, "#ffffff", "none", 0.0),
        *_road_paths(sheet, frame, drawn.roads),
        *_areas(sheet, frame, drawn.own, "none", "#6d5a8c", 2.5),
        *_names(sheet, frame, drawn),
        *(_mark(sort, *sheet.at(*at)) for sort in _SIZES for at in drawn.marks.get(sort, ())),
        _scale(sheet),
        _north(sheet),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {broad:.0f} {tall:.0f}">'
        f'<defs><clipPath id="frame"><rect width="{broad:.0f}" height="{tall:.0f}"/></clipPath>'
        f'</defs><g clip-path="url(#frame)">{"".join(parts)}</g>'
        f'<rect width="{broad:.0f}" height="{tall:.0f}" fill="none" stroke="#333"/></svg>'
    )


def _sheet(whole: BaseGeometry) -> _Sheet:
    west, south, east, north = whole.bounds
    aside, above = (east - west) * _MARGIN, (north - south) * _MARGIN
    return _Sheet(west - aside, south - above, east + aside, north + above)


def _areas(
    sheet: _Sheet,
    frame: BaseGeometry,
    areas: Sequence[tuple[str, BaseGeometry]],
    fill: str,
    stroke: str,
    width: float,
) -> list[str]:
    paths = []
    for _, area in areas:
        seen = [part for part in _polygons(area) if part.intersects(frame)]
        rings = [ring for part in seen for ring in (part.exterior, *part.interiors)]
        if rings:
            path = "Z".join(sheet.path(ring.coords) for ring in rings) + "Z"
            look = f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"'
            paths.append(f'<path d="{path}" fill-rule="evenodd" {look}/>')
    return paths


def _polygons(area: BaseGeometry) -> list[shapely.Polygon]:
    parts = getattr(area, "geoms", [area])
    return [part for part in parts if isinstance(part, shapely.Polygon)]


def _road_paths(sheet: _Sheet, frame: BaseGeometry, roads: RoadLines | None) -> list[str]:
    """Main roads in one path a class, thin ones below; side roads of cities are left out."""
    if roads is None:
        return []
    near = roads.tree.query(frame)
    lines = roads.roads.lines()
    paths = []
    for name, (colour, width) in reversed(_ROADS.items()):
        code = HIGHWAYS.index(name)
        chosen = np.sort(near[roads.roads.highway[near] == code])
        if len(chosen):
            path = "".join(sheet.path(part.coords) for part in _joined(sheet, lines[chosen]))
            paths.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
    return paths


def _joined(sheet: _Sheet, lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Pieces of road end to end, without bends that nobody would see."""
    merged = shapely.line_merge(shapely.multilinestrings(list(lines)))
    seen = shapely.simplify(merged, _SEEN / sheet.unit)
    return sorted(getattr(seen, "geoms", [seen]), key=lambda part: part.wkb)


def _names(sheet: _Sheet, frame: BaseGeometry, drawn: Drawn) -> list[str]:
    """Names of the areas around, and of the parts where there are several."""
    own = {name for name, _ in drawn.own}
    shown = [(name, area.intersection(frame)) for name, area in drawn.around]
    named = [
        (name, area)
        for name, area in shown
        if not area.is_empty and area.area > frame.area / 60 and (name not in own or len(own) > 1)
    ]
    return [_words(*sheet.at(*area.representative_point().coords[0]), name) for name, area in named]


def _words(x: float, y: float, text: str, size: float = 20.0, anchor: str = "middle") -> str:
    shown = escape(for_pdf(text))
    look = f'font-family="Noto Sans SC" font-weight="700" font-size="{size}" fill="#6b6478"'
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" {look}>{shown}</text>'


def _mark(sort: str, x: float, y: float) -> str:
    r = _SIZES[sort]
    edge = 'stroke="#fff" stroke-width="1.5"'
    if sort == "team":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="#b3261e" {edge}/>'
    if sort == "depot":
        corner = f'x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}"'
        return f'<rect {corner} fill="#1f4e8c" {edge}/>'
    if sort == "shelter":
        path = f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}L{x - r:.1f} {y + r:.1f}Z"
        return f'<path d="{path}" fill="#1a7f4b" {edge}/>'
    arms = f"M{x - r:.1f} {y:.1f}H{x + r:.1f}M{x:.1f} {y - r:.1f}V{y + r:.1f}"
    return (
        f'<path d="{arms}" stroke="#fff" stroke-width="7"/>'
        f'<path d="{arms}" stroke="#8a2be2" stroke-width="4"/>'
    )


def _scale(sheet: _Sheet) -> str:
    """A bar of a round length, about a fifth of the breadth."""
    km = sheet.unit / _METRES * 1000
    broad, tall = sheet.size
    length = next((one for one in reversed(_SCALES_KM) if one * km <= broad / 4), _SCALES_KM[0])
    x, y, wide = 24.0, tall - 24.0, length * km
    bar = f"M{x} {y - 8}V{y}H{x + wide:.1f}V{y - 8}"
    return (
        f'<path d="{bar}" fill="none" stroke="#222" stroke-width="2"/>'
        f"{_words(x + wide / 2, y - 12, f'{length:g} km', 17.0)}"
    )


def _north(sheet: _Sheet) -> str:
    broad, _ = sheet.size
    x, y = broad - 32, 24.0
    arrow = f"M{x} {y}L{x + 9} {y + 30}L{x} {y + 23}L{x - 9} {y + 30}Z"
    return f'<path d="{arrow}" fill="#222"/>{_words(x, y + 50, "N", 18.0)}'
