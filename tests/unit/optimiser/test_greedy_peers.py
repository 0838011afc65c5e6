"""A greedy recommender beside the joint answer: nine weak points, and 200 cases of two incidents."""

import json
from typing import Any

import pytest

from app.bench import greedy, peers
from app.bench.greedy_peer import View, recommend
from dispatch.optimiser.checking import exhaustive
from dispatch.optimiser.checking.check import Case
from dispatch.optimiser.problem import Problem

Sent = dict[str, str]

GREEDY: dict[int, Sent] = {
    1: {"near": "shed", "far": "school"},
    2: {"river-rescue": "gate"},
    3: {"own": "tanker"},
    4: {"old-town": "crash"},
    5: {"east": "fire", "west": "fire"},
    6: {"island": "pier"},
    7: {"valley": "village"},
    8: {"left-bank-1": "landing"},
    9: {"pump-crew": "cellar"},
}
OURS: dict[int, Sent] = {
    1: {"near": "school", "far": "shed"},
    2: {"clinic": "gate", "river-rescue": "quay"},
    3: {"own": "tanker", "neighbour": "tanker"},
    4: {"depot-2": "crash"},
    5: {"east": "fire", "west": "fire"},
    6: {"harbour": "pier"},
    7: {"hill": "village"},
    8: {"right-bank": "landing"},
    9: {"pump-crew": "dyke"},
}


@pytest.fixture(scope="module")
def compared() -> dict[int, peers.Compared]:
    return {one.case["item"]: one for one in peers.compare_all()}


@pytest.mark.parametrize("item", range(1, 10))
def test_greedy_answers_a_weak_point_as_described_and_the_joint_answer_better(
    compared: dict[int, peers.Compared], item: int
) -> None:
    one = compared[item]
    assert {unit: place for unit, (place, _) in one.peer.sent.items()} == GREEDY[item]
    assert {pick["team"]: pick["incident"] for pick in one.ours["picks"]} == OURS[item]
    assert one.our_worth.objective < one.peer_worth.objective
    assert peers.short(one.our_worth) <= peers.short(one.peer_worth)


@pytest.mark.parametrize("item", range(1, 10))
def test_our_answer_to_a_weak_point_is_the_best_of_all_choices(
    compared: dict[int, peers.Compared], item: int
) -> None:
    one = compared[item]
    Problem.from_json(one.case["problem"])
    assert exhaustive.judge(Case(one.case["problem"], one.ours, None)).is_equal
    assert one.our_worth.objective == one.ours["objective"]


def test_greedy_suggests_one_donor_twice_and_the_joint_answer_moves_each_team_once(
    compared: dict[int, peers.Compared],
) -> None:
    donors = [unit for unit, _ in compared[5].peer.moves]
    assert donors == ["north", "north"]
    ours = [(move["team"], move["area"]) for move in compared[5].ours["moves"]]
    assert ours == [("south-1", "east")]


def test_greedy_believes_a_failed_route_to_take_no_time(
    compared: dict[int, peers.Compared],
) -> None:
    assert compared[6].peer.sent["island"] == ("pier", 0)
    assert "island" not in compared[6].peer_worth.arrivals_s


def test_greedy_has_no_answer_to_a_need_for_goods(compared: dict[int, peers.Compared]) -> None:
    assert peers.short(compared[9].peer_worth) == 13
    brought = sum(row["amount"] for row in compared[9].ours["deliveries"])
    assert brought == 12
    assert len(compared[9].ours["trips"]) == 2


def test_greedy_at_its_best_knows_the_true_times() -> None:
    problem: dict[str, Any] = json.loads(
        (peers.CASES / "6-failed-routing-is-fastest.json").read_text()
    )
    assert recommend(
        problem["problem"], View(drive_s={"island": {"pier": 9999}, "harbour": {"pier": 540}})
    ).sent == {"harbour": ("pier", 540)}


def test_a_page_tells_every_case(compared: dict[int, peers.Compared]) -> None:
    text = peers.page(list(compared.values()))
    assert "read, not run" in text
    for one in compared.values():
        assert f"| {one.case['item']} | {one.case['title']} |" in text
    assert text == peers.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def two_hundred() -> list[greedy.Compared]:
    return greedy.compare_all(range(greedy.CASES))


def test_first_come_leaves_the_graver_incident_short_where_the_joint_answer_does_not(
    two_hundred: list[greedy.Compared],
) -> None:
    failed = greedy.failures(two_hundred, "first_come")
    assert len(failed) > len(two_hundred) / 10
    assert all(case.grave_came_second for case in failed)
    assert all(case.joint.objective <= case.first_come.objective for case in two_hundred)
    assert all(case.joint.objective <= case.gravest_first.objective for case in two_hundred)


def test_the_table_is_that_of_the_two_hundred_cases(two_hundred: list[greedy.Compared]) -> None:
    assert greedy.page(two_hundred) == greedy.PAGE.read_text(encoding="utf-8")
