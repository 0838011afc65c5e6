"""Charts of a report as drawings (pure): forces over time, orders as bars, marks as bars.

Letters are those of the papers' own face, so that they are set the same in Word and in PDF.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.bench.plot import Axis, Chart, Series, svg_of
from app.evaluation.facts import Evaluated
from app.papers import map_marks as marks
from app.papers.words import Speaker
from core.local_time import BEIJING
from dispatch.schemas import Order
from exercises.schemas_score import ObjectiveMark

WIDE = 1000.0
LEFT, RIGHT, ROW = 250.0, 30.0, 26.0
MOST_BARS = 30
NAME_UNITS, LINE_UNITS = 31, 46
"""How many Latin letters are as broad as the room for a name beside a bar."""
_WAITS, _DRIVES, _WORKS = "#d9a6d6", "#4c8f9b", "#48147f"
_BANDS = {"P": "#2e7d32", "S": "#5c8a1f", "M": "#c77700", "U": "#b3261e"}
_FACE = 'font-family="Noto Sans SC"'


def forces_chart(told: Evaluated, say: Speaker) -> str | None:
    """Draw how many teams were under way and at the scene, over the minutes of the course."""
    orders = [one for file in told.files for one in file.orders if one.kind == "team"]
    moving = _steps(told.begins_at, [(one.departed_at, one.arrived_at) for one in orders])
    left = [one.released_at or one.closed_at for one in orders]
    spans = [(one.arrived_at, gone) for one, gone in zip(orders, left, strict=True)]
    there = _steps(told.begins_at, spans)
    if not moving and not there:
        return None
    end_min = (told.score.subject.until_at - told.begins_at) / timedelta(minutes=1)
    series = (
        Series(say("途中", "under way"), _until(moving, end_min), "step"),
        Series(say("到场", "at the scene"), _until(there, end_min), "step"),
    )
    title = say("力量随时间的变化（队伍数）", "Teams over time")
    x, y = say("开始后分钟数", "minutes from the beginning"), say("队伍数", "teams")
    svg = svg_of(Chart(title, Axis(x, low=0.0), Axis(y, low=0.0), series))
    return svg.replace('font-family="sans-serif"', _FACE)


def _steps(
    begins_at: datetime, spans: Iterable[tuple[datetime | None, datetime | None]]
) -> list[tuple[float, float]]:
    """Return how many spans hold after each change, by the minute since the beginning."""
    changes: list[tuple[float, int]] = []
    for start, end in spans:
        if start is None:
            continue
        changes.append(((start - begins_at) / timedelta(minutes=1), 1))
        if end is not None:
            changes.append(((end - begins_at) / timedelta(minutes=1), -1))
    found: list[tuple[float, float]] = []
    holds = 0
    for at, change in sorted(changes):
        holds += change
        if found and found[-1][0] == at:
            found[-1] = (at, float(holds))
        else:
            found.append((at, float(holds)))
    return found


def _until(
    points: Sequence[tuple[float, float]], end_min: float
) -> tuple[tuple[float, float], ...]:
    last = points[-1][1] if points else 0.0
    first = [(0.0, 0.0)] if not points or points[0][0] > 0 else []
    tail = [(end_min, last)] if not points or points[-1][0] < end_min else []
    return (*first, *points, *tail)


def orders_chart(told: Evaluated, say: Speaker) -> str | None:
    """Draw each team's order as a bar: told, on the road, at work."""
    teams = [one for file in told.files for one in file.orders if one.kind == "team"]
    undertaken = [one for one in teams if one.departed_at is not None]
    shown = sorted(undertaken, key=lambda one: (one.issued_at, one.number))[:MOST_BARS]
    if not shown:
        return None
    until = told.score.subject.until_at
    begin = min(one.issued_at for one in shown)
    span_s = max((until - begin).total_seconds(), 60.0)
    high = 60 + ROW * len(shown) + 30
    parts = [_key(say)]
    for row, one in enumerate(shown):
        parts += _order_bar(one, 56 + ROW * row, begin, span_s, until)
    parts += _hours(begin, span_s, high)
    return _whole(parts, high)


def _order_bar(one: Order, y: float, begin: datetime, span_s: float, until: datetime) -> list[str]:
    left = one.released_at or one.closed_at or until
    stages = (
        (one.issued_at, one.departed_at, _WAITS),
        (one.departed_at, one.arrived_at or left, _DRIVES),
        (one.arrived_at, left, _WORKS),
    )
    name = f"#{one.number} {one.team_name or ''}"
    parts = [_label(LEFT - 8, y + 14, _fitted(name, NAME_UNITS), "end")]
    for start, end, colour in stages:
        if start is not None and end is not None and end > start:
            x, width = _x(start, begin, span_s), _x(end, begin, span_s) - _x(start, begin, span_s)
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="16"'
                f' fill="{colour}"/>'
            )
    return parts


def _x(at: datetime, begin: datetime, span_s: float) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * (at - begin).total_seconds() / span_s


def _key(say: Speaker) -> str:
    told = (
        (_WAITS, say("已下达未出发", "ordered")),
        (_DRIVES, say("途中", "under way")),
        (_WORKS, say("到场工作", "at the scene")),
    )
    return "".join(
        f'<rect x="{LEFT + 190 * n}" y="16" width="22" height="14" fill="{colour}"/>'
        + _label(LEFT + 190 * n + 30, 29, name, "start")
        for n, (colour, name) in enumerate(told)
    )


def _hours(begin: datetime, span_s: float, high: float) -> list[str]:
    steps = (300, 600, 1800, 3600, 7200, 21600, 86400)
    step_s = next((one for one in steps if span_s / one <= 8), int(span_s / 8))
    local = begin.astimezone(BEIJING)
    first = step_s - (local.hour * 3600 + local.minute * 60 + local.second) % step_s
    parts = []
    for number in range(9):
        at = local + timedelta(seconds=first + number * step_s)
        if (at - local).total_seconds() > span_s:
            break
        x = _x(at, begin, span_s)
        parts.append(
            f'<path d="M{x:.1f} 50V{high - 30:.1f}" stroke="#999" stroke-dasharray="3 4"/>'
        )
        parts.append(_label(x, high - 10, at.strftime("%H:%M")))
    return parts


def marks_chart(objectives: Sequence[ObjectiveMark], say: Speaker) -> str | None:
    """Draw the points of each objective as a bar of 100 with its letter; unjudged stays empty."""
    if not any(one.points is not None or one.rating is not None for one in objectives):
        return None
    high = 40 + 34 * len(objectives)
    parts = []
    for row, one in enumerate(objectives):
        y = 24 + 34 * row
        name = say(one.text.zh, one.text.en or one.text.zh)
        parts.append(_label(LEFT + 118, y + 15, _fitted(name, LINE_UNITS), "end"))
        parts += _mark_bar(one, y, say)
    return _whole(parts, high)


def _mark_bar(one: ObjectiveMark, y: float, say: Speaker) -> list[str]:
    left, full = LEFT + 130, WIDE - LEFT - 130 - 150
    frame = f'<rect x="{left}" y="{y}" width="{full}" height="20" fill="#eef0f2"/>'
    if one.points is None and one.rating is None:
        why = say("依据不足", "too little") if one.withheld else say("未评", "not judged")
        return [frame, _label(left + full + 10, y + 15, why, "start")]
    told = [] if one.points is None else [f"{one.points:.0f}"]
    label = _label(left + full + 10, y + 15, "　".join([*told, one.rating or ""]), "start")
    if one.points is None:
        return [frame, label]
    width, ink = full * one.points / 100, _BANDS[one.rating] if one.rating else _DRIVES
    bar = f'<rect x="{left}" y="{y}" width="{width:.1f}" height="20" fill="{ink}"/>'
    return [frame, bar, label]


def _fitted(name: str, units: int) -> str:
    """Return as much of a name as fits; a Chinese letter is as broad as two Latin ones."""
    wide = 0
    for position, letter in enumerate(name):
        wide += 2 if ord(letter) > 255 else 1
        if wide > units:
            return f"{name[: position - 1]}…"
    return name


def _label(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return marks.words(x, y, text, 15.0, anchor)


def _whole(parts: Sequence[str], high: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:g} {high:g}">'
        f'<rect width="{WIDE:g}" height="{high:g}" fill="#fff"/>{"".join(parts)}</svg>'
    )
