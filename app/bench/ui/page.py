"""Writes the page of the command screen's speed from the figures on record."""

from __future__ import annotations

from pathlib import Path

from app.bench.record import FOLDER, Line, kept

NAME = "ui"
NOTES = "ui.notes.md"
HEAD = """# The command screen against its targets

Made by `./muster bench ui --save`; do not edit by hand. Remarks come from [the notes](ui.notes.md).
Measured on {days} on two shared cores; load average {least:g} to {most:g} meanwhile (2 is all of
them).

| what | measured | target | | beside it |
|---|---:|---:|---|---|
"""
_KNOWN = frozenset(
    (
        "name",
        "value",
        "unit",
        "baseline",
        "ratio",
        "target",
        "ok",
        "n",
        "peer_name",
        "measured_on",
        "load_average",
    )
)


def write_page(folder: Path = FOLDER) -> None:
    """Write the page anew; without figures nothing is written."""
    lines = kept(NAME, folder)
    if not lines:
        return
    loads = sorted(float(line["load_average"]) for line in lines)
    days = " and ".join(sorted({str(line["measured_on"]) for line in lines}))
    head = HEAD.format(days=days, least=loads[0], most=loads[-1])
    notes = (folder / NOTES).read_text(encoding="utf-8")
    text = head + "".join(_row(line) for line in lines) + "\n" + notes
    (folder / f"{NAME}.md").write_text(text, encoding="utf-8")


def _row(line: Line) -> str:
    mark = {True: "met", False: "**missed**", None: ""}[line["ok"]]
    value = "not measured" if line["value"] is None else f"{line['value']:,g} {line['unit']}"
    what = f"{line['name']} (n={line['n']:,})"
    return f"| {what} | {value} | {line['target']:g} | {mark} | {_beside(line)} |\n"


def _beside(line: Line) -> str:
    """What the figure is held against, and what else was noted with it."""
    told = [f"{line['peer_name']}: {line['baseline']:g}"] if line["baseline"] else []
    told += [f"{name.replace('_', ' ')} {line[name]}" for name in line if name not in _KNOWN]
    return "; ".join(told)
