"""The checker's view of uncertainty: it draws the same worlds by the documented rule and counts."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import Case, Violation

TOLERANCE = 1e-9
DEFAULTS = {
    "travel_low": 0.9,
    "travel_high": 1.4,
    "turnout_low_s": 0,
    "turnout_high_s": 180,
    "share": 0.9,
}
MASK = (1 << 64) - 1


def _mix(x: int) -> int:
    """SplitMix64's finaliser."""
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest(), "big")


def _draw(seed: int, world: int, lane: int, key: int) -> float:
    state = _mix((_mix((_mix(seed & MASK) + world) & MASK) + lane) & MASK)
    return float(_mix((state + key) & MASK) >> 11) / float(2**53)


class _World:
    """One world of a case: factors and delays by name."""

    def __init__(self, case: Case, number: int) -> None:
        self.seed, self.number = int(case.problem.get("seed") or 0), number
        ranges = case.problem.get("uncertainty") or {}
        given = {k: v for k, v in ranges.items() if v is not None}
        self.ranges: dict[str, Any] = {**DEFAULTS, **given}
        if "turnout_high_s" not in given:
            low = self.ranges["turnout_low_s"]
            self.ranges["turnout_high_s"] = max(low, DEFAULTS["turnout_high_s"])
        self.city = self._triangular(_draw(self.seed, number, 0, 0))

    def factor(self, name: str) -> float:
        """The travel factor of a team or depot."""
        return self.city * self._triangular(_draw(self.seed, self.number, 1, _key(name)))

    def delay_s(self, team: str) -> int:
        """How much longer the turnout of a team takes."""
        low, high = self.ranges["turnout_low_s"], self.ranges["turnout_high_s"]
        u = _draw(self.seed, self.number, 2, _key(team))
        return int(low + math.floor(u * (high - low + 1)))

    def _triangular(self, u: float) -> float:
        low = math.sqrt(self.ranges["travel_low"])
        high = math.sqrt(self.ranges["travel_high"])
        if high == low:
            return 1.0
        if u < (1 - low) / (high - low):
            return low + math.sqrt(u * ((high - low) * (1 - low)))
        return high - math.sqrt((1 - u) * ((high - low) * (high - 1)))


def _arrivals(case: Case, world: _World) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Each promise of the solution, as its need and when help comes in a world."""
    for pick in case.picks:
        team, incident = pick["team"], pick["incident"]
        run = case.running.get(team) or {}
        delay_s = world.delay_s(team) if (run.get("state") or "assigned") == "assigned" else 0
        if run.get("state") == "on_scene" and run["incident"] == incident:
            eta_s = 0
        else:
            way = case.way(case.team_travel, team, incident) or 0
            ready_s = (case.teams[team].get("ready_s") or 0) + delay_s
            eta_s = ready_s + math.floor(way * world.factor(team) + 0.5)
        for need in pick["fills"]:
            yield case.needs[need], eta_s
    for row in case.deliveries:
        factor = world.factor(case.lots[row["lot"]]["depot"])
        yield case.needs[row["need"]], math.floor(row["eta_s"] * factor + 0.5)


def _count(case: Case, worlds: int) -> tuple[int, Counter[str]]:
    """In how many worlds everything promised still counts, and in how many each need is late."""
    kept, late = 0, Counter[str]()
    for number in range(worlds):
        arrivals = list(_arrivals(case, _World(case, number)))
        kept += all(eta_s <= case.until(need) for need, eta_s in arrivals)
        late.update(
            {
                need["id"]
                for need, eta_s in arrivals
                if need.get("latest_s") is not None and eta_s > need["latest_s"]
            }
        )
    return kept, late


def world_rules(case: Case) -> Iterator[Violation]:
    """Confidence and robustness are what the drawn worlds show."""
    told, robust = case.solution.get("confidence"), case.solution.get("robust")
    if told is not None:
        yield from _confidence(case, told)
    if robust is not None:
        yield from _robust(case, robust)


def _confidence(case: Case, told: Mapping[str, Any]) -> Iterator[Violation]:
    worlds = told["worlds"]
    if worlds < 1 or told["judged"] > worlds:
        yield Violation("confidence", "confidence.worlds", "not so many worlds")
        return
    kept, late = _count(case, worlds)
    if abs(told["within_limits_share"] - kept / worlds) > TOLERANCE:
        path = "confidence.within_limits_share"
        yield Violation("confidence", path, f"should be {kept / worlds}")
    most = max(late.values(), default=0)
    worst = told.get("worst_need")
    right = 0.0 if worst is None else late[worst["need"]] / worlds
    if (worst is None) != (most == 0) or right != most / worlds:
        yield Violation("confidence", "confidence.worst_need", "another need is late more often")
    elif worst is not None and abs(worst["share_late"] - right) > TOLERANCE:
        yield Violation("confidence", "confidence.worst_need.share_late", f"should be {right}")
    best, near = told.get("optimal_share"), told.get("near_optimal_share")
    if best is None or near is None:
        is_right = best is None and near is None and told["judged"] == 0
    else:
        is_right = 0 <= best <= near <= 1 and told["judged"] > 0
    if not is_right:
        yield Violation("confidence", "confidence.optimal_share", "is not a share of those judged")


def _robust(case: Case, told: Mapping[str, Any]) -> Iterator[Violation]:
    kept, _ = _count(case, told["worlds"])
    held = kept / told["worlds"]
    wanted = (case.problem.get("uncertainty") or {}).get("share")
    wanted = DEFAULTS["share"] if wanted is None else wanted
    if abs(told["held_share"] - held) > TOLERANCE:
        yield Violation("robust", "robust.held_share", f"should be {held}")
    if told["share"] != wanted or held < wanted - TOLERANCE:
        yield Violation("robust", "robust.share", f"{held} of the worlds hold, {wanted} asked for")
    price = case.solution["objective"] - told["nominal_objective"]
    if told["price"] != price:
        yield Violation("robust", "robust.price", f"{told['price']} should be {price}")
