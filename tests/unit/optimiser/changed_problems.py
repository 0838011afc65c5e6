"""Problems changed in one way whose effect on the value is known beforehand."""

from __future__ import annotations

import copy
import random
from typing import Any

Json = dict[str, Any]


def shuffled(problem: Json, seed: int) -> Json:
    """The same problem with the rows of every list in another order."""
    r, mixed = random.Random(seed), copy.deepcopy(problem)
    order = {name: list(range(len(mixed[name]))) for name in ("incidents", "teams", "depots")}
    for name, rows in order.items():
        r.shuffle(rows)
        mixed[name] = [mixed[name][k] for k in rows]
    travel = mixed["travel"]
    for name, sources in (("teams_to_incidents", "teams"), ("depots_to_incidents", "depots")):
        lines = travel[name]
        travel[name] = [[lines[k][j] for j in order["incidents"]] for k in order[sources]]
    if travel.get("between_incidents") is not None:
        lines, rows = travel["between_incidents"], order["incidents"]
        travel["between_incidents"] = [[lines[k][j] for j in rows] for k in rows]
    for rule in mixed.get("cover", []):
        rule["travel"] = [rule["travel"][k] for k in order["teams"]]
    for name in ("needs", "lots", "running", "pins", "exclusions", "cover"):
        r.shuffle(mixed.get(name, []))
    for depot in mixed["depots"]:
        r.shuffle(depot.get("trucks") or [])
    return mixed


def with_more(problem: Json, what: str) -> Json:
    """The problem with one more team, lot or truck; with nothing more where that has no place."""
    more = copy.deepcopy(problem)
    places = len(more["incidents"])
    if what == "team":
        more["teams"].append({"id": "more", "units": {"medical": 2, "fire": 2}})
        more["travel"]["teams_to_incidents"].append([500] * places)
        for rule in more.get("cover", []):
            rule["travel"].append(None)
    for depot in more["depots"][:1]:
        if what == "lot":
            lot = {"id": "more", "depot": depot["id"], "item": "water", "amount": 4}
            more["lots"].append({**lot, "expires_at": 4000, "confirmed_at": 900})
        elif what == "truck" and depot.get("trucks") is not None:
            depot["trucks"].append({"id": "more", "payload_kg": 40, "hazmat": True})
    return more


def slower(problem: Json, times: int) -> Json:
    """Every second of travel, turnout, loading and patience so many times as long.

    Prices per unit short and per team of cover are raised as much, and the price of disturbance,
    which is told in seconds; so the whole objective must grow by the factor.
    """
    slow = copy.deepcopy(problem)
    for name in ("teams_to_incidents", "depots_to_incidents", "between_incidents"):
        lines = slow["travel"].get(name) or []
        slow["travel"][name] = [[_times(s, times) for s in line] for line in lines] or None
    for team in slow["teams"]:
        team["ready_s"] *= times
    for depot in slow["depots"]:
        depot["load_s"] *= times
    for need in slow["needs"]:
        need["latest_s"] = _times(need["latest_s"], times)
    for rule in slow.get("cover", []):
        rule["within_s"] *= times
        rule["travel"] = [_times(seconds, times) for seconds in rule["travel"]]
    slow["policy"] |= {
        "weights": {"shortage": 5_000_000 * times, "cover_lost": 10 * times},
        "disturbance_s": {
            "assigned": 300 * times,
            "en_route": 900 * times,
            "on_scene": 3600 * times,
        },
        "tier_price_s": 3600 * times,
    }
    return slow


def asking_more(problem: Json, seed: int) -> Json:
    """The problem with one need asking one unit more."""
    greedy = copy.deepcopy(problem)
    need = random.Random(seed).choice(greedy["needs"])
    need["amount"] += 1
    return greedy


def _times(seconds: int | None, times: int) -> int | None:
    return None if seconds is None else seconds * times
