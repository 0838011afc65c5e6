"""The real city: demo inventory on its real roads, the whole way from a need to the screens."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from app.bench.optimiser.runs import share
from app.bench.optimiser.seeds import QUICK, Effort
from app.bench.registry import Figure
from app.bench.story import FEW_GOODS, QUICK_ROUNDS, ROUNDS, Story, run_story

SCREENS = 1_000
COLD_ROUNDS, COLD_QUICK_ROUNDS = 8, 3
OWN_STEPS = ("build", "solve", "explain")
"""Steps of the way that are the optimiser's own."""


def real_city(effort: Effort) -> Iterator[Figure]:
    """2,000 teams, 50,000 lots, 60 incidents on real roads, one screen."""
    story = run_story(_rounds(effort), FEW_GOODS)
    own = [
        sum(sample.steps_s[step] for step in OWN_STEPS) if sample.proven else math.inf
        for sample in story.samples
    ]
    whole = [sample.total_s if sample.proven else math.inf for sample in story.samples]
    yield _line("real city: proven inside the optimiser, p50", own, 0.5, None, story)
    yield _line("real city: proven inside the optimiser, p95", own, 0.95, 0.6, story)
    yield _line("real city: need to proven on a screen, p95", whole, 0.95, 2.0, story)


def screens(effort: Effort) -> Iterator[Figure]:
    """The same city with a thousand screens: until each has the proven answer whole."""
    cold_rounds = COLD_QUICK_ROUNDS if effort is QUICK else COLD_ROUNDS
    for which, rounds, target in (("warm", _rounds(effort), 0.25), ("cold", cold_rounds, 0.8)):
        story = run_story(rounds, FEW_GOODS, SCREENS, cold=which == "cold")
        heard, name = story.on_screens_s, f"screens: need to proven on {SCREENS} screens, {which}"
        yield _line(f"{name}, p50", heard, 0.5, None, story)
        yield _line(f"{name}, p95", heard, 0.95, target, story)
        yield _line(f"{name}, the last of all", heard, 1.0, None, story)


def _rounds(effort: Effort) -> int:
    return QUICK_ROUNDS if effort is QUICK else ROUNDS


def _line(
    name: str, values: Sequence[float], part: float, target: float | None, story: Story
) -> Figure:
    found = share(values, part)
    value = None if found is None else round(found, 4)
    facts: dict[str, Any] = {
        "ours": value,
        "peer": None,
        "peer_name": None,
        "gap": max(sample.gap for sample in story.samples),
        "memory_mb": None,
        "seeds": len(story.samples),
        "why": "",
    }
    return Figure(name, value, "s", len(values), target=target, facts=facts)
