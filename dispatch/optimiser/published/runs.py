"""A folder of published instances, each solved within a time, beside the best value known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.published.gap import GapInstance, solve_gap
from dispatch.optimiser.published.gap_text import read_gap
from dispatch.optimiser.published.numbers import TextError, Tokens
from dispatch.optimiser.published.ruasp_text import is_ruasp, read_ruasp
from dispatch.optimiser.sequence.ruasp import RuaspInstance, solve_ruasp

BEST_KNOWN = "best-known.txt"
"""Lines `name value` of a folder: the best values its source states."""
ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One instance: `n` jobs or incidents for `m` agents or units; values None where unknown.

    `file` is the name of the file, with `:number` where it holds several problems.
    """

    file: str
    n: int
    m: int
    objective: int | None
    bound: int | None
    seconds: float
    best_known: int | None


def run_folder(folder: Path | str, seconds: float) -> list[Row]:
    """Solve every instance of a folder, in the order of names. Raises TextError for a bad file."""
    folder = Path(folder)
    known = read_best_known(folder)
    names = sorted(p for p in folder.iterdir() if p.is_file() and p.name != BEST_KNOWN)
    rows = []
    for path in names:
        if path.suffix not in (".txt", ""):
            continue
        for name, instance in instances_of(path):
            rows.append(_run(name, instance, seconds, known))
    return rows


def read_best_known(folder: Path) -> dict[str, int]:
    """The best values a folder states, by instance."""
    path = folder / BEST_KNOWN
    if not path.exists():
        return {}
    tokens = Tokens.of(path.name, path.read_text("utf-8"))
    known = {}
    while not tokens.is_done():
        name = tokens.word()
        known[name] = tokens.whole()
    return known


def instances_of(path: Path) -> Iterator[tuple[str, RuaspInstance | GapInstance]]:
    """The instances of one file with their names."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as trouble:
        raise TextError(f"{path.name}: is not text") from trouble
    if is_ruasp(text):
        yield path.stem, read_ruasp(path.name, text)
        return
    found = read_gap(path.name, text)
    for number, instance in enumerate(found, 1):
        yield (path.stem if len(found) == 1 else f"{path.stem}:{number}"), instance


def _run(
    name: str, instance: RuaspInstance | GapInstance, seconds: float, known: dict[str, int]
) -> Row:
    began = time.perf_counter()
    budget = Budget(seconds, ROUNDS)
    if isinstance(instance, RuaspInstance):
        m, n = instance.capable.shape
        schedule = solve_ruasp(instance, budget)
        objective, bound = schedule.objective, schedule.bound
    else:
        m, n = instance.cost.shape
        assignment = solve_gap(instance, budget)
        objective, bound = assignment.objective, assignment.bound
    spent = time.perf_counter() - began
    return Row(name, n, m, objective, bound, round(spent, 4), known.get(name))
