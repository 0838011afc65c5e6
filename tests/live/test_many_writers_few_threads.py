"""Whoever holds locks is never kept waiting for a thread by those who want the locks."""

from collections.abc import Callable
from random import Random

from app.bench import rivals
from app.seed.accounts import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.server import RunningServer
from core.db import Database

RIVALS, TEAMS, PICKS = 30, 6, 4


def test_thirty_rivals_on_two_threads_all_get_an_answer(
    city: Database, city_url: str, serve: Callable[..., RunningServer]
) -> None:
    few = {"MUSTER_REQUEST_THREADS": "2"}
    with Caller(serve(city_url, environment=few).address, "duty", DEMO_PASSWORD) as caller:
        arena = rivals.build_arena(city, RIVALS, TEAMS)
        found = rivals.race([caller], rivals.propose_to_all(arena, PICKS, Random(3)))
    assert found.problems == []
    assert found.statuses.count(200) == 1
    assert found.statuses.count(409) == RIVALS - 1
    assert rivals.promised_twice(arena) == 0
