"""What the checker reads: problem and solution as plain JSON, without any code of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

CODES = {
    "format": "the file is not what it says it is",
    "unknown": "an id that the problem does not have",
    "team_twice": "a team is in one place at a time",
    "team_barred": "a team that is not free, staffed or agreed was sent",
    "unreachable": "there is no way for the team or the goods",
    "excluded": "the officer keeps this team from this incident",
    "pin_broken": "a pin that can hold does not hold",
    "moved_from_scene": "a team on scene was moved without leave",
    "eta": "the arrival is not what the times give",
    "fill": "units filled that the team does not have or that do not count",
    "overfilled": "more than the need asks for",
    "below_least": "less than the least useful amount was counted",
    "group_broken": "a group was filled in part",
    "too_late": "help counted after it stops being useful",
    "lot_overdrawn": "more than is free in the lot",
    "lot_unusable": "goods from an expired or unconfirmed lot",
    "lot_order": "a later expiry left before an earlier one",
    "wrong_item": "the lot does not hold what is needed",
    "truck": "no such truck at the depot, or one is missing",
    "overloaded": "more than payload or volume of the truck",
    "hazmat": "hazardous goods without a permitted carrier",
    "trip": "trips of a truck overlap or their times do not add up",
    "shortfall": "what stays unmet is not told as it is",
    "reason": "a reason or code that is not on the closed list",
    "terms": "a term of the objective is not what the choice gives",
    "objective": "the objective is not the sum of weight x term",
    "bound": "bound, gap and status contradict each other",
    "difference": "the difference to what is running is not as told",
    "move": "a stand-by move that cannot be, or is not told as it is",
    "district": "what a district got is not told as it is",
    "confidence": "the worlds drawn do not show the confidence told",
    "robust": "the answer does not hold in the share of worlds told",
    "visit": "a later visit that cannot be, or is not told as it is",
    "later": "what becomes of a shortfall is not what the visits give",
    "sequence": "value, bound or status of order over time are not what the visits give",
    "optimum": "trying everything finds another optimum than value, bound and status say",
}

SHORTFALL_REASONS = frozenset(
    (
        "no_such_capability",
        "none_free",
        "none_reachable",
        "too_late",
        "stock_exhausted",
        "stock_expired_or_unconfirmed",
        "no_truck",
        "no_staff",
        "kept_for_cover",
        "held_by_higher_need",
        "agreement_missing",
        "excluded_by_officer",
    )
)
TERM_WEIGHTS = {
    "shortage": 5_000_000,
    "lateness": 10,
    "response_time": 10,
    "cover_lost": 10,
    "disturbance": 10,
    "distance_cost": 1,
}
DISTURBANCE_S = {"assigned": 300, "en_route": 900, "on_scene": 3600}
PRIORITY = {1: 16, 2: 8, 3: 4, 4: 2, 5: 1}
FOREVER = float("inf")


class TooLarge(Exception):
    """A problem with too many choices to try them all."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a solution breaks, and where."""

    code: str
    path: str
    message: str


def rows_of(data: Mapping[str, Any], name: str) -> list[Any]:
    """The rows of a list that may be absent."""
    return list(data.get(name) or [])


def moment_of(value: Any) -> float | None:
    """An instant in seconds, from seconds or ISO 8601."""
    if value is None or isinstance(value, int):
        return value
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() // 1


class Case:
    """A problem and a solution read plainly, with what the rules ask of them."""

    def __init__(
        self,
        problem: Mapping[str, Any],
        solution: Mapping[str, Any],
        folder: Path | None = None,
        previous: Mapping[str, Any] | None = None,
    ) -> None:
        self.problem, self.solution, self.previous = problem, solution, previous
        self.policy: Mapping[str, Any] = problem.get("policy") or {}
        self.weights = {**TERM_WEIGHTS, **(self.policy.get("weights") or {})}
        self.now = moment_of(problem.get("now")) or 0
        self.incidents = {row["id"]: row for row in problem["incidents"]}
        self.needs = {row["id"]: row for row in problem["needs"]}
        self.teams = {
            row["id"]: {**row, "units": row.get("units") or {}} for row in rows_of(problem, "teams")
        }
        self.depots = {row["id"]: row for row in rows_of(problem, "depots")}
        self.lots = {row["id"]: row for row in rows_of(problem, "lots")}
        self.running = {row["team"]: row for row in rows_of(problem, "running")}
        self.items: Mapping[str, Any] = problem.get("items") or {}
        self.picks = rows_of(solution, "picks")
        self.deliveries = rows_of(solution, "deliveries")
        self.trips = rows_of(solution, "trips")
        self.column = {row: k for k, row in enumerate(self.incidents)}
        travel = problem["travel"]
        self.team_travel = self._matrix(travel, "teams_to_incidents", self.teams, folder)
        self.depot_travel = self._matrix(travel, "depots_to_incidents", self.depots, folder)
        self.onward = self._matrix(travel, "between_incidents", self.incidents, folder)
        self.sent = {(pick["team"], pick["incident"]) for pick in self.picks}
        self.excluded = {(r["team"], r["incident"]) for r in rows_of(problem, "exclusions")}

    def _matrix(
        self, travel: Mapping[str, Any], name: str, sources: Mapping[str, Any], folder: Path | None
    ) -> dict[str, list[Any]]:
        lines = travel.get(name) or []
        if isinstance(lines, Mapping):
            lines = np.load((folder or Path()) / lines["npy"]).tolist()
        return dict(zip(sources, lines, strict=False))

    def weight(self, need: Mapping[str, Any]) -> int:
        return PRIORITY[self.incidents[need["incident"]].get("priority") or 3]

    def way(self, table: Mapping[str, list[Any]], source: str, incident: str) -> int | None:
        seconds = table[source][self.column[incident]]
        return None if seconds is None or seconds < 0 else int(seconds)

    def between(self, incident: str, other: str) -> int | None:
        """Seconds from one incident to another, None where that is not known or not possible."""
        return self.way(self.onward, incident, other) if self.onward else None

    def eta(self, team: str, incident: str) -> int | None:
        run = self.running.get(team)
        if run and run["incident"] == incident and run.get("state") == "on_scene":
            return 0
        way = self.way(self.team_travel, team, incident)
        return None if way is None else (self.teams[team].get("ready_s") or 0) + way

    def until(self, need: Mapping[str, Any]) -> float:
        if need.get("latest_s") is None:
            return FOREVER
        factor = self.policy.get("lateness_factor")
        return int(need["latest_s"] * (3.0 if factor is None else factor))

    def counts_for(self, team: str, incident: str) -> list[Mapping[str, Any]]:
        """The needs of an incident a team brings units for and reaches in time."""
        eta = self.eta(team, incident)
        return [
            need
            for need in self.needs.values()
            if need["incident"] == incident
            and need.get("capability") in self.teams[team]["units"]
            and eta is not None
            and eta <= self.until(need)
        ]

    def may_go(self, team: str) -> bool:
        row = self.teams[team]
        free = row.get("free", True) is not False or team in self.running
        return (
            free and row.get("staffed", True) is not False and row.get("agreed", True) is not False
        )

    def may_serve(self, team: str, incident: str) -> bool:
        return (
            self.may_go(team)
            and (team, incident) not in self.excluded
            and self.eta(team, incident) is not None
        )

    def held_at(self, team: str) -> str | None:
        """Where a team must be: its pin where that can hold, else its scene without leave."""
        for row in rows_of(self.problem, "pins"):
            if row["team"] == team and self.may_serve(team, row["incident"]):
                return str(row["incident"])
        run = self.running.get(team) or {}
        leave = self.policy.get("may_move_on_scene") or run.get("may_move")
        if run.get("state") != "on_scene" or leave or not self.may_serve(team, run["incident"]):
            return None
        return str(run["incident"])

    def is_usable(self, lot: Mapping[str, Any]) -> bool:
        """Whether a lot is neither expired nor, where the site limits that, unconfirmed."""
        expires, confirmed = moment_of(lot.get("expires_at")), moment_of(lot.get("confirmed_at"))
        limit = (self.policy.get("age_limits") or {}).get("stock_s")
        if expires is not None and expires <= self.now:
            return False
        return limit is None or (confirmed is not None and self.now - confirmed <= limit)

    def filled(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for pick in self.picks:
            total.update(pick["fills"])
        for delivery in self.deliveries:
            total[delivery["need"]] += delivery["amount"]
        return total


def strangers(case: Case) -> Iterator[Violation]:
    """Ids that the problem does not have."""
    fields: tuple[tuple[str, list[Any], str, Mapping[str, Any]], ...] = (
        ("picks", case.picks, "team", case.teams),
        ("picks", case.picks, "incident", case.incidents),
        ("deliveries", case.deliveries, "lot", case.lots),
        ("deliveries", case.deliveries, "need", case.needs),
        ("trips", case.trips, "depot", case.depots),
    )
    for name, rows, field, known in fields:
        for k, row in enumerate(rows):
            if row[field] not in known:
                yield Violation("unknown", f"{name}[{k}].{field}", f"no '{row[field]}'")
    for k, pick in enumerate(case.picks):
        for need in pick["fills"]:
            if need not in case.needs:
                yield Violation("unknown", f"picks[{k}].fills.{need}", f"no '{need}'")
    for k, trip in enumerate(case.trips):
        for stop in trip["stops"]:
            if stop["incident"] not in case.incidents:
                yield Violation("unknown", f"trips[{k}].stops", f"no '{stop['incident']}'")
