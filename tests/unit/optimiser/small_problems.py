"""Small random dispatch problems that use every field, as plain JSON, and their exact optimum."""

from __future__ import annotations

import itertools
import random
from typing import Any

CAPABILITIES = ("medical", "fire", "search")
ITEMS = ("water", "tent", "acid")


def random_problem(seed: int, *, materials: bool = True, simple: bool = False) -> dict[str, Any]:
    """A small problem; `simple` leaves out everything that couples or restricts."""
    r = random.Random(seed)
    incidents = [{"id": f"i{k}", "priority": r.randint(1, 5)} for k in range(r.randint(1, 3))]
    teams = [_team(r, k, simple) for k in range(r.randint(0, 5))]
    depots = [_depot(r, k, simple) for k in range(r.randint(1, 3))] if materials else []
    problem: dict[str, Any] = {
        "format": "muster-problem/1",
        "now": 1000,
        "incidents": incidents,
        "needs": _needs(r, incidents, materials, simple),
        "teams": teams,
        "depots": depots,
        "items": {
            "water": {"kg": 1},
            "tent": {"kg": 30, "litres": 50},
            "acid": {"kg": 5, "hazardous": True},
        },
        "lots": [_lot(r, k, len(depots)) for k in range(r.randint(0, 8))] if depots else [],
        "travel": {
            "teams_to_incidents": [[_seconds(r) for _ in incidents] for _ in teams],
            "depots_to_incidents": [[_seconds(r) for _ in incidents] for _ in depots],
        },
        "policy": {"lateness_factor": r.choice([1.0, 2.0, 3.0]), "age_limits": {"stock_s": 500}},
    }
    if not simple:
        _add_decisions(r, problem)
    return problem


def _seconds(r: random.Random) -> int | None:
    return None if r.random() < 0.1 else r.randint(60, 4000)


def _team(r: random.Random, k: int, simple: bool) -> dict[str, Any]:
    capabilities = r.sample(CAPABILITIES, r.randint(1, 2))
    row: dict[str, Any] = {
        "id": f"t{k}",
        "units": {code: r.randint(1, 3) for code in capabilities},
        "ready_s": r.choice([0, 120, 600]),
        "free": r.random() < 0.85,
    }
    if not simple:
        row |= {
            "tier": r.choice([0, 0, 1]),
            "staffed": r.random() < 0.95,
            "agreed": r.random() < 0.95,
        }
    return row


def _depot(r: random.Random, k: int, simple: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"id": f"d{k}", "load_s": r.choice([0, 300])}
    if not simple and r.random() < 0.7:
        row["trucks"] = [
            {"id": f"k{k}-{j}", "payload_kg": r.choice([40, 200]), "hazmat": r.random() < 0.5}
            for j in range(r.randint(0, 2))
        ]
    return row


def _lot(r: random.Random, k: int, depots: int) -> dict[str, Any]:
    return {
        "id": f"l{k}",
        "depot": f"d{r.randrange(depots)}",
        "item": r.choice(ITEMS),
        "amount": r.randint(0, 8),
        "expires_at": r.choice([None, 900, 5000, 9000]),
        "confirmed_at": r.choice([900, 900, 100, None]),
    }


def _needs(
    r: random.Random, incidents: list[dict[str, Any]], materials: bool, simple: bool
) -> list[dict[str, Any]]:
    needs = []
    for k in range(r.randint(1, 5)):
        amount = r.randint(1, 4)
        need: dict[str, Any] = {
            "id": f"n{k}",
            "incident": r.choice(incidents)["id"],
            "amount": amount,
        }
        kind = "item" if materials and r.random() < 0.4 else "capability"
        need[kind] = r.choice(ITEMS if kind == "item" else CAPABILITIES)
        need["latest_s"] = r.choice([None, 900, 1800, 3600])
        if not simple:
            need["least"] = r.choice([1, 1, amount])
            need["group"] = r.choice([None, None, f"g-{need['incident']}"])
        needs.append(need)
    return needs


def _add_decisions(r: random.Random, problem: dict[str, Any]) -> None:
    incidents = [row["id"] for row in problem["incidents"]]
    teams = [row["id"] for row in problem["teams"]]
    pairs = list(itertools.product(teams, incidents))
    r.shuffle(pairs)
    excluded = pairs[: r.randint(0, 2)]
    problem["exclusions"] = [{"team": t, "incident": i} for t, i in excluded]
    others = [pair for pair in pairs if pair not in excluded]
    problem["pins"] = [{"team": t, "incident": i} for t, i in others[: r.choice([0, 0, 1])]]
    problem["running"] = [
        {
            "team": t,
            "incident": r.choice(incidents),
            "state": r.choice(["assigned", "en_route", "on_scene"]),
        }
        for t in r.sample(teams, min(len(teams), r.randint(0, 2)))
    ]
    problem["cover"] = [
        {
            "area": "a",
            "capability": r.choice(CAPABILITIES),
            "within_s": 1800,
            "count": r.randint(1, 3),
            "weight": r.choice([500, 50_000, 10**8]),
            "travel": [_seconds(r) for _ in teams],
        }
        for _ in range(r.choice([0, 1, 2]))
    ]
