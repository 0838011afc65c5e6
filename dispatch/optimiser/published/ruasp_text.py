"""RUASP instances as text. Published ones have no common format: this is the layout accepted here.

    RUASP 1                      # name of the layout and its edition
    units 2 incidents 3
    weights 5 1 3                # one per incident
    capable                      # a row of 0 and 1 per unit
    1 1 0
    0 1 1
    work                         # a row per unit: time each incident takes it
    ...
    start                        # a row per unit: travel from its place to each incident
    ...
    travel                       # per unit a square: from each incident (row) to each (column)
    ...

All numbers are whole, in one unit of time; line breaks mean nothing; `#` begins a comment.
"""

from __future__ import annotations

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.published.numbers import TextError, Tokens
from dispatch.optimiser.sequence.ruasp import RuaspInstance


def is_ruasp(text: str) -> bool:
    """Whether a text says that it holds a RUASP instance."""
    words = Tokens.of("", text).words[:1]
    return bool(words) and words[0][0] == "RUASP"


def read_ruasp(name: str, text: str) -> RuaspInstance:
    """The instance of a text; TextError says what is wrong and where."""
    tokens = Tokens.of(name, text)
    tokens.expect("RUASP", "1", "units")
    units = tokens.whole()
    tokens.expect("incidents")
    incidents = tokens.whole()
    parts: dict[str, IntArray] = {}
    shapes = {
        "weights": (incidents,),
        "capable": (units, incidents),
        "work": (units, incidents),
        "start": (units, incidents),
        "travel": (units, incidents, incidents),
    }
    for part, shape in shapes.items():
        tokens.expect(part)
        parts[part] = tokens.table(*shape)
        if (parts[part] < 0).any() or (part == "capable" and (parts[part] > 1).any()):
            raise TextError(f"{name}: '{part}' holds a number that is out of range")
    if not tokens.is_done():
        raise TextError(f"{name}: more numbers than units and incidents need")
    return RuaspInstance(
        parts["weights"], parts["capable"] == 1, parts["work"], parts["start"], parts["travel"]
    )


def write_ruasp(instance: RuaspInstance, remark: str = "") -> str:
    """The text of an instance; every line of the remark becomes a comment."""
    units, incidents = instance.capable.shape
    lines = [f"# {line}" for line in remark.splitlines()]
    lines += ["RUASP 1", f"units {units} incidents {incidents}", "weights", _row(instance.weight)]
    tables = {
        "capable": instance.capable.astype(int),
        "work": instance.work,
        "start": instance.start_travel,
        "travel": instance.travel.reshape(units * incidents, incidents),
    }
    for part, table in tables.items():
        lines += [part, *(_row(row) for row in table)]
    return "\n".join(lines) + "\n"


def _row(numbers: IntArray) -> str:
    return " ".join(str(number) for number in numbers.tolist())
