"""Rival acceptances over the same teams through the HTTP of two server processes."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from app.bench import rivals
from app.seed.accounts import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.server import RunningServer
from core.db import Database

RIVALS, TEAMS, PICKS, ROUNDS = 12, 6, 4, 3


def test_each_team_is_promised_once_and_nobody_sees_a_deadlock(
    city: Database, city_url: str, serve: Callable[..., RunningServer], tmp_path: Path
) -> None:
    callers = [Caller(serve(city_url).address, "duty", DEMO_PASSWORD) for _ in range(2)]
    arena = rivals.build_arena(city, RIVALS, TEAMS)
    chance = Random(7)
    for _ in range(ROUNDS):
        found = rivals.race(callers, rivals.propose_to_all(arena, PICKS, chance))
        assert found.problems == []
        assert sorted(set(found.statuses)) == [200, 409]
        assert found.statuses.count(200) == 1, "four of six teams leave too few for another"
        assert rivals.promised_twice(arena) == 0
        assert rivals.half_done(arena, PICKS) == 0
        rivals.clear(arena)
    for caller in callers:
        caller.http.close()


def test_a_refused_rival_learns_which_team_is_taken_and_by_which_incident(
    city: Database, city_url: str, serve: Callable[..., RunningServer]
) -> None:
    arena = rivals.build_arena(city, 2, 3)
    ids = rivals.propose_to_all(arena, 3, Random(1))
    with Caller(serve(city_url).address, "duty", DEMO_PASSWORD) as caller:
        first = caller.send("POST", f"/proposals/{ids[0]}/accept", {}, 1)
        second = caller.send("POST", f"/proposals/{ids[1]}/accept", {}, 1)
        again = caller.send("POST", f"/proposals/{ids[0]}/accept", {}, 1)
        without = caller.send("POST", f"/proposals/{ids[1]}/accept", {})
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "team_already_committed")
    assert second.json()["facts"]["team"] in {team.name for team in arena.teams}
    assert second.json()["facts"]["incident"] == "争用演示 1"
    assert (again.status_code, again.json()["code"]) == (409, "proposal_already_decided")
    assert without.status_code in (409, 428)


@pytest.mark.parametrize("sends", [3])
def test_a_double_click_with_one_key_has_one_effect_and_one_answer(
    city: Database, city_url: str, serve: Callable[..., RunningServer], sends: int
) -> None:
    arena = rivals.build_arena(city, 1, 3)
    proposal_id = rivals.propose_to_all(arena, 3, Random(1))[0]
    with Caller(serve(city_url).address, "duty", DEMO_PASSWORD) as caller:
        path = f"/proposals/{proposal_id}/accept"
        answers = [caller.send("POST", path, {}, 1, key="one-press-0001") for _ in range(sends)]
    assert [answer.status_code for answer in answers] == [200] * sends
    assert len({answer.text for answer in answers}) == 1
    assert rivals.half_done(arena, 3) == 0
