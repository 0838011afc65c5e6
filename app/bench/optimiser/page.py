"""Writes docs/benchmarks/optimiser.md from the figures on record: no number is copied by hand."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.bench.optimiser.child import MEMORY_MB
from app.bench.optimiser.general_solvers import HIGHS
from app.bench.record import FOLDER, Line, kept

PAGE, NOTES = "optimiser.md", "optimiser.notes.md"
SOURCES = ("optimiser", "growth", "published")
HEAD = """# The optimiser against its targets and its rivals

Made by `./muster bench optimiser --save` (and `growth`, `published`); do not edit by hand. Remarks
come from [the notes](optimiser.notes.md). What the words mean is explained on
[the dispatcher's page](../dispatcher.md).

{machine}

Every contender works in a process of its own with a limit of memory ({memory_mb:,} MB) and of time;
one that overruns is ended. Times are seconds of wall clock from the records in memory to the
answer, explanations not counted unless said; p95 is the value that 95 % of the seeds do not exceed.
A peer that did not prove its answer counts with its limit, so its ratio is *at least* that. Peers'
models are filled by arrays and written from the file format alone
([pair model](../../app/bench/optimiser/pair_model.py)). "{highs}" is the one inside SciPy {scipy};
CP-SAT and SCIP those inside OR-Tools {ortools}. The gap is the largest of ours. Targets missed stay
in the tables as missed.

Met: **{met}** of {count} targets; missed: **{missed}**.
"""
COLUMNS = ("figure", "ours", "target", "", "peer", "peer's", "gap", "memory, MB", "seeds", "remark")


def write_page(folder: Path = FOLDER) -> Path:
    """Write the page anew from what is on record."""
    lines = {source: kept(source, folder) for source in SOURCES}
    notes = notes_by_case((folder / NOTES).read_text(encoding="utf-8"))
    judged = [line["ok"] for each in lines.values() for line in each if line["ok"] is not None]
    parts = [
        HEAD.format(
            machine=_machine(lines["optimiser"]),
            memory_mb=MEMORY_MB,
            highs=HIGHS,
            scipy=version("scipy"),
            ortools=version("ortools"),
            met=sum(judged),
            count=len(judged),
            missed=len(judged) - sum(judged),
        )
    ]
    for source, each in lines.items():
        parts += [_section(case, rows, notes) for case, rows in _by_case(each, source).items()]
    path = folder / PAGE
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def notes_by_case(text: str) -> dict[str, str]:
    """The remarks under each heading `## case` of the notes."""
    sections = text.split("\n## ")[1:]
    return {head.strip(): body.strip() for head, _, body in (s.partition("\n") for s in sections)}


def _machine(lines: Sequence[Line]) -> str:
    days = sorted({line["measured_on"] for line in lines})
    when = " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "not yet"
    loads = sorted(line["load_average"] for line in lines)
    load = f"{loads[len(loads) // 2]} (median), {loads[-1]} (most)" if loads else "unknown"
    where = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}"
    return (
        f"Measured on {when}: {where}, Python {platform.python_version()}.\n"
        f"Load average as the figures were taken, the measured processes included: {load};\n"
        "above about 2 the times say as much about the neighbours as about the product."
    )


def _by_case(lines: list[Line], source: str) -> dict[str, list[Line]]:
    """Lines under what stands before their colon; those of other benchmarks under their name."""
    cases: dict[str, list[Line]] = {}
    for line in lines:
        case = line["name"].partition(":")[0] if source == "optimiser" else source
        cases.setdefault(case, []).append(line)
    return cases


def _section(case: str, lines: list[Line], notes: dict[str, str]) -> str:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(_row(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    remark = f"\n{notes[case]}\n" if case in notes else ""
    return f"## {case}\n\n{table}\n{remark}"


def _row(line: Line) -> tuple[str, ...]:
    mark = {True: "met", False: "**missed**", None: ""}[line["ok"]]
    return (
        line["name"].partition(": ")[2] or line["name"],
        _amount(line["value"], line["unit"]),
        _target(line),
        mark,
        line.get("peer_name") or "",
        _peer(line),
        _share(line.get("gap")),
        _number(line.get("memory_mb")),
        str(line.get("seeds", line["n"])),
        line.get("why") or "",
    )


def _target(line: Line) -> str:
    if line["target"] is None:
        return ""
    sign = "≥" if line.get("more_is_better") else "≤"
    return f"{sign} {_amount(line['target'], line['unit'])}"


def _peer(line: Line) -> str:
    """The peer's own value; of a ratio both values, ours first."""
    if line.get("peer") is None:
        return ""
    if line["unit"] == "x":
        return f"{_number(line['ours'])} : {_number(line['peer'])}"
    return _amount(line["peer"], line["unit"])


def _amount(value: Any, unit: str) -> str:
    if value is None:
        return "not reached" if unit in ("s", "of 1") else "–"
    if unit == "of 1":
        return _share(value)
    return f"{_number(value)} {'×' if unit == 'x' else unit}"


def _share(value: float | None) -> str:
    if value is None:
        return ""
    return "0" if value == 0 else f"{100 * value:.3g} %"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
