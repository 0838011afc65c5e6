"""Small random problems in which needs outnumber teams, and the least cost of what comes later."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WEIGHT = {1: 16, 2: 8, 3: 4, 4: 2, 5: 1}
SHORT, RESPONSE, LATE, TIER_S = 5_000_000, 10, 10, 3600


def sequence_problem(seed: int, teams: int = 3, incidents: int = 3) -> dict[str, Any]:
    """A problem with every field that order over time reads."""
    r = random.Random(seed)
    homes = [(r.uniform(0, 30), r.uniform(0, 30)) for _ in range(teams)]
    places = [(r.uniform(0, 30), r.uniform(0, 30)) for _ in range(incidents)]
    codes = ("medical", "fire")
    needs = []
    for k in range(incidents):
        for code in r.sample(codes, r.randint(1, 2)):
            needs.append(_need(r, f"i{k}", code))
    problem: dict[str, Any] = {
        "format": "muster-problem/1",
        "now": 1000,
        "incidents": [
            {"id": f"i{k}", "priority": r.randint(1, 5), "release_s": r.choice([0, 0, 0, 1800])}
            for k in range(incidents)
        ],
        "needs": needs,
        "teams": [_team(r, k, codes) for k in range(teams)],
        "travel": {
            "teams_to_incidents": [[_drive_s(a, b) for b in places] for a in homes],
            "depots_to_incidents": [],
            "between_incidents": [[_drive_s(a, b) for b in places] for a in places],
        },
    }
    if r.random() < 0.3:
        problem["exclusions"] = [{"team": "t0", "incident": "i0"}]
    if r.random() < 0.3:
        problem["running"] = [{"team": "t1", "incident": "i1", "state": "on_scene", "since": 400}]
    return problem


def _drive_s(a: tuple[float, float], b: tuple[float, float]) -> int:
    return 0 if a == b else int(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 * 120) + 60


def _need(r: random.Random, incident: str, code: str) -> dict[str, Any]:
    amount = r.randint(1, 3)
    return {
        "id": f"{incident}-{code}",
        "incident": incident,
        "capability": code,
        "amount": amount,
        "least": r.choice([1, 1, amount]),
        "work_s": r.choice([1800, 3600, 7200, 7200, None]),
        "relief_after_s": r.choice([None, None, None, 3600]),
        "growth_per_h": r.choice([0.0, 0.0, 0.25]),
        "latest_s": r.choice([None, None, 7200]),
        "group": r.choice([None, None, None, f"g-{incident}"]),
    }


def _team(r: random.Random, k: int, codes: tuple[str, ...]) -> dict[str, Any]:
    chosen = r.sample(codes, r.randint(1, 2))
    return {
        "id": f"t{k}",
        "units": {code: r.randint(1, 3) for code in chosen},
        "ready_s": r.choice([0, 300]),
        "tier": r.choice([0, 0, 1]),
        "shift_end_s": r.choice([None, None, None, 10800]),
        "free": r.random() < 0.9,
    }


@dataclass(frozen=True)
class Open:
    """Something later visits may serve: what stayed short (turn 0), or a relief."""

    need: Mapping[str, Any]
    turn: int
    amount: int
    from_s: int
    work_s: int | None


class Trying:
    """Every way teams may go on after given picks, by plain recursion."""

    def __init__(self, problem: dict[str, Any], picks: list[dict[str, Any]]) -> None:
        self.problem, self.picks = problem, picks
        self.needs = {need["id"]: need for need in problem["needs"]}
        self.incidents = {row["id"]: row for row in problem["incidents"]}
        self.column = {row["id"]: k for k, row in enumerate(problem["incidents"])}
        self.teams = {row["id"]: row for row in problem["teams"]}
        self.excluded = {(r["team"], r["incident"]) for r in problem.get("exclusions", [])}
        self.first = {pick["team"]: self._first(pick) for pick in picks if pick["fills"]}
        self.open = self._short() + self._reliefs()

    def _first(self, pick: dict[str, Any]) -> tuple[int, int | None]:
        start = max(pick["eta_s"], self.incidents[pick["incident"]]["release_s"])
        for run in self.problem.get("running", []):
            if run["team"] == pick["team"] and run["incident"] == pick["incident"]:
                start = run["since"] - self.problem["now"]
        stays = [self._stay(self.needs[need], start) for need in pick["fills"]]
        return start, None if None in stays else start + max(s for s in stays if s is not None)

    def _work(self, need: Mapping[str, Any], start: int) -> int | None:
        if need["work_s"] is None:
            return None
        return int(need["work_s"] * (1 + need["growth_per_h"] * start / 3600))

    def _stay(self, need: Mapping[str, Any], start: int) -> int | None:
        work = self._work(need, start)
        if work is None or need["relief_after_s"] is None:
            return work
        return min(work, need["relief_after_s"])

    def _short(self) -> list[Open]:
        rows = []
        for need in self.problem["needs"]:
            missing = need["amount"] - sum(p["fills"].get(need["id"], 0) for p in self.picks)
            if missing:
                rows.append(Open(need, 0, missing, 0, None))
        return rows

    def _reliefs(self) -> list[Open]:
        rows = []
        for need in self.problem["needs"]:
            after, turn = need["relief_after_s"], 1
            here = [p for p in self.picks if need["id"] in p["fills"]]
            while after and turn <= 12:
                left = {
                    p["team"]: (self._work(need, self.first[p["team"]][0]) or 0) - turn * after
                    for p in here
                }
                going = [p for p in here if left[p["team"]] > 0]
                if not going:
                    break
                units = sum(p["fills"][need["id"]] for p in going)
                due = min(self.first[p["team"]][0] for p in going) + turn * after
                work = min(after, max(left.values()))
                rows.append(Open(need, turn, units, max(0, due), work))
                turn += 1
        return rows

    def least(self) -> int:
        """The least cost of all: visits, and what is never served."""
        teams = [t for t in self.teams if self._may(t)]
        full = tuple(row.amount for row in self.open)
        return self._over_teams(teams, 0, full, {})

    def _may(self, team: str) -> bool:
        if team in self.first:
            return self.first[team][1] is not None
        return bool(self.teams[team]["free"]) and team not in {p["team"] for p in self.picks}

    def _over_teams(
        self,
        teams: list[str],
        at: int,
        left: tuple[int, ...],
        seen: dict[tuple[int, tuple[int, ...]], int],
    ) -> int:
        if at == len(teams):
            return self._unserved(left)
        if (at, left) not in seen:
            seen[at, left] = min(
                cost + self._over_teams(teams, at + 1, rest, seen)
                for cost, rest in self._routes(teams[at], left)
            )
        return seen[at, left]

    def _unserved(self, left: tuple[int, ...]) -> int:
        """The price of what stays short; parts that are useless cost as if they were not there."""
        short = list(left)
        whole = defaultdict(list)
        for k, row in enumerate(self.open):
            has = row.need["amount"] - row.amount
            if row.turn == 0 and has + row.amount - left[k] < row.need["least"]:
                short[k] = row.amount
            if row.turn == 0 and row.need["group"]:
                whole[row.need["group"]].append(k)
        for rows in whole.values():
            if any(short[k] for k in rows):
                for k in rows:
                    short[k] = self.open[k].amount
        return sum(
            SHORT * WEIGHT[self.incidents[row.need["incident"]]["priority"]] * short[k]
            for k, row in enumerate(self.open)
        )

    def _routes(self, team: str, left: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
        if team in self.first:
            place = next(p["incident"] for p in self.picks if p["team"] == team)
            yield from self._onward(team, place, max(0, self.first[team][1] or 0), left, ())
        else:
            yield from self._onward(team, None, self.teams[team]["ready_s"], left, ())

    def _onward(
        self, team: str, place: str | None, now: int, left: tuple[int, ...], been: tuple[str, ...]
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        yield 0, left
        for incident in self.incidents:
            if incident in been or (team, incident) in self.excluded:
                continue
            for rows in self._bundles(team, incident, left):
                yield from self._visit(team, place, now, left, been, incident, rows)

    def _bundles(self, team: str, incident: str, left: tuple[int, ...]) -> Iterator[dict[int, int]]:
        """Every way to share the team's units among what is open there."""
        own = [k for k, row in enumerate(self.open) if row.need["incident"] == incident]
        if team not in self.first:
            own = [k for k in own if self.open[k].turn]
        for k in own:
            if self.open[k].turn:
                mine = [p for p in self.picks if p["team"] == team]
                if any(self.open[k].need["id"] in p["fills"] for p in mine):
                    continue
                units = self.teams[team]["units"].get(self.open[k].need["capability"], 0)
                if min(units, left[k]):
                    yield {k: min(units, left[k])}
        short = [k for k in own if not self.open[k].turn]
        ranges = [
            range(
                min(left[k], self.teams[team]["units"].get(self.open[k].need["capability"], 0)) + 1
            )
            for k in short
        ]
        for units in itertools.product(*ranges):
            if any(units):
                yield {k: n for k, n in zip(short, units, strict=True) if n}

    def _visit(
        self,
        team: str,
        place: str | None,
        now: int,
        left: tuple[int, ...],
        been: tuple[str, ...],
        incident: str,
        given: dict[int, int],
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        rows = [self.open[k] for k in given]
        travel = self.problem["travel"]
        if place is None:
            drive = travel["teams_to_incidents"][list(self.teams).index(team)]
        else:
            drive = travel["between_incidents"][self.column[place]]
        way = 0 if place == incident else drive[self.column[incident]]
        due = max(row.from_s for row in rows)
        start = max(now + way, self.incidents[incident]["release_s"], due)
        limit = self.teams[team]["shift_end_s"]
        latest = [r.need["latest_s"] for r in rows if not r.turn and r.need["latest_s"]]
        if (limit is not None and start > limit) or any(start > 3 * moment for moment in latest):
            return
        late = max(0, start - min(latest, default=start))
        weight = WEIGHT[self.incidents[incident]["priority"]]
        cost = weight * (RESPONSE * (start - due) + LATE * late) + way
        cost += self.teams[team]["tier"] * TIER_S
        stays = [row.work_s if row.turn else self._stay(row.need, start) for row in rows]
        rest = tuple(n - given.get(k, 0) for k, n in enumerate(left))
        if None in stays:
            yield cost, rest
            return
        end = start + max(stay for stay in stays if stay is not None)
        for more, final in self._onward(team, incident, end, rest, (*been, incident)):
            yield cost + more, final
