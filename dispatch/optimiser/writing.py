"""From the records of a problem to the JSON of `muster-problem/1`."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from dispatch.optimiser.parts import FORMAT, UNREACHABLE


def problem_json(problem: Any) -> dict[str, Any]:
    """Every field written out; unreachable is null; instants are integer seconds."""
    data: dict[str, Any] = {"format": FORMAT}
    for field in fields(problem):
        data[field.name] = plain(getattr(problem, field.name))
    for need in data["needs"]:
        del need["item" if need["capability"] else "capability"]
    for rule in data["cover"]:
        rule["travel"] = [None if s == UNREACHABLE else s for s in rule["travel"]]
    return data


def plain(value: Any) -> Any:
    """Records become objects, sequences lists, matrices lines with null for unreachable."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray):
        return [[None if s == UNREACHABLE else s for s in line] for line in value.tolist()]
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
