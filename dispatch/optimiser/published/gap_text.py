"""Generalised assignment as text: the layout of the OR-Library (J. E. Beasley, 1990).

A file holds the number of problems, then for each the number of agents m and jobs n, the m x n
costs, the m x n resources and the m capacities. A file with one problem may leave its number out.
In gap1 to gap12 costs are gains to be maximised, in gapa to gape they are minimised.
"""

from __future__ import annotations

import re

from dispatch.optimiser.published.gap import GapInstance
from dispatch.optimiser.published.numbers import TextError, Tokens


def is_maximised(name: str) -> bool:
    """gap1 to gap12 of the OR-Library are maximised, as is whatever says `max` in its name."""
    return re.match(r"gap(\d|1[0-2])(\D|$)", name) is not None or "max" in name


def read_gap(name: str, text: str, *, maximise: bool | None = None) -> list[GapInstance]:
    """The problems of a file; TextError says what is wrong and where."""
    sense = is_maximised(name) if maximise is None else maximise
    tokens = Tokens.of(name, text)
    if _has_one_problem(tokens):
        return [_problem(tokens, sense)]
    found = [_problem(tokens, sense) for _ in range(tokens.whole())]
    if not tokens.is_done():
        raise TextError(f"{name}: more numbers than its problems need")
    return found


def _has_one_problem(tokens: Tokens) -> bool:
    """Whether the numbers are just those of one problem that begins with m and n."""
    if len(tokens.words) < 2:
        return False
    agents, jobs = tokens.whole(), tokens.whole()
    tokens.at = 0
    return len(tokens.words) == 2 + 2 * agents * jobs + agents


def _problem(tokens: Tokens, maximise: bool) -> GapInstance:
    agents, jobs = tokens.whole(), tokens.whole()
    if agents < 1 or jobs < 1:
        raise TextError(f"{tokens.name}: {agents} agents and {jobs} jobs")
    cost, resource = tokens.table(agents, jobs), tokens.table(agents, jobs)
    capacity = tokens.table(agents)
    if (resource < 0).any() or (capacity < 0).any():
        raise TextError(f"{tokens.name}: a resource or capacity below zero")
    return GapInstance(cost, resource, capacity, maximise)


def write_gap(instances: list[GapInstance]) -> str:
    """Problems as one file of the OR-Library's layout."""
    lines = [str(len(instances))]
    for one in instances:
        lines.append(" ".join(str(size) for size in one.cost.shape))
        for table in (one.cost, one.resource):
            lines += [" ".join(str(number) for number in row) for row in table.tolist()]
        lines.append(" ".join(str(number) for number in one.capacity.tolist()))
    return "\n".join(lines) + "\n"
