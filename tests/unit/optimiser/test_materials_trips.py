"""Trips with queues, splits, hazardous goods and several stops, against trying everything."""

import random
from typing import Any

import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.checking.check_case import TooLarge
from dispatch.optimiser.materials.search import TripSearch
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import Budget, solve

ENOUGH = Budget(seconds=60.0)


def _problem(**changes: Any) -> dict[str, Any]:
    """One depot ten minutes from two incidents, one truck of 100 kg, plenty of water of 1 kg."""
    problem: dict[str, Any] = {
        "format": "muster-problem/1",
        "incidents": [{"id": "near", "priority": 1}, {"id": "far", "priority": 3}],
        "needs": [
            {"id": "n", "incident": "near", "item": "water", "amount": 60},
            {"id": "f", "incident": "far", "item": "water", "amount": 30},
        ],
        "depots": [{"id": "d", "load_s": 300, "trucks": [{"id": "t", "payload_kg": 100}]}],
        "items": {"water": {"kg": 1}, "acid": {"kg": 1, "hazardous": True}},
        "lots": [{"id": "w", "depot": "d", "item": "water", "amount": 500}],
        "travel": {"teams_to_incidents": [], "depots_to_incidents": [[600, 900]]},
    }
    return problem | changes


def _solved(problem: dict[str, Any]) -> Solution:
    solution = solve(Problem.from_json(problem), budget=ENOUGH)
    assert check(problem, solution.to_json()) == []
    return solution


def _drives(solution: Solution) -> list[tuple[int, list[tuple[str, int]], int]]:
    return [
        (trip.start_s, [(stop.incident, stop.eta_s) for stop in trip.stops], trip.back_s)
        for trip in solution.trips
    ]


def test_one_truck_serves_the_graver_incident_first_and_goes_again_when_it_is_back() -> None:
    solution = _solved(_problem())
    assert solution.status is Status.OPTIMAL
    assert _drives(solution) == [(0, [("near", 900)], 1500), (1500, [("far", 2700)], 3600)]


def test_goods_for_two_incidents_ride_together_where_the_way_between_is_known() -> None:
    problem = _problem()
    problem["travel"]["between_incidents"] = [[0, 400], [400, 0]]
    solution = _solved(problem)
    assert solution.status is Status.OPTIMAL
    assert _drives(solution) == [(0, [("near", 900), ("far", 1300)], 2200)]
    assert solution.trips[0].load_kg == 90


def test_what_one_truck_cannot_carry_is_split_over_trips() -> None:
    problem = _problem()
    problem["needs"] = [{"id": "n", "incident": "near", "item": "water", "amount": 250}]
    solution = _solved(problem)
    assert solution.status is Status.OPTIMAL
    assert [trip.load_kg for trip in solution.trips] == [100, 100, 50]
    assert [trip.start_s for trip in solution.trips] == [0, 1500, 3000]


def test_a_second_truck_is_used_rather_than_waiting_and_none_is_sent_without_need() -> None:
    problem = _problem()
    trucks = [{"id": f"t{k}", "payload_kg": 100} for k in range(4)]
    problem["depots"] = [{"id": "d", "load_s": 300, "trucks": trucks}]
    solution = _solved(problem)
    assert [trip.start_s for trip in solution.trips] == [0, 0]


def test_hazardous_goods_wait_for_the_permitted_carrier() -> None:
    problem = _problem()
    trucks = [
        {"id": "plain", "payload_kg": 500},
        {"id": "tanker", "payload_kg": 20, "hazmat": True},
    ]
    problem["depots"] = [{"id": "d", "load_s": 300, "trucks": trucks}]
    problem["lots"].append({"id": "a", "depot": "d", "item": "acid", "amount": 50})
    problem["needs"].append({"id": "h", "incident": "near", "item": "acid", "amount": 30})
    solution = _solved(problem)
    assert solution.status is Status.OPTIMAL
    assert {d.truck for d in solution.deliveries if d.need == "h"} == {"tanker"}
    assert sum(d.amount for d in solution.deliveries if d.need == "h") == 30


def test_a_farther_depot_with_an_idle_truck_is_better_than_a_long_queue() -> None:
    problem = _problem()
    problem["depots"].append({"id": "e", "load_s": 300, "trucks": [{"id": "u"}]})
    problem["lots"].append({"id": "v", "depot": "e", "item": "water", "amount": 500})
    problem["travel"]["depots_to_incidents"] = [[600, 900], [1000, 1100]]
    solution = _solved(problem)
    assert solution.status is Status.OPTIMAL
    assert {d.need: d.truck for d in solution.deliveries} == {"n": "t", "f": "u"}


def test_volume_limits_a_trip_as_payload_does() -> None:
    problem = _problem()
    problem["items"]["water"] = {"kg": 1, "litres": 10}
    problem["depots"][0]["trucks"] = [{"id": "t", "payload_kg": 1000, "volume_l": 400}]
    problem["needs"] = problem["needs"][:1]
    solution = _solved(problem)
    assert [trip.load_l for trip in solution.trips] == [400, 200]


def _scarce(seed: int) -> dict[str, Any]:
    """Few small trucks for many goods: queues, splits and joint loads decide."""
    r = random.Random(seed)
    places = [(r.uniform(0, 9), r.uniform(0, 9)) for _ in range(3)]
    homes = [(r.uniform(0, 9), r.uniform(0, 9)) for _ in range(2)]

    def seconds(a: tuple[float, float], b: tuple[float, float]) -> int:
        return 60 + round(100 * (abs(a[0] - b[0]) + abs(a[1] - b[1])))

    problem: dict[str, Any] = {
        "format": "muster-problem/1",
        "incidents": [{"id": f"i{k}", "priority": r.randint(1, 5)} for k in range(3)],
        "needs": [
            {
                "id": f"n{k}",
                "incident": f"i{r.randrange(3)}",
                "item": r.choice(["box", "drum", "acid"]),
                "amount": r.randint(1, 3),
                "latest_s": r.choice([None, 600, 1500]),
                "least": r.choice([1, 1, 2]) if k % 2 else 1,
            }
            for k in range(4)
        ],
        "depots": [
            {
                "id": f"d{k}",
                "load_s": r.choice([0, 120]),
                "trucks": [
                    {
                        "id": f"t{k}{j}",
                        "payload_kg": r.choice([2, 3, 5]),
                        "hazmat": r.random() < 0.6,
                        "volume_l": r.choice([None, 4]),
                    }
                    for j in range(1 if k == 0 else r.randint(0, 2))
                ],
            }
            for k in range(2)
        ],
        "items": {
            "box": {"kg": 1, "litres": 1},
            "drum": {"kg": 2, "litres": 1},
            "acid": {"kg": 1, "hazardous": True},
        },
        "lots": [
            {"id": f"l{k}", "depot": f"d{k % 2}", "item": item, "amount": r.randint(1, 4)}
            for k, item in enumerate(["box", "box", "drum", "drum", "acid", "acid"])
        ],
        "travel": {
            "teams_to_incidents": [],
            "depots_to_incidents": [[seconds(h, p) for p in places] for h in homes],
        },
    }
    if seed % 2:
        problem["travel"]["between_incidents"] = [[seconds(a, b) for b in places] for a in places]
    for need in problem["needs"]:
        need["least"] = min(need["least"], need["amount"])
    return problem


def test_trying_every_load_of_every_trip_finds_nothing_better() -> None:
    tried = proven = queued = joint = 0
    for seed in range(60):
        problem = _scarce(seed)
        solution = solve(Problem.from_json(problem), budget=ENOUGH)
        try:
            assert check(problem, solution.to_json(), exhaustive=True) == []
        except TooLarge:
            continue
        tried += 1
        proven += solution.status is Status.OPTIMAL
        queued += any(trip.trip > 1 for trip in solution.trips)
        joint += any(len(trip.stops) > 1 for trip in solution.trips)
    assert tried >= 50
    assert proven >= tried - 1
    assert queued >= 10
    assert joint >= 5


def test_the_bound_holds_and_the_answer_is_sound_however_little_time_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for seed in range(12):
        problem = _scarce(seed)
        best = solve(Problem.from_json(problem), budget=ENOUGH)
        with monkeypatch.context() as patched:
            patched.setattr(TripSearch, "_choose", lambda *_: True)
            cut = solve(Problem.from_json(problem), budget=ENOUGH)
        assert check(problem, cut.to_json()) == []
        assert cut.bound <= best.objective <= cut.objective


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("trip", lambda s: s["trips"][1].update(start_s=0)),
        ("trip", lambda s: s["trips"][0].update(back_s=1)),
        ("trip", lambda s: s["trips"][0].update(load_kg=1.0)),
        ("trip", lambda s: s["trips"][0]["stops"].append({"incident": "far", "eta_s": 1300})),
        ("trip", lambda s: s["trips"][0]["stops"][0].update(eta_s=100)),
        ("eta", lambda s: s["deliveries"][0].update(eta_s=1)),
        ("truck", lambda s: s["deliveries"][0].update(truck="nobody")),
        ("overloaded", lambda s: s["deliveries"][0].update(amount=400)),
        ("unknown", lambda s: s["trips"][0]["stops"][0].update(incident="nowhere")),
    ],
)
def test_a_trip_told_wrongly_is_refused(code: str, change: Any) -> None:
    problem = _problem()
    solution = _solved(problem).to_json()
    change(solution)
    assert code in {violation.code for violation in check(problem, solution)}
