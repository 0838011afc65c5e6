"""The figures last measured, kept as JSON lines under docs/benchmarks; pages are made of them."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "benchmarks"

Line = dict[str, Any]


def kept(name: str, folder: Path = FOLDER) -> list[Line]:
    """The lines on record of one benchmark, in the order in which they were first measured."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return []
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


def keep(name: str, line: Line, folder: Path = FOLDER) -> None:
    """Write a line down, with the day and how busy the machine was, in place of an earlier one."""
    day = datetime.now(UTC).date().isoformat()
    dated = {**line, "measured_on": day, "load_average": round(os.getloadavg()[0], 1)}
    lines = {one["name"]: one for one in kept(name, folder)}
    lines[line["name"]] = dated
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines.values())
    (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
