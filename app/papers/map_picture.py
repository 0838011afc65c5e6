"""The situation as a map (pure): incident, teams by state, ways, danger areas, closures.

North is up. Datum WGS 84 (CGCS2000 differs by less than a metre). Below the map stand scale, north,
datum, moment and the legend.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import shapely
from shapely.geometry.base import BaseGeometry

from app.papers import map_marks as marks
from app.papers.words import Speaker

WIDTH, HEIGHT, FOOT = 1000.0, 640.0, 108.0
_METRES = 111_320.0
_LEAST_M = 1500.0
"""A map shows at least so much of the ground, however close together everything lies."""
_EDGE = 0.12
_SCALES_M = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_ROADS = {
    "motorway": ("#c3cad6", 4.0),
    "trunk": ("#ccd1d9", 3.2),
    "primary": ("#d5d9de", 2.4),
    "secondary": ("#e0e3e7", 1.6),
}

Place = tuple[float, float]


@dataclass(frozen=True)
class Carrier:
    """A team or a lorry: where it is, how far it has got, its name, its way to the scene."""

    at: Place | None
    state: str
    name: str
    way: Sequence[Place] = ()
    estimated: bool = False


@dataclass(frozen=True)
class Scene:
    """What is drawn, in degrees WGS 84; ``roads`` are lines by class of the road file."""

    moment: str
    incidents: Sequence[tuple[Place, int, str]]
    carriers: Sequence[Carrier] = ()
    areas: Sequence[tuple[str, BaseGeometry]] = ()
    closures: Sequence[BaseGeometry] = ()
    roads: Sequence[tuple[str, BaseGeometry]] = ()


@dataclass(frozen=True)
class Sheet:
    """A flat sheet of the ground: degrees to units of the drawing, north up."""

    west: float
    north: float
    unit: float
    squeeze: float

    def at(self, lon: float, lat: float) -> Place:
        """Return where a place lies on the sheet."""
        return (lon - self.west) * self.squeeze * self.unit, (self.north - lat) * self.unit

    def path(self, points: Iterable[Sequence[float]]) -> str:
        """Return a line over the sheet."""
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (self.at(p[0], p[1]) for p in points))

    @property
    def frame(self) -> BaseGeometry:
        """Return the ground that the sheet shows."""
        east = self.west + WIDTH / self.squeeze / self.unit
        return shapely.box(self.west, self.north - HEIGHT / self.unit, east, self.north)


def sheet_of(scene: Scene) -> Sheet:
    """Return the sheet on which all that is told of fits, the incident among it."""
    points = [place for place, _, _ in scene.incidents]
    points += [one.at for one in scene.carriers if one.at is not None]
    points += [place for one in scene.carriers for place in one.way]
    west, south = (min(one[axis] for one in points) for axis in (0, 1))
    east, north = (max(one[axis] for one in points) for axis in (0, 1))
    for _, area in scene.areas:
        low = area.bounds
        west, south = min(west, low[0]), min(south, low[1])
        east, north = max(east, low[2]), max(north, low[3])
    squeeze = cos(radians((south + north) / 2))
    tall = max(north - south, _LEAST_M / _METRES, (east - west) * squeeze * HEIGHT / WIDTH)
    unit = HEIGHT / (tall * (1 + 2 * _EDGE))
    middle = ((west + east) / 2, (south + north) / 2)
    half_wide = WIDTH / unit / squeeze / 2
    return Sheet(middle[0] - half_wide, middle[1] + HEIGHT / unit / 2, unit, squeeze)


def draw(scene: Scene, say: Speaker) -> str:
    """Return the map as SVG."""
    sheet = sheet_of(scene)
    parts = [
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#f7f8f9"/>',
        *_roads(sheet, scene.roads),
        *(_area(sheet, kind, area) for kind, area in scene.areas),
        *(_closure(sheet, one) for one in scene.closures),
        *(_way(sheet, one) for one in scene.carriers if len(one.way) > 1),
        *_carriers(sheet, scene.carriers, [place for place, _, _ in scene.incidents]),
        *(_incident(sheet, *one) for one in scene.incidents),
    ]
    whole = HEIGHT + FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {whole:g}">'
        f'<defs><clipPath id="map"><rect width="{WIDTH:g}" height="{HEIGHT:g}"/></clipPath></defs>'
        f'<rect width="{WIDTH:g}" height="{whole:g}" fill="#fff"/>'
        f'<g clip-path="url(#map)" fill="none">{"".join(parts)}</g>'
        f"{_north()}{_foot(sheet, scene, say)}"
        f'<rect x="1" y="1" width="{WIDTH - 2:g}" height="{whole - 2:g}" fill="none"'
        f' stroke="#222" stroke-width="2"/></svg>'
    )


def _roads(sheet: Sheet, roads: Sequence[tuple[str, BaseGeometry]]) -> list[str]:
    found = []
    for name, (colour, width) in reversed(_ROADS.items()):
        lines = [part for kind, part in roads if kind == name]
        if lines:
            path = "".join(sheet.path(part.coords) for one in lines for part in _lines(one))
            found.append(f'<path d="{path}" stroke="{colour}" stroke-width="{width}"/>')
    return found


def _lines(one: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in getattr(one, "geoms", [one]) if len(part.coords) > 1]


def _rings(sheet: Sheet, area: BaseGeometry) -> str:
    parts = [one for one in getattr(area, "geoms", [area]) if isinstance(one, shapely.Polygon)]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "Z".join(sheet.path(ring.coords) for ring in rings) + "Z"


def _area(sheet: Sheet, kind: str, area: BaseGeometry) -> str:
    """Danger areas: the inner one with a whole rim, the outer ones dashed."""
    dash = "" if kind == "isolation" else ' stroke-dasharray="12 7"'
    look = f'fill="{marks.HAZARD}" fill-opacity="0.13" stroke="{marks.HAZARD}" stroke-width="3"'
    return f'<path d="{_rings(sheet, area)}" fill-rule="evenodd" {look}{dash}/>'


def _closure(sheet: Sheet, one: BaseGeometry) -> str:
    """Closures: a dark field with a broken rim, or a dark line over the road with gaps."""
    if one.geom_type in ("Polygon", "MultiPolygon"):
        look = f'fill="{marks.CLOSURE}" fill-opacity="0.2" stroke="{marks.CLOSURE}"'
        rim = 'stroke-width="2.5" stroke-dasharray="4 4"'
        return f'<path d="{_rings(sheet, one)}" fill-rule="evenodd" {look} {rim}/>'
    path = "".join(sheet.path(part.coords) for part in _lines(one))
    return (
        f'<path d="{path}" stroke="{marks.CLOSURE}" stroke-width="9"/>'
        f'<path d="{path}" stroke="#fff" stroke-width="4" stroke-dasharray="7 7"/>'
    )


def _way(sheet: Sheet, one: Carrier) -> str:
    dash = ' stroke-dasharray="3 8"' if one.estimated else ""
    look = f'stroke="{marks.MOVING}" stroke-width="3.5" stroke-opacity="0.75" fill="none"'
    return f'<path d="{sheet.path(one.way)}" {look}{dash}/>'


def _carriers(sheet: Sheet, carriers: Sequence[Carrier], scenes: Sequence[Place]) -> list[str]:
    """Marks with their names; those on scene stand in a ring round it, so that none hides."""
    shown = [one for one in carriers if one.at is not None and one.state in marks.STATES]
    middles = [sheet.at(*place) for place in scenes]
    found, taken = [], [*middles, *((x, y + 24) for x, y in middles)]
    for one in shown:
        assert one.at is not None
        x, y = _free(sheet.at(*one.at), taken)
        taken.append((x, y))
        right = x < WIDTH * 0.8
        label = marks.words(
            x + (18 if right else -18), y + 6, one.name, 15.0, "start" if right else "end"
        )
        found.append(marks.team(one.state, x, y) + label)
    return found


def _free(at: Place, taken: Sequence[Place]) -> Place:
    """Return a place beside others: below the last one that would be hidden."""
    x, y = min(max(at[0], 20), WIDTH - 20), min(max(at[1], 20), HEIGHT - 20)
    while any(abs(x - other[0]) < 120 and abs(y - other[1]) < 26 for other in taken):
        y += 27
        if y > HEIGHT - 20:
            x, y = x - 150 if x > WIDTH / 2 else x + 150, 30
    return x, y


def _incident(sheet: Sheet, at: Place, level: int, title: str) -> str:
    x, y = sheet.at(*at)
    return marks.incident(level, x, y) + marks.words(x, y - 34, title, 19.0)


def _north() -> str:
    x, y = WIDTH - 34, 22.0
    arrow = f"M{x} {y}L{x + 11} {y + 36}L{x} {y + 27}L{x - 11} {y + 36}Z"
    return f'<path d="{arrow}" fill="#222"/>{marks.words(x, y + 58, "N", 20.0)}'


def _foot(sheet: Sheet, scene: Scene, say: Speaker) -> str:
    metre = sheet.unit / _METRES
    length = next((one for one in reversed(_SCALES_M) if one * metre <= WIDTH / 4), _SCALES_M[0])
    x, y, wide = 24.0, HEIGHT + 44, length * metre
    told = f"{length / 1000:g} km" if length >= 1000 else f"{length} m"
    path = f"M{x} {y - 9}V{y}H{x + wide:.1f}V{y - 9}"
    bar = f'<path d="{path}" fill="none" stroke="#222" stroke-width="2.5"/>'
    datum = say(
        f"坐标系：WGS 84　{scene.moment}　上北下南", f"Datum WGS 84, {scene.moment}, north is up"
    )
    line = f'<path d="M0 {HEIGHT:g}H{WIDTH:g}" stroke="#222" stroke-width="2"/>'
    return (
        f"{line}{bar}{marks.words(x + wide / 2, y - 13, told, 16.0)}"
        f"{marks.words(WIDTH - 24, HEIGHT + 34, datum, 16.0, 'end')}{_legend(say)}"
    )


def _legend(say: Speaker) -> str:
    y = HEIGHT + 80
    told = (
        ("committed", say("已下达未出发", "ordered")),
        ("moving", say("途中", "under way")),
        ("scene", say("到场", "on scene")),
        ("returning", say("返回", "returning")),
    )
    found = [
        marks.team(state, 36 + 150 * n, y) + marks.words(56 + 150 * n, y + 6, name, 16.0, "start")
        for n, (state, name) in enumerate(told)
    ]
    x = 640
    hazard = f'fill="{marks.HAZARD}" fill-opacity="0.13" stroke="{marks.HAZARD}" stroke-width="3"'
    shut = f'fill="{marks.CLOSURE}" fill-opacity="0.2" stroke="{marks.CLOSURE}"'
    found += [
        f'<rect x="{x}" y="{y - 10}" width="28" height="20" {hazard}/>',
        marks.words(x + 36, y + 6, say("危险区", "danger area"), 16.0, "start"),
        f'<rect x="{x + 130}" y="{y - 10}" width="28" height="20" {shut} stroke-width="2.5"'
        ' stroke-dasharray="4 4"/>',
        marks.words(x + 166, y + 6, say("封路", "closed"), 16.0, "start"),
        f'<path d="M{x + 226} {y}h34" stroke="{marks.MOVING}" stroke-width="3.5"/>',
        marks.words(x + 268, y + 6, say("行进路线", "way"), 16.0, "start"),
    ]
    return "".join(found)
