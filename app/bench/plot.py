"""Plain SVG charts with axes: lines, steps and dots, linear or logarithmic, nothing to install."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 48, 56
COLOURS = ("#1f5fa8", "#c4501b", "#3b7d3a", "#7a4a9e", "#6b6b6b")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """Points under one name; `kind` is "line", "step" (holds its value) or "dots"."""

    name: str
    points: tuple[Point, ...]
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows; a logarithmic one cannot hold zero. `low`, `high` None: as the points."""

    title: str
    log: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A titled chart; `notes` mark a value on the y axis with a dashed line and a word."""

    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    notes: tuple[tuple[float, str], ...] = field(default_factory=tuple)


def svg_of(chart: Chart) -> str:
    """The chart as a complete SVG document, readable on light and dark pages."""
    points = [point for series in chart.series for point in series.points]
    xs = _Scale(chart.x, [x for x, _ in points], LEFT, WIDTH - RIGHT)
    ys = _Scale(chart.y, [y for _, y in points] + [y for y, _ in chart.notes], HEIGHT - BOTTOM, TOP)
    parts = [*_frame(chart), *_x_ticks(xs), *_y_ticks(ys), *_notes(chart, ys)]
    for number, series in enumerate(chart.series):
        parts += _drawn(series, COLOURS[number % len(COLOURS)], xs.at, ys.at)
    parts += _legend(chart.series)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12" role="img">'
    )
    title = f"<title>{escape(chart.title)}</title>"
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    return "\n".join((head, title, ground, *parts, "</svg>", ""))


class _Scale:
    """Where values of one axis lie on the picture, and which of them get a tick."""

    def __init__(self, axis: Axis, values: Sequence[float], start: float, end: float) -> None:
        self.axis, self._start, self._end = axis, start, end
        values = values or (1.0, 10.0)
        low = min(values) if axis.low is None else axis.low
        high = max(values) if axis.high is None else axis.high
        if axis.log:
            self.low, self.high = _round_log(low, high)
        else:
            self.low, self.high = low, high if high > low else low + 1
            step = _step(self.high - self.low)
            self.low = step * math.floor(self.low / step)
            self.high = step * math.ceil(self.high / step - 1e-9)

    def at(self, value: float) -> float:
        share = (self._of(value) - self._of(self.low)) / (self._of(self.high) - self._of(self.low))
        return round(self._start + share * (self._end - self._start), 1)

    def _of(self, value: float) -> float:
        return math.log10(value) if self.axis.log else value

    def ticks(self) -> list[float]:
        if self.axis.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            decades = [10.0**k for k in range(first, last + 1)]
            if last - first >= 3:
                return decades
            between = [d * m for d in [10.0 ** (first - 1), *decades] for m in (1, 2, 5)]
            return [v for v in between if self.low * 0.999 <= v <= self.high * 1.001]
        step = _step(self.high - self.low)
        count = round((self.high - self.low) / step)
        return [self.low + k * step for k in range(count + 1)]


def _round_log(low: float, high: float) -> Point:
    """The nearest of 1, 2, 5 x a power of ten below and above."""
    steps = [m * 10.0**k for k in range(-6, 13) for m in (1, 2, 5)]
    below = max(s for s in steps if s <= low * 1.0001)
    above = min(s for s in steps if s >= high * 0.9999)
    return below, above if above > below else below * 10


def _step(span: float) -> float:
    rough = span / 6
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)


def _text(x: float, y: float, text: str, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#333"{extra}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {style}/>'


def _frame(chart: Chart) -> list[str]:
    middle_y = (TOP + HEIGHT - BOTTOM) / 2
    turned = f' transform="rotate(-90 18 {middle_y})"'
    return [
        _text(LEFT, 24, chart.title, "start", ' font-size="15" font-weight="bold"'),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, chart.x.title),
        _text(18, middle_y, chart.y.title, "middle", turned),
        _line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, 'stroke="#333"'),
        _line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, 'stroke="#333"'),
    ]


def _x_ticks(scale: _Scale) -> list[str]:
    floor, parts = HEIGHT - BOTTOM, []
    for value in scale.ticks():
        x = scale.at(value)
        parts.append(_line(x, floor, x, floor + 5, 'stroke="#333"'))
        parts.append(_text(x, floor + 20, _number(value)))
    return parts


def _y_ticks(scale: _Scale) -> list[str]:
    parts = []
    for value in scale.ticks():
        y = scale.at(value)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y, 'stroke="#ddd"'))
        parts.append(_text(LEFT - 8, y + 4, _number(value), "end"))
    return parts


def _notes(chart: Chart, scale: _Scale) -> list[str]:
    parts = []
    for value, word in chart.notes:
        y = scale.at(value)
        dashed = 'stroke="#999" stroke-dasharray="5 4"'
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y, dashed))
        parts.append(_text(WIDTH - RIGHT, y - 5, word, "end", ' font-style="italic"'))
    return parts


def _drawn(
    series: Series, colour: str, x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    at = [(x(a), y(b)) for a, b in series.points]
    dots = [f'<circle cx="{a}" cy="{b}" r="3.5" fill="{colour}"/>' for a, b in at]
    if series.kind == "dots":
        return dots
    path = list(at)
    if series.kind == "step":
        path = at[:1]
        for before, after in pairwise(at):
            path += [(after[0], before[1]), after]
    joined = " ".join(f"{a},{b}" for a, b in path)
    line = f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return [line, *(dots if series.kind == "line" else [])]


def _legend(series: Sequence[Series]) -> list[str]:
    parts, x = [], float(LEFT)
    for number, one in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<rect x="{x}" y="32" width="12" height="8" fill="{colour}"/>')
        parts.append(_text(x + 17, 40, one.name, "start"))
        x += 34 + 6.6 * sum(2 if ord(letter) > 255 else 1 for letter in one.name)
    return parts


def _number(value: float) -> str:
    if value and abs(value) >= 1_000_000:
        return f"{value / 1_000_000:g} M"
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:g}"
