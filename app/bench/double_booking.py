"""Fifty officers accept at the same moment, again and again, over the same ten teams."""

import math
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

from app.bench import rivals
from app.bench.registry import Asked, Figure, benchmark
from app.seed.accounts import DEMO_PASSWORD
from app.seed.load import seed_demo_at
from app.testing.clients import Caller
from app.testing.databases import cloned_database, cluster_address, make_template
from app.testing.server import anew, running_server
from core.db import Database

SERVERS = 2
RIVALS = 50
TEAMS = 10
PICKS = 6
ROUNDS = 200
QUICK_ROUNDS = 20
WARM_ROUNDS = 3
P99_TARGET_MS = 250.0


@benchmark("double-booking", "50 rival acceptances at once over the same 10 teams, two servers")
def measure(asked: Asked) -> Iterator[Figure]:
    """Count what must never happen, and time how long a round takes."""
    rounds = QUICK_ROUNDS if asked.quick else ROUNDS
    found = _run(rounds)
    answers = [status for one in found.rounds for status in one.statuses]
    took_ms = sorted(one.took_s * 1000 for one in found.rounds)
    others = [status for status in answers if status not in (200, 409)]
    n = len(answers)
    yield Figure("double bookings", found.promised_twice, "teams", n, target=0)
    yield Figure("half-done acceptances", found.half_done, "proposals", n, target=0)
    yield Figure("deadlock and other errors", len(others), "answers", n, target=0)
    yield Figure("rounds without a winner", found.without_winner, "rounds", rounds, target=0)
    yield Figure("round p50", _share(took_ms, 0.50), "ms", rounds)
    yield Figure("round p99", _share(took_ms, 0.99), "ms", rounds, target=P99_TARGET_MS)


class _Found:
    def __init__(self) -> None:
        self.rounds: list[rivals.Round] = []
        self.promised_twice = 0
        self.half_done = 0
        self.without_winner = 0


def _run(rounds: int) -> _Found:
    found = _Found()
    chance = Random(20261121)
    with ExitStack() as stack:
        address = stack.enter_context(cluster_address())
        make_template(address)
        url = stack.enter_context(cloned_database(address))
        seed_demo_at(url, lambda _line: None)
        database = Database(url)
        stack.callback(database.dispose)
        arena = rivals.build_arena(database, RIVALS, TEAMS)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-")))
        callers = [stack.enter_context(_officer(stack, url, folder, k)) for k in range(SERVERS)]
        for _ in range(WARM_ROUNDS):
            rivals.race(callers, rivals.propose_to_all(arena, PICKS, chance))
            rivals.clear(arena)
        for _ in range(rounds):
            one = rivals.race(callers, rivals.propose_to_all(arena, PICKS, chance))
            found.rounds.append(one)
            found.promised_twice += rivals.promised_twice(arena)
            found.half_done += rivals.half_done(arena, PICKS)
            found.without_winner += 200 not in one.statuses
            rivals.clear(arena)
    return found


def _officer(stack: ExitStack, url: str, folder: Path, number: int) -> Caller:
    home = folder / str(number)
    home.mkdir()
    server = stack.enter_context(
        running_server(url, home, {"MUSTER_ENVIRONMENT": "demo"}, start=anew)
    )
    return Caller(server.address, "duty", DEMO_PASSWORD)


def _share(ordered: list[float], share: float) -> float:
    """Return the smallest value that so large a share of all values does not exceed."""
    return round(ordered[max(0, math.ceil(len(ordered) * share) - 1)], 1)
