"""The cases of order over time: rescue units and incidents, 20 to 100 of each."""

from __future__ import annotations

import math
from collections.abc import Iterator

from app.bench.optimiser import ruasp_rivals, sequence_work
from app.bench.optimiser.general_solvers import CP_SAT, CP_SAT_BEST
from app.bench.optimiser.ruasp_instances import FAMILIES
from app.bench.optimiser.runs import Runs, line, line_of_ratio, median_ratio, middle, run, share
from app.bench.optimiser.seeds import Effort
from app.bench.registry import Figure


def ruasp(effort: Effort) -> Iterator[Figure]:
    """Schedules of both families: 40 x 40, every size from 20 to 60, and 100 x 50."""
    for family in FAMILIES:
        ours = run("ours", sequence_work.ours, effort.ours, 10.0, incidents=40, units=40,
                   family=family, seconds=10.0)  # fmt: skip
        for part, target in ((0.5, None), (0.95, 0.05)):
            yield line(f"ruasp 40 x 40, family {family}: optimal, p{part * 100:.0f}",
                       share(ours.proven_s(), part), "s", ours, target=target)  # fmt: skip
        yield from _rivals(family, ours, effort)
    sizes = run("ours", sequence_work.grid, effort.very_slow, 120.0, seconds=10.0)
    unproven = sum(sizes.values("unproven"))
    yield line("ruasp 20-60 x 20-60: optimal, slowest", share(sizes.proven_s(), 1.0), "s", sizes,
               target=0.6, why=f"{unproven:g} not proven in 10 s" if unproven else "")  # fmt: skip
    for family in FAMILIES:
        large = run("ours", sequence_work.ours, effort.very_slow, 20.0, incidents=100, units=50,
                    family=family, seconds=10.0)  # fmt: skip
        yield line(f"ruasp 100 x 50, family {family}: gap after 10 s, worst",
                   share(large.values("gap"), 1.0), "of 1", large, target=0.01)  # fmt: skip
        yield line(f"ruasp 100 x 50, family {family}: seconds taken, worst",
                   share(large.values("seconds"), 1.0), "s", large)  # fmt: skip


def _rivals(family: str, ours: Runs, effort: Effort) -> Iterator[Figure]:
    """What routing, CP-SAT and the gravest-first rule cost over ours on the same instances."""
    where = {"incidents": 40, "units": 40, "family": family}
    limit_s = effort.peer_limit_s
    greedy = run("gravest first", ruasp_rivals.gravest_first, effort.ours, 30.0, **where)
    routing = run("OR-Tools routing", ruasp_rivals.routing, effort.very_slow, limit_s,
                  seconds=limit_s, **where)  # fmt: skip
    as_it_comes = run(CP_SAT, ruasp_rivals.cp_sat, effort.once, limit_s, seconds=limit_s,
                      workers=0, **where)  # fmt: skip
    best = run(CP_SAT_BEST, ruasp_rivals.cp_sat, effort.once, limit_s, seconds=limit_s,
               workers=1, **where)  # fmt: skip
    for peer in (greedy, routing, as_it_comes, best):
        mine, theirs = ours.values("objective"), peer.values("objective")
        after = "" if peer is greedy else f" after {limit_s:g} s"
        none = sum(value == math.inf for value in theirs)
        why = f"no answer on {none} of {peer.n}" if none else ""
        yield line_of_ratio(f"ruasp 40 x 40, family {family}: cost of {peer.name}{after} over ours",
                            median_ratio(ours, mine, peer, theirs), ours, peer,
                            (middle(mine), middle(theirs)), why=why)  # fmt: skip
