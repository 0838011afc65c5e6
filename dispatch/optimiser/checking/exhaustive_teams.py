"""Every way to send every team of a small problem somewhere or nowhere, and what each costs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import (
    DISTURBANCE_S,
    PRIORITY,
    Case,
    TooLarge,
    rows_of,
)

MOST_CHOICES = 300_000
Fill = tuple[int, ...]
Served = frozenset[str]
"""Groups that hold capabilities and items and are served whole."""

Place = str | int | None
"""Where a team is sent: an incident, on stand-by for the cover rule of that number, nowhere."""


def least_team_values(
    case: Case, price: Mapping[str, int], mixed: frozenset[str]
) -> dict[Served, int]:
    """The least value of the teams' half for each set of mixed groups that it serves whole."""
    return _Choices(case, price, mixed).least()


class _Choices:
    def __init__(self, case: Case, price: Mapping[str, int], mixed: frozenset[str]) -> None:
        self.case, self.price, self.mixed = case, price, mixed
        self.teams = list(case.teams)
        self.prices = {**DISTURBANCE_S, **(case.policy.get("disturbance_s") or {})}
        self.rules = rows_of(case.problem, "cover")
        self.covers = [self._cover(rule) for rule in self.rules]
        self.goes = [self._open_to(team) for team in self.teams]
        self.cost = [{i: self._cost(t, i) for i in self.goes[k]} for k, t in enumerate(self.teams)]
        choices = 1
        for options in self.goes:
            choices *= len(options)
        if choices > MOST_CHOICES:
            raise TooLarge(f"{choices} ways to send the teams")

    def least(self) -> dict[Served, int]:
        tables = {incident: self._shortages(incident) for incident in self.case.incidents}
        best: dict[Served, int] = {}
        for goes in itertools.product(*self.goes):
            cost = sum(self.cost[k][incident] for k, incident in enumerate(goes))
            cost += self._cover_lost(goes)
            there = [
                tables[incident][frozenset(k for k, to in enumerate(goes) if to == incident)]
                for incident in self.case.incidents
            ]
            for served, short in _combined(there):
                if cost + short < best.get(served, cost + short + 1):
                    best[served] = cost + short
        return best

    def _open_to(self, team: str) -> list[Place]:
        """Where a team may be: where its pin or its scene holds it, else anywhere or nowhere."""
        case = self.case
        held = case.held_at(team)
        if held is not None:
            return [held]
        served = (i for i in case.incidents if case.may_serve(team, i))
        return [None, *served, *(k for k in range(len(self.rules)) if self._may_move_up(team, k))]

    def _may_move_up(self, team: str, k: int) -> bool:
        """Idle able teams that do not serve the rule yet may be moved to stand by for it."""
        rule, row = self.rules[k], self.case.teams[team]
        seconds = self._standby_s(team, k)
        idle = self.case.policy.get("move_ups") and team not in self.case.running
        if not idle or not self.case.may_go(team) or seconds is None:
            return False
        factor = self.case.policy.get("lateness_factor")
        within_s = int(rule["within_s"] * (3.0 if factor is None else factor))
        in_time = (row.get("ready_s") or 0) + seconds <= within_s
        serves = self.teams.index(team) in self.covers[k][0]
        return rule["capability"] in row["units"] and in_time and not serves

    def _standby_s(self, team: str, k: int) -> int | None:
        seconds = self.rules[k]["travel"][self.teams.index(team)]
        return None if seconds is None or seconds < 0 else int(seconds)

    def _cost(self, team: str, incident: Place) -> int:
        """What the place of one team costs by itself: its times, its drive, its redirection."""
        case = self.case
        cost: int = self.price["disturbance"] * self._disturbed_s(team, incident)
        if incident is None:
            return cost
        if isinstance(incident, int):
            return cost + self.price["distance_cost"] * (self._standby_s(team, incident) or 0)
        eta = case.eta(team, incident) or 0
        late = [eta - n["latest_s"] for n in case.counts_for(team, incident) if _is_timed(n)]
        weight = PRIORITY[case.incidents[incident].get("priority") or 3]
        cost += self.price["response_time"] * weight * eta
        cost += self.price["lateness"] * weight * max([0, *late])
        return cost + self.price["distance_cost"] * self._drive_s(team, incident)

    def _disturbed_s(self, team: str, incident: Place) -> int:
        """The price of taking a running team away from where it may stay and counts."""
        run = self.case.running.get(team)
        if run is None or run["incident"] == incident:
            return 0
        stays = self.case.may_serve(team, run["incident"])
        if not stays or not self.case.counts_for(team, run["incident"]):
            return 0
        return int(self.prices[run.get("state") or "assigned"])

    def _drive_s(self, team: str, incident: str) -> int:
        run = self.case.running.get(team)
        if run and run["incident"] == incident and run.get("state") == "on_scene":
            return 0
        tier_s = self.case.policy.get("tier_price_s")
        tier = (self.case.teams[team].get("tier") or 0) * (3600 if tier_s is None else tier_s)
        return int((self.case.way(self.case.team_travel, team, incident) or 0) + tier)

    def _cover(self, rule: Mapping[str, Any]) -> tuple[frozenset[int], int, int]:
        near = frozenset(
            k
            for k, (team, row) in enumerate(self.case.teams.items())
            if self.case.may_go(team)
            and team not in self.case.running
            and rule["capability"] in row["units"]
            and rule["travel"][k] is not None
            and 0 <= rule["travel"][k] <= rule["within_s"] - (row.get("ready_s") or 0)
        )
        return near, rule["count"], 1 if rule.get("weight") is None else rule["weight"]

    def _cover_lost(self, goes: tuple[Place, ...]) -> int:
        lost = 0
        for number, (near, count, weight) in enumerate(self.covers):
            standing_by = sum(goes[k] is None for k in near) + goes.count(number)
            lost += weight * max(0, min(count, len(near)) - standing_by)
        return self.price["cover_lost"] * lost

    def _shortages(self, incident: str) -> dict[frozenset[int], dict[Served, int]]:
        """For every set of teams at an incident the least priced shortage by groups served."""
        able = [k for k in range(len(self.teams)) if incident in self.goes[k]]
        needs = [
            n for n in self.case.needs.values() if n["incident"] == incident and n.get("capability")
        ]
        fills: dict[frozenset[int], set[Fill]] = {frozenset(): {(0,) * len(needs)}}
        for k in able:
            ways = list(self._ways(self.teams[k], incident, needs))
            for teams, known in list(fills.items()):
                fills[teams | {k}] = {_capped(f, way, needs) for f in known for way in ways}
        return {teams: self._least_shortage(needs, known) for teams, known in fills.items()}

    def _ways(self, team: str, incident: str, needs: list[Mapping[str, Any]]) -> Iterator[Fill]:
        """Every way to divide a team's units among the needs it comes in time for."""
        units = self.case.teams[team]["units"]
        timely = {n["id"] for n in self.case.counts_for(team, incident)}
        most = [units[n["capability"]] if n["id"] in timely else 0 for n in needs]
        ranges = [range(min(m, n["amount"]) + 1) for m, n in zip(most, needs, strict=True)]
        for way in itertools.product(*ranges):
            spent: dict[str, int] = {}
            for n, given in zip(needs, way, strict=True):
                spent[n["capability"]] = spent.get(n["capability"], 0) + given
            if all(given <= units.get(code, 0) for code, given in spent.items()):
                yield way

    def _least_shortage(
        self, needs: list[Mapping[str, Any]], fills: set[Fill]
    ) -> dict[Served, int]:
        best: dict[Served, int] = {}
        for fill in fills:
            served = served_groups(needs, fill, self.mixed)
            if served is None:
                continue
            short = sum(
                self.case.weight(n) * (n["amount"] - f) for n, f in zip(needs, fill, strict=True)
            )
            value = self.price["shortage"] * short
            best[served] = min(value, best.get(served, value))
        return best


def served_groups(
    needs: list[Mapping[str, Any]], fill: Fill, mixed: frozenset[str]
) -> Served | None:
    """The mixed groups a fill serves; None when it fills a need or a group in a useless part."""
    whole: dict[str, set[bool]] = {}
    for need, given in zip(needs, fill, strict=True):
        if 0 < given < (need.get("least") or 1):
            return None
        if need.get("group") is not None:
            if 0 < given < need["amount"]:
                return None
            whole.setdefault(need["group"], set()).add(given > 0)
    if any(len(parts) > 1 for parts in whole.values()):
        return None
    return frozenset(g for g, parts in whole.items() if g in mixed and True in parts)


def _capped(fill: Fill, way: Fill, needs: list[Mapping[str, Any]]) -> Fill:
    return tuple(min(n["amount"], f + w) for f, w, n in zip(fill, way, needs, strict=True))


def _combined(tables: list[dict[Served, int]]) -> Iterator[tuple[Served, int]]:
    for parts in itertools.product(*(table.items() for table in tables)):
        yield frozenset().union(*(served for served, _ in parts)), sum(v for _, v in parts)


def _is_timed(need: Mapping[str, Any]) -> bool:
    return need.get("latest_s") is not None
