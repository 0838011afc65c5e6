"""What a benchmark is: a named function that yields figures.

A module in ``app.bench`` registers its benchmark by decorating it with ``@benchmark("name", ...)``;
every module of the package and of its folders is found by itself.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import app.bench


@dataclass(frozen=True)
class Figure:
    """One measured number, with what it is compared with and what it must reach.

    ``ratio`` is the value as a multiple of the baseline, ``ok`` says whether the target is met and
    is None where there is none; ``n`` is how many measurements the value stands on. ``facts`` are
    printed with it: which peer the baseline is of, the gap, the memory.
    """

    name: str
    value: float | None
    unit: str
    n: int
    baseline: float | None = None
    target: float | None = None
    more_is_better: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the baseline; None where either is missing or zero."""
        if self.value is None or not self.baseline:
            return None
        return self.value / self.baseline

    @property
    def ok(self) -> bool | None:
        """Whether the target is met; a figure that could not be measured never meets one."""
        if self.target is None:
            return None
        if self.value is None:
            return False
        return self.value >= self.target if self.more_is_better else self.value <= self.target


@dataclass(frozen=True)
class Asked:
    """How a benchmark is to be run: smaller, only some of its cases, on the files of a folder."""

    quick: bool = False
    only: tuple[str, ...] = ()
    folder: Path | None = None

    def wants(self, case: str) -> bool:
        """Say whether a case is to be measured; all are where none is named."""
        return not self.only or case in self.only


Measure = Callable[[Asked], Iterable[Figure]]


@dataclass(frozen=True)
class Benchmark:
    """A named benchmark; ``measure(asked)`` yields its figures."""

    name: str
    title: str
    measure: Measure


_KNOWN: dict[str, Benchmark] = {}


def benchmark(name: str, title: str) -> Callable[[Measure], Measure]:
    """Register the decorated function ``measure(asked: Asked)`` under a name."""

    def register(measure: Measure) -> Measure:
        _KNOWN[name] = Benchmark(name, title, measure)
        return measure

    return register


def all_benchmarks() -> dict[str, Benchmark]:
    """Every benchmark of the package by name."""
    for module in pkgutil.walk_packages(app.bench.__path__, "app.bench."):
        importlib.import_module(module.name)
    return dict(sorted(_KNOWN.items()))
