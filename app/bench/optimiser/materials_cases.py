"""The materials' cases: a million lots, and a city's trucks, against flows and programs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from app.bench.optimiser import materials_work, trip_rivals
from app.bench.optimiser.general_solvers import HIGHS
from app.bench.optimiser.runs import (
    Runs,
    line,
    line_of_ratio,
    median_ratio,
    middle,
    not_available,
    run,
    share,
)
from app.bench.optimiser.seeds import Effort
from app.bench.registry import Figure

NOT_INSTALLED = "no package of it could be installed where this was measured"


def million_lots(effort: Effort) -> Iterator[Figure]:
    """1,000,000 lots in 4,000 depots, 500 incidents at once, transport not planned."""
    where = {"scale": "province", "surge": True}
    ours = run("ours", materials_work.ours, effort.slow, 20.0, seconds=20.0, **where)
    flow = run("one minimum-cost flow", materials_work.flow, effort.slow, 60.0, **where)
    program = run(f"{HIGHS}, linear program", materials_work.program, effort.very_slow, 60.0,
                  seconds=60.0, **where)  # fmt: skip
    nearest = run("nearest depot first", materials_work.nearest, effort.slow, 60.0, **where)
    for part in (0.5, 0.95):
        yield line(f"million lots: certified, p{part * 100:.0f}", share(ours.proven_s(), part),
                   "s", ours, peer=flow, peer_value=share(flow.proven_s(), part),
                   target=0.35)  # fmt: skip
    yield line("million lots: certified, stock read for the first time, p95",
               share(ours.values("cold_s"), 0.95), "s", ours)  # fmt: skip
    for peer in (flow, program):
        yield _faster("million lots", ours, peer)
    yield _cost_over("million lots: cost of nearest depot first over ours", nearest, ours)
    yield _same_value(ours, flow)


def trips(effort: Effort) -> Iterator[Figure]:
    """A city's lots and trucks: payload, loading, several trips and stops."""
    two = run("ours", materials_work.trips, effort.ours, 2.0, scale="city", seconds=2.0)
    five = run("ours", materials_work.trips, effort.ours, 5.0, scale="city", seconds=5.0)
    yield line("trips: gap after 2 s, worst", share(two.values("gap"), 1.0), "of 1", two,
               target=0.01)  # fmt: skip
    yield line("trips: gap after 2 s, p50", share(two.values("gap"), 0.5), "of 1", two)
    yield line("trips: optimal, p95", share(five.proven_s(), 0.95), "s", five, target=5.0)
    yield line("trips: share of answers proven within 5 s", five.proven / five.n, "of 1", five)
    yield line("trips: answers the checker refuses", sum(five.values("violations")), "answers",
               five, target=0.0)  # fmt: skip
    limit_s = effort.peer_limit_s
    highs = run(f"{HIGHS}, one stop a trip, divisible goods", trip_rivals.monolith, effort.slow,
                limit_s, scale="city", seconds=limit_s)  # fmt: skip
    routed = run("OR-Tools routing, one trip a lorry", trip_rivals.routing, effort.slow, limit_s,
                 scale="city", seconds=5.0)  # fmt: skip
    yield _faster("trips", five, highs)
    yield _cost_over(f"trips: cost of {highs.name} over ours after 5 s", highs, five)
    yield _cost_over(f"trips: cost of {routed.name} after 5 s over ours", routed, five)
    for peer in ("PyVRP", "VROOM"):
        yield not_available(f"trips: {peer}", peer, NOT_INSTALLED)


def _faster(case: str, ours: Runs, peer: Runs) -> Figure:
    ratio = median_ratio(ours, ours.proven_s(), peer, peer.at_least_s())
    values = middle(ours.proven_s()), middle(peer.at_least_s())
    return line_of_ratio(f"{case}: times as fast as {peer.name}", ratio, ours, peer, values)


def _cost_over(name: str, peer: Runs, ours: Runs) -> Figure:
    mine, theirs = ours.values("objective"), peer.values("objective")
    ratio = median_ratio(ours, mine, peer, theirs)
    return line_of_ratio(name, ratio, ours, peer, (middle(mine), middle(theirs)))


def _same_value(ours: Runs, peer: Runs) -> Figure:
    """Seeds on which both answered, and differently."""
    pairs = zip(ours.values("objective"), peer.values("objective"), strict=True)
    differing = sum(a != b for a, b in pairs if math.inf not in (a, b))
    return line("million lots: answers that differ from the flow's value", float(differing),
                "answers", ours, peer=peer, target=0.0)  # fmt: skip
