"""The colours of the states of teams, where a site wants its own (``MUSTER_STATE_COLOURS``).

Shapes, frames and texts are not a setting: a colour is never the only sign of a state. Red, orange,
yellow and blue of the incident levels are refused, because they may mark nothing else.
"""

import re

STATES = ("available", "committed", "moving", "returning", "scene", "out")
LEVEL_COLOURS = {1: "#d4231d", 2: "#f07d00", 3: "#f5cb00", 4: "#1e6fd9"}
NEAREST = 0.22
"""How near to a level's colour is too near: distance in RGB, each channel 0 to 1."""
_ONE = re.compile(r"^\s*([a-z]+)\s*=\s*(#[0-9a-fA-F]{6})\s*$")


class StateColoursWrong(ValueError):
    """The setting cannot be used; the message says which part of it."""


def read_state_colours(text: str) -> dict[str, str]:
    """Return the colour of each state named in ``available=#1a8f55,scene=#5b2a86``."""
    found: dict[str, str] = {}
    for part in filter(str.strip, text.split(",")):
        match = _ONE.match(part)
        if match is None or match[1] not in STATES:
            names = ", ".join(STATES)
            raise StateColoursWrong(f"{part.strip()!r} is not state=#rrggbb with one of {names}")
        found[match[1]] = match[2].lower()
        for level, colour in LEVEL_COLOURS.items():
            if _distance(found[match[1]], colour) < NEAREST:
                raise StateColoursWrong(
                    f"{part.strip()!r} is too near to the colour of incident level {level}"
                )
    return found


def _distance(one: str, other: str) -> float:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
