"""`./muster bench published DIR`: published instances of a folder, beside the best values known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from app.bench.optimiser import published_work
from app.bench.optimiser.general_solvers import HIGHS
from app.bench.optimiser.runs import Runs, line, run, share
from app.bench.registry import Asked, Figure, benchmark
from dispatch.optimiser.published.gap import GapInstance
from dispatch.optimiser.published.numbers import TextError
from dispatch.optimiser.published.runs import read_best_known

SECONDS, QUICK_SECONDS = 20.0, 3.0


@benchmark("published", "published instances of a folder (GAP, RUASP as text) to their optimum")
def measure(asked: Asked) -> Iterator[Figure]:
    """Solve every instance of the folder; HiGHS solves the assignments too."""
    if asked.folder is None or not asked.folder.is_dir():
        raise typer.BadParameter("which folder? ./muster bench published DIR")
    seconds = QUICK_SECONDS if asked.quick else SECONDS
    try:
        instances = published_work.all_instances(asked.folder)
        known = read_best_known(asked.folder)
    except TextError as trouble:
        raise typer.BadParameter(str(trouble)) from trouble
    for place, (name, instance) in enumerate(instances):
        if not asked.wants(name):
            continue
        ours, peer = _both(place, asked.folder, seconds, isinstance(instance, GapInstance))
        yield _seconds(ours, peer)
        yield _over_best_known(ours, known.get(name))


def _both(place: int, folder: Path, seconds: float, is_linear: bool) -> tuple[Runs, Runs | None]:
    where = {"folder": str(folder.absolute()), "seconds": seconds}
    ours = run("ours", published_work.ours, [place], seconds, **where)
    if not is_linear:
        return ours, None
    return ours, run(HIGHS, published_work.highs, [place], seconds, **where)


def _seconds(ours: Runs, peer: Runs | None) -> Figure:
    peer_s = share(peer.at_least_s(), 1.0) if peer else None
    why = "" if peer is None or peer.proven else f"{HIGHS} did not prove it in {peer.limit_s:g} s"
    return line(f"published: {_title(ours)}, optimal", share(ours.proven_s(), 1.0), "s", ours,
                peer=peer, peer_value=peer_s, why=why)  # fmt: skip


def _over_best_known(ours: Runs, known: int | None) -> Figure:
    """How far our value lies from the best that the source states, as a share of it."""
    value = ours.answers[0].get("objective")
    apart = None if known is None or value is None else abs(value - known) / max(1, abs(known))
    why = "the folder states no best value" if known is None else f"best known {known}"
    return line(f"published: {_title(ours)}, apart from the best known", apart, "of 1", ours,
                why=f"ours {value}, {why}")  # fmt: skip


def _title(ours: Runs) -> str:
    answer = ours.answers[0]
    return f"{answer.get('file', 'instance')} ({answer.get('n')} x {answer.get('m')})"
