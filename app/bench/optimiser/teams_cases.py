"""The teams' cases: a city, a province, and both after a disaster, against general solvers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.bench.optimiser import teams_work
from app.bench.optimiser.general_solvers import CP_SAT, CP_SAT_BEST, HIGHS, SCIP
from app.bench.optimiser.runs import Runs, line, line_of_ratio, median_ratio, middle, run, share
from app.bench.optimiser.seeds import Effort
from app.bench.registry import Figure

PRUNED = 80
"""Nearest able teams of each need left to a pruned model; unsafe, but it is what people do."""


def city(effort: Effort) -> Iterator[Figure]:
    """2,000 teams, 60 incidents: proven over the whole inventory."""
    ours = run("ours", teams_work.ours, effort.ours, 10.0, scale="city", surge=False, seconds=10.0)
    whole = _general(HIGHS, "city", effort.slow, effort)
    pruned = _general(HIGHS, "city", effort.slow, effort, PRUNED)
    as_it_comes = _general(CP_SAT, "city", effort.very_slow, effort)
    tuned = _general(CP_SAT_BEST, "city", effort.slow, effort)
    scip = _general(SCIP, "city", effort.slow, effort)
    against = partial(line, ours=ours, peer=whole)
    yield against("city: proven, p50", share(ours.proven_s(), 0.5), "s",
                  peer_value=share(whole.proven_s(), 0.5), target=0.3)  # fmt: skip
    yield against("city: proven, p95", share(ours.proven_s(), 0.95), "s",
                  peer_value=share(whole.proven_s(), 0.95), target=0.6)  # fmt: skip
    yield _faster("city", ours, whole, 4.0)
    yield _faster("city", ours, as_it_comes, 40.0)
    for peer in (pruned, tuned, scip):
        yield _faster("city", ours, peer, None)
    yield from _cost_of_nearest_first("city", ours, effort)
    yield from _explanations(ours)
    yield line("city: answers the checker refuses", sum(ours.values("violations")), "answers", ours,
               target=0.0)  # fmt: skip


def province(effort: Effort) -> Iterator[Figure]:
    """20,000 teams, 90 incidents: proven over the whole inventory."""
    ours = run(
        "ours", teams_work.ours, effort.ours, 20.0, scale="province", surge=False, seconds=20.0
    )
    whole = _general(HIGHS, "province", effort.very_slow, effort)
    pruned = _general(HIGHS, "province", effort.slow, effort, PRUNED)
    for part, target in ((0.5, 0.7), (0.95, 0.7)):
        yield line(f"province: proven, p{part * 100:.0f}", share(ours.proven_s(), part), "s", ours,
                   peer=whole, peer_value=share(whole.proven_s(), part), target=target)  # fmt: skip
    yield _faster("province", ours, whole, None)
    yield _faster("province", ours, pruned, None)
    yield from _cost_of_nearest_first("province", ours, effort)


def city_surge(effort: Effort) -> Iterator[Figure]:
    """2,000 teams, 300 incidents at once: how near the optimum after one second and after five."""
    yield from _surge("city", ((1.0, 0.05), (5.0, 0.001)), effort)


def province_surge(effort: Effort) -> Iterator[Figure]:
    """20,000 teams, 500 incidents at once: how near the optimum after five seconds."""
    yield from _surge("province", ((5.0, 0.001),), effort)


def _surge(scale: str, steps: tuple[tuple[float, float], ...], effort: Effort) -> Iterator[Figure]:
    seeds = {HIGHS: effort.very_slow, CP_SAT_BEST: effort.very_slow, SCIP: effort.once}
    peers = [_general(s, scale, seeds[s], effort, PRUNED, surge=True) for s in seeds]
    own_seeds = effort.ours_long if scale == "province" else effort.ours
    for seconds, target in steps:
        ours = run(
            "ours", teams_work.ours, own_seeds, seconds, scale=scale, surge=True, seconds=seconds
        )
        name, own = f"{scale} surge", f"after {seconds:g} s"
        for part in (0.5, 1.0):
            which = "p50" if part < 1 else "worst"
            yield line(f"{name}: gap {own}, {which}", share(ours.values("gap"), part), "of 1", ours,
                       target=target)  # fmt: skip
        yield line(f"{name}: seconds taken {own}, worst", share(ours.values("total_s"), 1.0), "s",
                   ours)  # fmt: skip
        for peer in peers:
            after = f"cost of {peer.name} after {peer.limit_s:g} s over ours"
            yield _cost_over(f"{name}: {after} {own}", peer, ours)
    yield from _cost_of_nearest_first(f"{scale} surge", ours, effort)


def _general(
    solver: str,
    scale: str,
    seeds: range,
    effort: Effort,
    nearest: int | None = None,
    surge: bool = False,
) -> Runs:
    name = solver if nearest is None else f"{solver}, {nearest} nearest teams a need"
    return run(
        name, teams_work.general, seeds, effort.peer_limit_s, scale=scale, surge=surge,
        solver=solver, seconds=effort.peer_limit_s, nearest=nearest,
    )  # fmt: skip


def _faster(case: str, ours: Runs, peer: Runs, target: float | None) -> Figure:
    """How many times as long the peer takes to its proof; at least, where it found none in time."""
    why = "" if peer.proven == peer.n else f"{peer.n - peer.proven} of {peer.n} not proven in time"
    return line_of_ratio(
        f"{case}: times as fast as {peer.name}",
        median_ratio(ours, ours.proven_s(), peer, peer.at_least_s()),
        ours,
        peer,
        (middle(ours.proven_s()), middle(peer.at_least_s())),
        target=target,
        why=why,
    )


def _cost_of_nearest_first(case: str, ours: Runs, effort: Effort) -> Iterator[Figure]:
    scale, _, surge = case.partition(" ")
    seeds = effort.slow if scale == "province" else effort.ours
    peer = run("nearest first", teams_work.greedy, seeds, 30.0, scale=scale, surge=bool(surge))
    yield _cost_over(f"{case}: cost of nearest first over ours", peer, ours)


def _cost_over(name: str, peer: Runs, ours: Runs) -> Figure:
    """What the peer's answer costs over ours, seed by seed, the median."""
    mine, theirs = ours.values("objective"), peer.values("objective")
    ratio = median_ratio(ours, mine, peer, theirs)
    return line_of_ratio(name, ratio, ours, peer, (middle(mine), middle(theirs)))


def _explanations(ours: Runs) -> Iterator[Figure]:
    yield line("city: reason, next best and price of every line, p95",
               share(ours.values("explain_s"), 0.95), "s", ours, target=0.5)  # fmt: skip
