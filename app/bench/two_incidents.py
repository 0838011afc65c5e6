"""Seeded cases of two incidents at once on a square of 20 km: one grave, one less so.

Apache-2.0, part of this project; everything in them is invented by a random generator.
"""

from __future__ import annotations

from math import hypot
from random import Random
from typing import Any

SIDE_M = 20_000
METRES_A_SECOND = 11.0
CIRCUITY = 1.35
CAPABILITIES = ("medical", "fire", "search")
GRAVE, LESSER = "grave", "lesser"
LATEST_S = {GRAVE: 1500, LESSER: 3000}

Place = tuple[float, float]


def two_incidents(seed: int) -> dict[str, Any]:
    """A case: the incidents in the order in which they were called in, chance decides which."""
    r = Random(f"two-incidents-{seed}")
    order = [GRAVE, LESSER] if r.random() < 0.5 else [LESSER, GRAVE]
    places = {name: _place(r) for name in order}
    teams = [(_place(r), _team(r, k)) for k in range(r.randint(4, 9))]
    priority = {GRAVE: r.choice([1, 2]), LESSER: r.choice([3, 4, 5])}
    return {
        "format": "muster-problem/1",
        "id": f"two-incidents-{seed}",
        "policy": {"lateness_factor": 1.5},
        "incidents": [{"id": name, "priority": priority[name]} for name in order],
        "needs": [need for name in order for need in _needs(r, name)],
        "teams": [team for _, team in teams],
        "travel": {
            "teams_to_incidents": [
                [_drive_s(home, places[name]) for name in order] for home, _ in teams
            ]
        },
    }


def _place(r: Random) -> Place:
    return r.uniform(0, SIDE_M), r.uniform(0, SIDE_M)


def _team(r: Random, k: int) -> dict[str, Any]:
    codes = r.sample(CAPABILITIES, r.choice([1, 1, 2]))
    return {"id": f"team-{k}", "units": {code: r.randint(1, 2) for code in sorted(codes)}}


def _needs(r: Random, incident: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{incident}-{code}",
            "incident": incident,
            "capability": code,
            "amount": r.randint(1, 3),
            "latest_s": LATEST_S[incident],
        }
        for code in r.sample(CAPABILITIES, r.randint(1, 2))
    ]


def _drive_s(a: Place, b: Place) -> int:
    return 60 + round(hypot(a[0] - b[0], a[1] - b[1]) * CIRCUITY / METRES_A_SECOND)
