"""From the records of a problem to the JSON of `muster-problem/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

from dispatch.optimiser.lots import LotTable
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


LEAVES = frozenset((str, int, float, bool, type(None)))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def plain(value: Any) -> Any:
    """Records become objects, sequences lists, matrices lines with null for unreachable."""
    kind: Any = type(value)
    if kind in LEAVES:
        return value
    if names := _names(kind):
        inner = {name: getattr(value, name) for name in names}
        return {k: v if type(v) in LEAVES else plain(v) for k, v in inner.items()}
    if isinstance(value, np.ndarray):
        return [[None if s == UNREACHABLE else s for s in line] for line in value.tolist()]
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | LotTable):
        return [plain(inner) for inner in value]
    return value
