"""The marks of the command map as drawings (pure): shape and frame say the state, not colour alone.

Shapes and colours are those of the screens (``frontend/src/map/marks.ts``): hollow means not there
yet, filled means there.
"""

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin

from app.documents.text import for_pdf

HALO, INK = "#ffffff", "#16212b"
COMMITTED, MOVING, SCENE, BACK = "#c23fbb", "#04505c", "#48147f", "#7d8119"
HAZARD, CLOSURE = "#a3168f", "#20262c"
LEVELS = ("#5d6b77", "#d4231d", "#f07d00", "#f5cb00", "#1e6fd9")
NUMERALS = ("?", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
STATES = ("committed", "moving", "scene", "returning")
OF_ORDER = {
    "issued": "committed",
    "acknowledged": "committed",
    "loaded": "committed",
    "en_route": "moving",
    "on_scene": "scene",
    "delivered": "scene",
    "released": "returning",
    "recalled": "returning",
    "turned_back": "returning",
}


def words(x: float, y: float, text: str, size: float = 17.0, anchor: str = "middle") -> str:
    """Return a label with a white rim, so that it is read on every ground."""
    shown = escape(for_pdf(text))
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
    face = f'font-family="Noto Sans SC" font-weight="700" font-size="{size:g}"'
    rim = f'stroke="{HALO}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    return f'<text {place} {face} {rim} fill="{INK}">{shown}</text>'


def team(state: str, x: float, y: float) -> str:
    """Return the mark of a team or a lorry by how far it has got."""
    match state:
        case "committed":
            return _hollow("M0 -13L13 0 0 13 -13 0z", COMMITTED, x, y, dash="4 3")
        case "moving":
            return _hollow("M0 -14L13.5 10H-13.5z", MOVING, x, y)
        case "scene":
            return _filled("M-11 -11h22v22h-22z", SCENE, x, y) + _inner(x, y)
        case _:
            return _hollow("M0 14L13.5 -10H-13.5z", BACK, x, y)


def incident(level: int, x: float, y: float) -> str:
    """Return the mark of an incident: level by silhouette, colour and numeral."""
    shape = _silhouette(level)
    ink = INK if level in (2, 3) else HALO
    numeral = (
        f'<text x="{x:.1f}" y="{y + 8:.1f}" text-anchor="middle" font-family="Noto Sans SC"'
        f' font-weight="700" font-size="22" fill="{ink}">{NUMERALS[level]}</text>'
    )
    frame = f'<path d="{shape}" transform="translate({x:.1f} {y:.1f})"'
    return (
        f'{frame} stroke="{INK}" stroke-width="7"/>{frame} stroke="{HALO}" stroke-width="4"/>'
        f'{frame} fill="{LEVELS[level]}"/>{numeral}'
    )


def _silhouette(level: int) -> str:
    match level:
        case 1:
            return _corners(8, 25.0, 19.0)
        case 2:
            return _corners(5, 24.0, 24.0)
        case 3:
            return "M-18 -18h36v36h-36z"
        case _:
            return "M-19 0a19 19 0 1 0 38 0a19 19 0 1 0 -38 0z"


def _corners(count: int, radius: float, inner: float) -> str:
    steps = count if inner == radius else 2 * count
    points: Sequence[tuple[float, float]] = [
        (2 * pi * k / steps - pi / 2, inner if k % 2 and inner != radius else radius)
        for k in range(steps)
    ]
    return "M" + "L".join(f"{r * cos(a):.1f} {r * sin(a):.1f}" for a, r in points) + "z"


def _hollow(path: str, colour: str, x: float, y: float, dash: str = "") -> str:
    at = f'd="{path}" transform="translate({x:.1f} {y:.1f})"'
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path {at} stroke="{HALO}" stroke-width="7"/>'
        f'<path {at} fill="{HALO}" stroke="{colour}" stroke-width="3"{dashed}/>'
    )


def _filled(path: str, colour: str, x: float, y: float) -> str:
    at = f'd="{path}" transform="translate({x:.1f} {y:.1f})"'
    return f'<path {at} stroke="{HALO}" stroke-width="5"/><path {at} fill="{colour}"/>'


def _inner(x: float, y: float) -> str:
    box = f'x="{x - 8:.1f}" y="{y - 8:.1f}" width="16" height="16"'
    return f'<rect {box} fill="none" stroke="{HALO}" stroke-width="1.4"/>'
