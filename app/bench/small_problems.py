"""Seeded random problems small enough to try every choice, one class per part of the format.

Apache-2.0, part of this project; everything in them is invented by a random generator.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from math import ceil, hypot
from random import Random
from typing import Any

CAPABILITIES = ("medical", "fire", "search")
ITEMS: dict[str, dict[str, Any]] = {
    "water": {"kg": 1},
    "tent": {"kg": 30, "litres": 50},
    "acid": {"kg": 5, "hazardous": True},
}
NOW = 1000
Json = dict[str, Any]


def small_problem(kind: str, seed: int) -> Json:
    """The problem of a class and seed; the same each time."""
    return CLASSES[kind](Random(f"{kind}-{seed}"))


def _only_teams(r: Random) -> Json:
    """Teams, needs and times; nothing else couples or restricts."""
    incidents = _incidents(r, 3)
    teams = [_team(r, k) for k in range(r.randint(1, 5))]
    return _put_together(r, incidents, [_team_need(r, k, incidents) for k in _upto(r, 5)], teams)


def _barred_teams(r: Random) -> Json:
    """Teams that are not free, staffed or agreed, of a further tier, pinned or kept apart."""
    problem = _only_teams(r)
    for team in problem["teams"]:
        team["free"] = r.random() < 0.8
        team["staffed"], team["agreed"] = r.random() < 0.9, r.random() < 0.9
        team["tier"] = r.choice([0, 0, 1, 2])
    pairs = _pairs(r, problem)
    excluded, rest = pairs[: r.randint(0, 3)], pairs[3:]
    problem["exclusions"] = excluded
    problem["pins"] = _one_a_team(rest)[: r.randint(0, 2)]
    return problem


def _cover(r: Random) -> Json:
    """Stand-by cover that the choice may take, at prices small, middling and prohibitive."""
    problem = _only_teams(r)
    problem["cover"] = [_rule(r, len(problem["teams"])) for _ in range(r.randint(1, 3))]
    return problem


def _move_ups(r: Random) -> Json:
    """Cover that idle teams may be moved to restore, donors paying too."""
    problem = _cover(r)
    problem["policy"]["move_ups"] = True
    return problem


def _groups(r: Random) -> Json:
    """Least useful amounts and groups that are filled whole or not at all."""
    problem = _only_teams(r)
    for need in problem["needs"]:
        need["least"] = r.choice([1, 1, need["amount"]])
        need["group"] = r.choice([None, f"g-{need['incident']}", f"h-{need['incident']}"])
    return problem


def _running(r: Random) -> Json:
    """Teams under way and on scene, some with leave to move; pins and exclusions among them."""
    problem = _barred_teams(r)
    problem["policy"]["may_move_on_scene"] = r.random() < 0.2
    problem["running"] = [
        {
            **pair,
            "state": r.choice(["assigned", "en_route", "on_scene"]),
            "may_move": r.random() < 0.3,
        }
        for pair in _one_a_team(_pairs(r, problem))[: r.randint(1, 3)]
    ]
    return problem


def _strict(r: Random) -> Json:
    """The terms in their order, over running teams, groups or cover."""
    problem = r.choice([_running, _cover, _groups])(r)
    problem["policy"]["strict"] = True
    return problem


def _materials(r: Random) -> Json:
    """Lots with expiry and confirmation; transport is not planned."""
    incidents = _incidents(r, 3)
    depots = [{"id": f"d{k}", "load_s": r.choice([0, 300])} for k in range(r.randint(1, 3))]
    needs = [_item_need(r, k, incidents) for k in range(r.randint(1, 4))]
    problem = _put_together(r, incidents, needs, [], depots)
    for need in needs:
        need["least"] = r.choice([1, 1, 1, need["amount"]])
        need["group"] = r.choice([None, None, f"g-{need['incident']}"])
    return problem


def _trips(r: Random) -> Json:
    """Trucks with payload, volume and permission, which go again once they are back."""
    incidents = _incidents(r, 2)
    needs = [_item_need(r, k, incidents, most=3) for k in range(r.randint(1, 3))]
    depots: list[Json] = []
    trucks = 0
    for k in range(r.randint(1, 2)):
        fleet = [_truck(r, f"k{k}-{j}") for j in range(r.randint(0, 2))]
        trucks += len(fleet)
        depots.append({"id": f"d{k}", "load_s": r.choice([0, 300, 900]), "trucks": fleet})
    problem = _put_together(r, incidents, needs, [], depots)
    for need in needs:
        need["least"] = r.choice([1, 1, 1, need["amount"]])
    return problem


def _several_stops(r: Random) -> Json:
    """Trips that may go on from one incident to the next, on a plane: no detour is quicker."""
    problem = _trips(r)
    places = [(r.uniform(0, 4000), r.uniform(0, 4000)) for _ in problem["incidents"]]
    yards = [(r.uniform(0, 4000), r.uniform(0, 4000)) for _ in problem["depots"]]
    problem["travel"]["depots_to_incidents"] = [[_straight_s(a, b) for b in places] for a in yards]
    problem["travel"]["between_incidents"] = [[_straight_s(a, b) for b in places] for a in places]
    return problem


def _detours(r: Random) -> Json:
    """The same on times that fit no map: driving on may be quicker than driving there at once."""
    problem = _trips(r)
    count = len(problem["incidents"])
    problem["travel"]["between_incidents"] = [
        [0 if a == b else _seconds(r, 2500) for b in range(count)] for a in range(count)
    ]
    for need in problem["needs"]:
        need["latest_s"] = r.choice([900, 3600])
    return problem


def _everything(r: Random) -> Json:
    """Teams and goods together, groups that hold both, and every decision of an officer."""
    problem = _running(r)
    goods = _trips(r)
    home = [row["id"] for row in problem["incidents"]]
    for need in goods["needs"]:
        need["id"], need["incident"] = f"m-{need['id']}", r.choice(home)
    problem["needs"] += goods["needs"]
    for need in problem["needs"]:
        need["least"] = r.choice([1, 1, need["amount"]])
        need["group"] = r.choice([None, None, f"g-{need['incident']}"])
    for name in ("depots", "lots", "items"):
        problem[name] = goods[name]
    problem["travel"]["depots_to_incidents"] = [
        [_seconds(r, 4000) for _ in home] for _ in goods["depots"]
    ]
    problem["cover"] = [_rule(r, len(problem["teams"])) for _ in range(r.randint(0, 2))]
    return problem


CLASSES: dict[str, Callable[[Random], Json]] = {
    "teams": _only_teams,
    "barred": _barred_teams,
    "cover": _cover,
    "move-ups": _move_ups,
    "groups": _groups,
    "running": _running,
    "strict": _strict,
    "materials": _materials,
    "trips": _trips,
    "several-stops": _several_stops,
    "detours": _detours,
    "everything": _everything,
}
"""Classes of small problems by name, in the order in which a run takes them."""


def _put_together(
    r: Random, incidents: list[Json], needs: list[Json], teams: list[Json], depots: Any = ()
) -> Json:
    items = sorted({need["item"] for need in needs if "item" in need})
    lots = [_lot(r, k, len(depots), items) for k in range(r.randint(1, 6))] if depots else []
    return {
        "format": "muster-problem/1",
        "now": NOW,
        "seed": r.randint(0, 9),
        "policy": {"lateness_factor": r.choice([1.0, 1.5, 3.0]), "age_limits": {"stock_s": 500}},
        "incidents": incidents,
        "needs": needs,
        "teams": teams,
        "depots": list(depots),
        "items": dict(ITEMS),
        "lots": lots,
        "travel": {
            "teams_to_incidents": [[_seconds(r, 4000) for _ in incidents] for _ in teams],
            "depots_to_incidents": [[_seconds(r, 4000) for _ in incidents] for _ in depots],
        },
    }


def _incidents(r: Random, most: int) -> list[Json]:
    return [{"id": f"i{k}", "priority": r.randint(1, 5)} for k in range(r.randint(1, most))]


def _upto(r: Random, most: int) -> range:
    return range(r.randint(1, most))


def _seconds(r: Random, most: int) -> int | None:
    """A travel time, now and then none; round ones so that ties happen."""
    if r.random() < 0.1:
        return None
    return r.randint(60, most) if r.random() < 0.8 else 600 * r.randint(1, 5)


def _straight_s(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Whole seconds along a straight line, rounded up: that keeps every detour longer."""
    return ceil(hypot(a[0] - b[0], a[1] - b[1]))


def _team(r: Random, k: int) -> Json:
    codes = r.sample(CAPABILITIES, r.randint(1, 2))
    return {
        "id": f"t{k}",
        "units": {code: r.randint(1, 3) for code in codes},
        "ready_s": r.choice([0, 0, 120, 600]),
    }


def _team_need(r: Random, k: int, incidents: list[Json]) -> Json:
    return {
        "id": f"n{k}",
        "incident": r.choice(incidents)["id"],
        "capability": r.choice(CAPABILITIES),
        "amount": r.randint(1, 4),
        "latest_s": r.choice([None, 900, 1800, 3600]),
    }


def _item_need(r: Random, k: int, incidents: list[Json], most: int = 4) -> Json:
    return {
        "id": f"n{k}",
        "incident": r.choice(incidents)["id"],
        "item": r.choice(sorted(ITEMS)),
        "amount": r.randint(1, most),
        "latest_s": r.choice([None, 900, 3600, 7200]),
    }


def _lot(r: Random, k: int, depots: int, items: list[str]) -> Json:
    return {
        "id": f"l{k}",
        "depot": f"d{r.randrange(depots)}",
        "item": r.choice(items),
        "amount": r.randint(0, 5),
        "expires_at": r.choice([None, 900, 5000, 9000]),
        "confirmed_at": r.choice([900, 900, 900, 100, None]),
    }


def _truck(r: Random, name: str) -> Json:
    return {
        "id": name,
        "payload_kg": r.choice([None, 2, 35, 60]),
        "volume_l": r.choice([None, None, 60, 100]),
        "hazmat": r.random() < 0.6,
    }


def _rule(r: Random, teams: int) -> Json:
    return {
        "area": "a",
        "capability": r.choice(CAPABILITIES),
        "within_s": r.choice([600, 1800]),
        "count": r.randint(1, 3),
        "weight": r.choice([1, 500, 50_000, 10**8]),
        "travel": [_seconds(r, 2400) for _ in range(teams)],
    }


def _pairs(r: Random, problem: Json) -> list[Json]:
    """Every pair of team and incident, in random order."""
    names = ([row["id"] for row in problem[name]] for name in ("teams", "incidents"))
    pairs = [{"team": team, "incident": incident} for team, incident in itertools.product(*names)]
    r.shuffle(pairs)
    return pairs


def _one_a_team(pairs: list[Json]) -> list[Json]:
    return list({pair["team"]: pair for pair in reversed(pairs)}.values())[::-1]
