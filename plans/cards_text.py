"""Places and hours of run cards as one line of text each, for a cell of a spreadsheet (pure).

A place: ``within jurisdiction 420111 洪山区``, ``except address - 珞狮南路 @114.35,30.53 ~300``,
``within area - 东湖 [114.3 30.5, 114.4 30.5, 114.4 30.6]``. Hours: ``12345 08:00-18:00
05-15~09-30`` with ``*`` for every day, hour or season. Several stand apart by `` | ``.
"""

import re

from plans.schemas_cards import CardPlace, CardWindow

_SIGNS = "%|@[]~\n\r"
_PLACE = re.compile(
    r"^(within|except)\s+(jurisdiction|area|address|hazard_source)\s+(\S+)\s+([^@\[~]+?)"
    r"(?:\s+@(-?[\d.e+-]+),(-?[\d.e+-]+))?(?:\s+~(\d+))?(?:\s+\[([^\]]*)\])?$"
)
_WINDOW = re.compile(
    r"^(\*|[1-7]+)\s+(?:\*|(\d\d:\d\d)-(\d\d:\d\d))\s+(?:\*|(\d\d-\d\d)~(\d\d-\d\d))$"
)


class TextUnreadable(ValueError):
    """The text is none of the forms above."""


def places_text(places: list[CardPlace]) -> str:
    """Write places as one line."""
    return " | ".join(_place_text(one) for one in places)


def _place_text(one: CardPlace) -> str:
    text = f"{one.holds} {one.kind} {_escaped(one.code or '-', spaces=True)} {_escaped(one.name)}"
    if one.lon is not None and one.lat is not None:
        text += f" @{one.lon!r},{one.lat!r}"
    if one.radius_m is not None:
        text += f" ~{one.radius_m}"
    if one.area is not None:
        text += f" [{', '.join(f'{lon!r} {lat!r}' for lon, lat in one.area)}]"
    return text


def read_places(text: str) -> list[CardPlace]:
    """Read places from one line."""
    return [_read_place(part.strip()) for part in text.split("|") if part.strip()]


def _read_place(text: str) -> CardPlace:
    found = _PLACE.match(text)
    if found is None:
        raise TextUnreadable(text)
    holds, kind, code, name, lon, lat, radius, area = found.groups()
    try:
        return CardPlace.model_validate(
            {
                "holds": holds,
                "kind": kind,
                "code": None if code == "-" else _plain(code),
                "name": _plain(name),
                "lon": float(lon) if lon else None,
                "lat": float(lat) if lat else None,
                "radius_m": int(radius) if radius else None,
                "area": [_corner(pair) for pair in area.split(",")] if area else None,
            }
        )
    except ValueError as error:
        raise TextUnreadable(text) from error


def _corner(pair: str) -> list[float]:
    lon, lat = pair.split()
    return [float(lon), float(lat)]


def windows_text(windows: list[CardWindow]) -> str:
    """Write hours as one line."""
    return " | ".join(_window_text(one) for one in windows)


def _window_text(one: CardWindow) -> str:
    days = "".join(str(day) for day in one.days) or "*"
    hours = f"{one.from_time}-{one.to_time}" if one.from_time else "*"
    season = f"{one.from_day}~{one.to_day}" if one.from_day else "*"
    return f"{days} {hours} {season}"


def read_windows(text: str) -> list[CardWindow]:
    """Read hours from one line."""
    return [_read_window(part.strip()) for part in text.split("|") if part.strip()]


def _read_window(text: str) -> CardWindow:
    found = _WINDOW.match(text)
    if found is None:
        raise TextUnreadable(text)
    days, from_time, to_time, from_day, to_day = found.groups()
    try:
        return CardWindow(
            days=[] if days == "*" else [int(day) for day in days],
            from_time=from_time,
            to_time=to_time,
            from_day=from_day,
            to_day=to_day,
        )
    except ValueError as error:
        raise TextUnreadable(text) from error


def _escaped(text: str, *, spaces: bool = False) -> str:
    signs = _SIGNS + " " if spaces else _SIGNS
    return "".join(f"%{ord(sign):02X}" if sign in signs else sign for sign in text)


def _plain(text: str) -> str:
    return re.sub(r"%([0-9A-F]{2})", lambda found: chr(int(found.group(1), 16)), text)
