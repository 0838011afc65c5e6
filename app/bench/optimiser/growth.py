"""`./muster bench growth`: time and memory from 200 to 20,000 teams, 5,000 to 1,000,000 lots."""

from __future__ import annotations

from collections.abc import Iterator

from app.bench.optimiser import growth_work
from app.bench.optimiser.runs import Runs, line, middle, run, share
from app.bench.registry import Asked, Figure, benchmark

TEAMS = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
LOTS = (5_000, 20_000, 50_000, 200_000, 500_000, 1_000_000)
WHOLE = ("county", "city", "province")
BUDGET_S = 20.0
MOST_MB = 2_000.0


@benchmark("growth", "time and memory as teams and lots grow, each point a process of its own")
def measure(asked: Asked) -> Iterator[Figure]:
    """Measure each point of both curves, then each whole scale."""
    seeds = range(1, 2) if asked.quick else range(1, 4)
    if asked.wants("teams"):
        for teams in TEAMS:
            yield from _teams(teams, seeds)
    if asked.wants("lots"):
        for lots in LOTS:
            ours = run("ours", growth_work.with_lots, seeds, BUDGET_S, lots=lots, seconds=BUDGET_S)
            yield from _point(f"growth: {lots} lots", ours)
    if asked.wants("whole"):
        for scale in WHOLE:
            yield from _whole(scale, seeds)


def _teams(teams: int, seeds: range) -> Iterator[Figure]:
    ours = run("ours", growth_work.with_teams, seeds, BUDGET_S, teams=teams, seconds=BUDGET_S)
    peer = run("HiGHS", growth_work.highs_with_teams, seeds[:1], BUDGET_S, teams=teams,
               seconds=BUDGET_S)  # fmt: skip
    yield from _point(f"growth: {teams} teams", ours, peer)


def _whole(scale: str, seeds: range) -> Iterator[Figure]:
    ours = run("ours", growth_work.with_everything, seeds, BUDGET_S, scale=scale, seconds=5.0)
    name = f"growth: whole {scale}, teams, lots and trucks at once"
    yield line(f"{name}, finished", middle(ours.values("seconds")), "s", ours)
    target = MOST_MB if scale == "province" else None
    yield line(f"{name}, memory", ours.memory_mb, "MB", ours, target=target)


def _point(name: str, ours: Runs, peer: Runs | None = None) -> Iterator[Figure]:
    theirs = middle(peer.at_least_s()) if peer else None
    why = (
        ""
        if peer is None or peer.proven == peer.n
        else f"{peer.name}: not proven in {BUDGET_S:g} s"
    )
    yield line(f"{name}, proven", middle(ours.proven_s()), "s", ours, peer=peer,
               peer_value=theirs, why=why)  # fmt: skip
    yield line(f"{name}, reasons", share(ours.values("explain_s"), 1.0), "s", ours)
    yield line(f"{name}, memory", ours.memory_mb, "MB", ours, peer=peer,
               peer_value=peer.memory_mb if peer else None, target=MOST_MB)  # fmt: skip
