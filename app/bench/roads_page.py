"""Writes the page of the roads and its chart from the figures on record."""

from __future__ import annotations

from pathlib import Path

from app.bench.plot import Axis, Chart, Point, Series, svg_of
from app.bench.record import FOLDER, Line, kept

NOTES = "roads.notes.md"
PICTURE = Path("pictures") / "roads" / "growth.svg"
HEAD = """# The roads against their targets

Made by `./muster bench roads --save`; do not edit by hand. Remarks come from
[the notes](roads.notes.md). {machine}

| what | measured | target | | beside it |
|---|---:|---:|---|---|
"""
GROWTH = """
## Growth

Copies of the roads of Wuhan and of Andorra in turn, joined by country roads
(`app/bench/road_province.py`), up to a province of more than two million arcs open to a fire
engine.

![Seconds over arcs](../pictures/roads/growth.svg)
"""
_FIELDS = ("build", "reweight", "table")
_WORDS = {
    "build": "build",
    "reweight": "new weights of a class",
    "table": "100 x 20,000 times",
}


def write_page(folder: Path = FOLDER) -> None:
    """Write page and chart anew; without figures nothing is written."""
    lines = kept("roads", folder)
    if not lines:
        return
    notes = (folder / NOTES).read_text(encoding="utf-8")
    text = HEAD.format(machine=_machine(lines)) + "".join(_row(line) for line in lines)
    (folder / "roads.md").write_text(text + GROWTH + "\n" + notes, encoding="utf-8")
    picture = folder.parent / PICTURE
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(svg_of(growth(lines)), encoding="utf-8")


def growth(lines: list[Line]) -> Chart:
    """Seconds to build, to weigh anew and to fill a table, over the arcs of the network."""
    series = tuple(Series(_WORDS[field], _points(lines, field)) for field in _FIELDS)
    return Chart(
        "A province of real networks",
        Axis("arcs open to a fire engine", log=True),
        Axis("seconds", log=True),
        tuple(one for one in series if one.points),
    )


def _points(lines: list[Line], field: str) -> tuple[Point, ...]:
    found = [
        (float(line["arcs"]), float(line["value"]))
        for line in lines
        if line["name"].startswith("province ") and line["name"].endswith(f": {field}")
        if line["value"]
    ]
    return tuple(sorted(found))


def _machine(lines: list[Line]) -> str:
    days = sorted({str(line["measured_on"]) for line in lines})
    loads = sorted(float(line["load_average"]) for line in lines)
    return (
        f"Measured on {' and '.join(days)} on two shared cores; load average "
        f"{loads[0]:g} to {loads[-1]:g} meanwhile (2 is all of them)."
    )


def _row(line: Line) -> str:
    mark = {True: "met", False: "**missed**", None: ""}[line["ok"]]
    target = "" if line["target"] is None else f"{line['target']:g}"
    value = "not measured" if line["value"] is None else f"{_short(line['value'])} {line['unit']}"
    return f"| {line['name']} | {value} | {target} | {mark} | {_beside(line)} |\n"


def _beside(line: Line) -> str:
    """What the figure is held against, and what else was found."""
    told = []
    if line["baseline"]:
        told.append(f"{line.get('peer_name', 'baseline')}: {_short(line['baseline'])}")
    if line.get("arcs"):
        told.append(f"{line['arcs']:,} arcs")
    told += [f"{key.replace('_', ' ')} {line[key]}" for key in sorted(line) if key.endswith("_at")]
    if line.get("standings"):
        told.append(", ".join(f"{k} {v}" for k, v in sorted(line["standings"].items())))
    if line.get("middle") is not None:
        told.append(f"median {line['middle']:.2%}, {len(line['outliers'])} outliers")
    return "; ".join(told)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
