"""The cases of order over time: rescue units and incidents, 20 to 100 of each."""

from __future__ import annotations

from collections.abc import Iterator

from app.bench.optimiser import sequence_work
from app.bench.optimiser.ruasp_instances import FAMILIES
from app.bench.optimiser.runs import line, run, share
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
