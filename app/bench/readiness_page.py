"""Writes the page of the test of all plans from the figures on record."""

from pathlib import Path

from app.bench.record import FOLDER, Line, kept

NAME = "readiness"
HEAD = """# All plans tested by night

Made by `./muster bench readiness --save`; do not edit by hand. Measured on {day} on 2 cores shared
with other work (load average {load}); one process, as the night's run is.

{plans} plans × 4 response levels at {places} places in 13 districts: {cases} cases against
{teams} teams, {depots} depots and their lots, over the real roads of Wuhan. {met} cases were met,
{short} fell short, {unclear} were left open. The target is three minutes; {told} times the run told
how far it was.

| what | measured | target | |
|---|---:|---:|---|
"""
FOOT = """
"Roads" is the look for stretches of main road on which cases that hold depend: ways of everybody
counted on as one tree a place and vehicle class, then the 300 stretches on which most cases could
hang closed one by one. What is proven and what is a bound:
[decision 0041](../decisions/0041-plans-are-tested-by-counting.md).
"""


def write_page(folder: Path = FOLDER) -> None:
    """Write the page anew; without figures nothing is written."""
    lines = {line["name"]: line for line in kept(NAME, folder)}
    whole = lines.get("whole run")
    if whole is None:
        return
    told = lines.get("told how far it is", {}).get("value", 0)
    head = HEAD.format(
        day=whole["measured_on"], load=whole["load_average"], told=told, **_counts(whole)
    )
    text = head + "".join(_row(line) for line in lines.values()) + FOOT
    (folder / "readiness.md").write_text(text, encoding="utf-8")


def _counts(whole: Line) -> Line:
    names = ("plans", "places", "cases", "teams", "depots", "met", "short", "unclear")
    return {name: whole.get(name, "?") for name in names}


def _row(line: Line) -> str:
    target = "" if line["target"] is None else f"{line['target']:g} {line['unit']}"
    mark = {True: "met", False: "missed", None: ""}[line["ok"]]
    return f"| {line['name']} | {line['value']:g} {line['unit']} | {target} | {mark} |\n"
