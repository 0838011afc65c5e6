"""Warm starts and building: one event in a city that was just solved; 50,000 binaries."""

from __future__ import annotations

from collections.abc import Iterator

from app.bench.optimiser import build_work, warm_work
from app.bench.optimiser.runs import Runs, line, run, share
from app.bench.optimiser.seeds import Effort
from app.bench.registry import Figure


def warm(effort: Effort) -> Iterator[Figure]:
    """Four kinds of events, each in every seeded city, solved from the prices before."""
    found = [
        run("ours", warm_work.replan, effort.ours, 30.0, event=event, seconds=10.0)
        for event in warm_work.EVENTS
    ]
    everything = Runs("ours", tuple(a for runs in found for a in runs.answers), 10.0)
    cold = Runs("ours, cold", everything.answers, 10.0)
    for part in (0.5, 0.95):
        yield line(f"warm: proven after one event, p{part * 100:.0f}",
                   share(everything.proven_s(), part), "s", everything, peer=cold,
                   peer_value=share(cold.values("cold_s"), part), target=0.08)  # fmt: skip
    for event, runs in zip(warm_work.EVENTS, found, strict=True):
        yield line(f"warm: {event}, p95", share(runs.proven_s(), 0.95), "s", runs, peer=cold,
                   peer_value=share(runs.values("cold_s"), 0.95))  # fmt: skip
    yield line("warm: values that differ from the cold answer's", sum(everything.values("differs")),
               "answers", everything, target=0.0)  # fmt: skip


def build(effort: Effort) -> Iterator[Figure]:
    """50,000 yes-or-no variables: the choice among packages as arrays and as expressions."""
    ours = run("ours", build_work.by_arrays, effort.ours, 30.0)
    peer = run("CP-SAT's expressions", build_work.by_expressions, effort.slow, 30.0)
    for part in (0.5, 0.95):
        yield line(f"build: 50,000 binaries, p{part * 100:.0f}", share(ours.proven_s(), part), "s",
                   ours, peer=peer, peer_value=share(peer.proven_s(), part),
                   target=0.035)  # fmt: skip
