"""`./muster bench roads`: drive times, closures, coverage, siting on the real roads of a city."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from typing import Any

from app.bench.optimiser.child import Order, measure
from app.bench.registry import Asked, Figure, benchmark
from app.bench.road_engines import python_of_engines

WORK = "app.bench.roads_work"
LIMIT_S = 900.0
PROVINCES = ((1, 1), (2, 2), (3, 3), (5, 4))
"""Copies across and down; the last has more than two million arcs open to a fire engine."""

PROVINCE_BARS: dict[str, tuple[str, float | None]] = {
    "build": ("s", 600.0),
    "reweight": ("s", 1.0),
    "table": ("s", 5.0),
    "closure": ("s", None),
    "cold": ("s", None),
    "memory": ("MB", None),
}
SITING = (("lscp", 0), ("mclp", 8), ("p-centre", 8), ("p-median", 8))


@benchmark("roads", "drive times, closures, coverage, siting: a city's real roads and a province")
def roads(asked: Asked) -> Iterable[Figure]:
    """Every bar of the roads, each case in a process of its own."""
    seeds = range(1, 3 if asked.quick else 6)
    for name, case in _CASES.items():
        if asked.wants(name):
            yield from case(seeds)


def _answers(work: str, arguments: dict[str, Any], seeds: Iterable[int]) -> list[dict[str, Any]]:
    order = Order(f"{WORK}:{work}", arguments, LIMIT_S)
    return [answer for answer in measure(order, list(seeds)) if "killed" not in answer]


def _sum(answers: list[dict[str, Any]], field: str) -> int | None:
    return sum(answer[field] for answer in answers) if answers else None


def _middle(answers: list[dict[str, Any]], field: str) -> float | None:
    values = [answer[field] for answer in answers if answer.get(field) is not None]
    return statistics.median(values) if values else None


def _matrix(seeds: Iterable[int]) -> Iterator[Figure]:
    found = _answers("matrix", {"rows": 2000, "columns": 500}, seeds)
    ours, peer = _middle(found, "ours"), _middle(found, "peer")
    facts = {"peer_name": "SciPy Dijkstra, one run a target", "pairs": _sum(found, "road_pairs")}
    yield Figure("2,000 teams x 500 places", ours, "s", len(found), peer, 0.5, facts=facts)
    faster = peer / ours if ours and peer else None
    yield Figure(
        "times as fast as SciPy", faster, "x", len(found), target=15.0, more_is_better=True
    )
    pairs = {"pairs": _sum(found, "pairs")}
    differing = _sum(found, "differing")
    yield Figure("pairs that differ", differing, "pairs", len(found), target=0, facts=pairs)


def _closure(seeds: Iterable[int]) -> Iterator[Figure]:
    for classes, words in ((1, ""), (6, ", six classes mixed")):
        given = {"teams": 2000, "incidents": 60, "classes": classes}
        found = _answers("closure", given, seeds)
        name = f"a closure to all times of 2,000 x 60{words}"
        target = 0.1 if classes == 1 else None
        yield Figure(name, _middle(found, "ours"), "s", len(found), target=target)


def _memory(seeds: Iterable[int]) -> Iterator[Figure]:
    found = _answers("memory", {}, list(seeds)[:1])
    yield Figure("peak memory, six classes", _middle(found, "ours"), "MB", len(found), target=500.0)
    name = "peak memory, six classes in four states of closures"
    yield Figure(name, _middle(found, "states"), "MB", len(found), target=500.0)


def _coverage(seeds: Iterable[int]) -> Iterator[Figure]:
    given = {"teams": 2000, "cells": 20_000, "homes": 400}
    found = _answers("coverage", given, seeds)
    yield Figure(
        "20,000 cells after a departure", _middle(found, "ours"), "s", len(found), target=0.5
    )
    yield Figure("20,000 cells from nothing", _middle(found, "whole"), "s", len(found))


def _province(seeds: Iterable[int]) -> Iterator[Figure]:
    for across, down in PROVINCES:
        found = _answers("province", {"across": across, "down": down}, list(seeds)[:1])
        arcs = int(_middle(found, "arcs") or 0)
        is_last = (across, down) == PROVINCES[-1]
        for field, (unit, target) in PROVINCE_BARS.items():
            yield Figure(
                f"province {across} x {down}: {field}",
                _middle(found, field),
                unit,
                len(found),
                target=target if is_last else None,
                facts={"arcs": arcs},
            )


def _snapping(seeds: Iterable[int]) -> Iterator[Figure]:
    for roads in ("wuhan", "andorra"):
        found = _answers(
            "snapping", {"count": 10_000, "told": 2_000, "roads": roads}, list(seeds)[:1]
        )
        for field, name, unit, target in (
            ("ours", "10,000 points put on roads", "s", None),
            ("told", "2,000 of them told how they lie", "s", None),
            ("farthest", "farthest from a road", "m", None),
            ("worst", "farthest with a road time", "m", 500.0),
            ("silent", "far points nothing is said about", "points", 0),
        ):
            first = found[0] if found else {}
            facts = {key: each for key, each in first.items() if key.startswith(field + "_")}
            if field == "told":
                facts["standings"] = first.get("standings")
            value = _middle(found, field)
            yield Figure(f"{roads}: {name}", value, unit, len(found), target=target, facts=facts)


def _engines(seeds: Iterable[int]) -> Iterator[Figure]:
    python = python_of_engines()
    given = {"count": 200, "python": str(python)}
    found = _answers("engines", given, list(seeds)[:1]) if python else []
    for engine, held in (("osrm", "quickest times"), ("valhalla", "shortest ways")):
        one = found[0].get(engine) if found else None
        share = one["agreeing"] / one["pairs"] if one else None
        facts = one if one else {"note": "not installed: see docs/benchmarks/roads.md"}
        yield Figure(
            f"{engine}: {held} within 10 %",
            share,
            "of pairs",
            one["pairs"] if one else 0,
            target=0.95 if one else None,
            more_is_better=True,
            facts=facts,
        )


def _siting(seeds: Iterable[int]) -> Iterator[Figure]:
    for problem, count in SITING:
        given = {"problem": problem, "sites": 80, "places": 300, "count": count}
        found = _answers("siting", given, seeds)
        peer = _middle(found, "peer")
        wrong = [a for a in found if a["peer"] and abs(a["value"] - a["peer_value"]) > 1e-3]
        facts = {
            "peer_name": "spopt" if peer else "spopt: not installed",
            "proven": all(answer["proven"] for answer in found),
            "disagree": len(wrong) if peer else None,
        }
        yield Figure(
            f"siting {problem}, 80 sites x 300 places",
            _middle(found, "ours"),
            "s",
            len(found),
            peer,
            facts=facts,
        )


_CASES = {
    "matrix": _matrix,
    "closure": _closure,
    "memory": _memory,
    "coverage": _coverage,
    "province": _province,
    "snapping": _snapping,
    "engines": _engines,
    "siting": _siting,
}
