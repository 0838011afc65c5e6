"""The independent checker: re-reads problem and solution as JSON and recomputes everything.

It shares no code with the model on purpose: a mistake there must not be repeated here.
Rules it holds a solution to, each with its code, are listed in `CODES`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
}

SHORTFALL_REASONS = frozenset(
    "no_such_capability none_free none_reachable too_late stock_exhausted"
    " stock_expired_or_unconfirmed no_truck no_staff kept_for_cover held_by_higher_need"
    " agreement_missing excluded_by_officer".split()
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


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a solution breaks, and where."""

    code: str
    path: str
    message: str


def check(
    problem: Mapping[str, Any], solution: Mapping[str, Any], folder: Path | None = None
) -> list[Violation]:
    """Every rule the solution breaks; an empty list means that it is right in all it says."""
    if problem.get("format") != "muster-problem/1":
        return [Violation("format", "problem.format", "expected muster-problem/1")]
    if solution.get("format") != "muster-solution/1":
        return [Violation("format", "solution.format", "expected muster-solution/1")]
    case = Case(problem, solution, folder)
    strangers = list(_strangers(case))
    if strangers:
        return strangers
    found: list[Violation] = []
    for rule in (
        _pick_rules,
        _pins_and_scenes,
        _need_rules,
        _delivery_rules,
        _lot_rules,
        _trip_rules,
        _shortfall_rules,
        _value_rules,
        _difference_rules,
    ):
        found.extend(rule(case))
    return found


def _rows(data: Mapping[str, Any], name: str) -> list[Any]:
    return list(data.get(name) or [])


def _moment(value: Any) -> float | None:
    if value is None or isinstance(value, int):
        return value
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() // 1


class Case:
    """A problem and a solution read plainly, with what the rules ask of them."""

    def __init__(
        self, problem: Mapping[str, Any], solution: Mapping[str, Any], folder: Path | None
    ) -> None:
        self.problem, self.solution = problem, solution
        self.policy: Mapping[str, Any] = problem.get("policy") or {}
        self.now = _moment(problem.get("now")) or 0
        self.incidents = {row["id"]: row for row in problem["incidents"]}
        self.needs = {row["id"]: row for row in problem["needs"]}
        self.teams = {row["id"]: row for row in _rows(problem, "teams")}
        self.depots = {row["id"]: row for row in _rows(problem, "depots")}
        self.lots = {row["id"]: row for row in _rows(problem, "lots")}
        self.running = {row["team"]: row for row in _rows(problem, "running")}
        self.items: Mapping[str, Any] = problem.get("items") or {}
        self.picks = _rows(solution, "picks")
        self.deliveries = _rows(solution, "deliveries")
        self.trips = _rows(solution, "trips")
        self.column = {row: k for k, row in enumerate(self.incidents)}
        travel = problem["travel"]
        self.team_travel = self._matrix(travel, "teams_to_incidents", self.teams, folder)
        self.depot_travel = self._matrix(travel, "depots_to_incidents", self.depots, folder)
        self.sent = {(pick["team"], pick["incident"]) for pick in self.picks}
        self.excluded = {(r["team"], r["incident"]) for r in _rows(problem, "exclusions")}

    def _matrix(
        self, travel: Mapping[str, Any], name: str, sources: Mapping[str, Any], folder: Path | None
    ) -> dict[str, list[Any]]:
        lines = travel.get(name) or []
        if isinstance(lines, Mapping):
            import numpy

            lines = numpy.load((folder or Path()) / lines["npy"]).tolist()
        return dict(zip(sources, lines, strict=False))

    def weight(self, need: Mapping[str, Any]) -> int:
        return PRIORITY[self.incidents[need["incident"]].get("priority") or 3]

    def way(self, table: Mapping[str, list[Any]], source: str, incident: str) -> int | None:
        seconds = table[source][self.column[incident]]
        return None if seconds is None or seconds < 0 else int(seconds)

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

    def filled(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for pick in self.picks:
            total.update(pick["fills"])
        for delivery in self.deliveries:
            total[delivery["need"]] += delivery["amount"]
        return total


def _strangers(case: Case) -> Iterator[Violation]:
    for k, pick in enumerate(case.picks):
        for name, known in (("team", case.teams), ("incident", case.incidents)):
            if pick[name] not in known:
                yield Violation("unknown", f"picks[{k}].{name}", f"no '{pick[name]}'")
        for need in pick["fills"]:
            if need not in case.needs:
                yield Violation("unknown", f"picks[{k}].fills.{need}", f"no '{need}'")
    for k, delivery in enumerate(case.deliveries):
        for name, known in (("lot", case.lots), ("need", case.needs)):
            if delivery[name] not in known:
                yield Violation("unknown", f"deliveries[{k}].{name}", f"no '{delivery[name]}'")
    for k, trip in enumerate(case.trips):
        for name, known in (("depot", case.depots), ("incident", case.incidents)):
            if trip[name] not in known:
                yield Violation("unknown", f"trips[{k}].{name}", f"no '{trip[name]}'")


def _pick_rules(case: Case) -> Iterator[Violation]:
    seen: set[str] = set()
    for k, pick in enumerate(case.picks):
        team, incident, path = pick["team"], pick["incident"], f"picks[{k}]"
        if team in seen:
            yield Violation("team_twice", path, f"'{team}' is sent twice")
        seen.add(team)
        if not case.may_go(team):
            yield Violation("team_barred", path, f"'{team}' must not be sent")
        if (team, incident) in case.excluded:
            yield Violation("excluded", path, f"'{team}' is kept from '{incident}'")
        eta = case.eta(team, incident)
        if eta is None:
            yield Violation("unreachable", path, f"'{team}' cannot reach '{incident}'")
        elif eta != pick["eta_s"]:
            yield Violation("eta", f"{path}.eta_s", f"{pick['eta_s']} should be {eta}")
        if not (pick.get("reason") or {}).get("code"):
            yield Violation("reason", f"{path}.reason", "a pick without a reason")
        yield from _fill_rules(case, pick, path)


def _fill_rules(case: Case, pick: Mapping[str, Any], path: str) -> Iterator[Violation]:
    spent: Counter[str] = Counter()
    for need_id, units in pick["fills"].items():
        need = case.needs[need_id]
        capability = need.get("capability")
        if need["incident"] != pick["incident"] or capability is None or units < 1:
            yield Violation("fill", f"{path}.fills.{need_id}", "does not fill this need")
            continue
        spent[capability] += units
        if pick["eta_s"] > case.until(need):
            yield Violation("too_late", f"{path}.fills.{need_id}", "arrives after it is useful")
    for capability, units in spent.items():
        has = case.teams[pick["team"]]["units"].get(capability, 0)
        if units > has:
            yield Violation("fill", path, f"{units} of '{capability}', the team has {has}")


def _pins_and_scenes(case: Case) -> Iterator[Violation]:
    pinned = {row["team"]: row["incident"] for row in _rows(case.problem, "pins")}
    for team, incident in pinned.items():
        if case.may_serve(team, incident) and (team, incident) not in case.sent:
            yield Violation("pin_broken", f"pins.{team}", f"'{team}' is not at '{incident}'")
    for team, run in case.running.items():
        leave = case.policy.get("may_move_on_scene") or run.get("may_move")
        held_elsewhere = team in pinned and case.may_serve(team, pinned[team])
        if run.get("state") != "on_scene" or leave or held_elsewhere:
            continue
        if case.may_serve(team, run["incident"]) and (team, run["incident"]) not in case.sent:
            yield Violation("moved_from_scene", f"running.{team}", f"'{team}' was taken away")


def _need_rules(case: Case) -> Iterator[Violation]:
    filled = case.filled()
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for need in case.needs.values():
        amount = filled[need["id"]]
        if amount > need["amount"]:
            yield Violation("overfilled", f"needs.{need['id']}", f"{amount} of {need['amount']}")
        if 0 < amount < (need.get("least") or 1):
            yield Violation("below_least", f"needs.{need['id']}", f"{amount} is useless")
        if need.get("group") is not None:
            groups[need["group"]].append(need)
    for group, members in groups.items():
        started = any(filled[n["id"]] for n in members)
        whole = all(filled[n["id"]] >= n["amount"] for n in members)
        if started and not whole:
            yield Violation("group_broken", f"groups.{group}", "filled in part")


def _delivery_rules(case: Case) -> Iterator[Violation]:
    trips = {(trip["truck"], trip["trip"]): trip for trip in case.trips}
    for k, row in enumerate(case.deliveries):
        path, need, lot = f"deliveries[{k}]", case.needs[row["need"]], case.lots[row["lot"]]
        if row["amount"] < 1 or need.get("item") != lot["item"]:
            yield Violation("wrong_item", path, f"'{row['lot']}' does not serve '{row['need']}'")
            continue
        if row["eta_s"] > case.until(need):
            yield Violation("too_late", path, "arrives after it is useful")
        way = case.way(case.depot_travel, lot["depot"], need["incident"])
        if way is None:
            yield Violation("unreachable", path, f"no way from '{lot['depot']}'")
            continue
        yield from _carriage(case, row, path, way, trips)


def _carriage(
    case: Case,
    row: Mapping[str, Any],
    path: str,
    way: int,
    trips: Mapping[tuple[str, int], Mapping[str, Any]],
) -> Iterator[Violation]:
    depot = case.depots[case.lots[row["lot"]]["depot"]]
    if depot.get("trucks") is None:
        if row["eta_s"] != (depot.get("load_s") or 0) + way:
            yield Violation("eta", f"{path}.eta_s", "is not loading and drive")
        return
    trucks = {truck["id"]: truck for truck in depot["trucks"]}
    trip = trips.get((row.get("truck") or "", row.get("trip") or 0))
    if row.get("truck") not in trucks or trip is None:
        yield Violation("truck", path, "no such truck or trip at the depot")
        return
    if trip["incident"] != case.needs[row["need"]]["incident"] or trip["depot"] != depot["id"]:
        yield Violation("trip", path, "the trip goes elsewhere")
    if trip["eta_s"] != row["eta_s"]:
        yield Violation("eta", f"{path}.eta_s", "is not that of its trip")
    item = case.items.get(case.lots[row["lot"]]["item"]) or {}
    if item.get("hazardous") and not trucks[row["truck"]].get("hazmat"):
        yield Violation("hazmat", path, f"'{row['truck']}' may not carry it")


def _is_usable(case: Case, lot: Mapping[str, Any]) -> bool:
    expires, limit = (
        _moment(lot.get("expires_at")),
        (case.policy.get("age_limits") or {}).get("stock_s"),
    )
    if expires is not None and expires <= case.now:
        return False
    confirmed = _moment(lot.get("confirmed_at"))
    return limit is None or (confirmed is not None and case.now - confirmed <= limit)


def _lot_rules(case: Case) -> Iterator[Violation]:
    drawn: Counter[str] = Counter()
    for row in case.deliveries:
        drawn[row["lot"]] += row["amount"]
    latest: dict[tuple[str, str], float] = {}
    for lot_id, amount in drawn.items():
        lot = case.lots[lot_id]
        if amount > lot["amount"]:
            yield Violation("lot_overdrawn", f"lots.{lot_id}", f"{amount} of {lot['amount']}")
        if not _is_usable(case, lot):
            yield Violation("lot_unusable", f"lots.{lot_id}", "expired or not confirmed")
        expires = _moment(lot.get("expires_at"))
        key = (lot["depot"], lot["item"])
        latest[key] = max(latest.get(key, -FOREVER), FOREVER if expires is None else expires)
    for lot in case.lots.values():
        key = (lot["depot"], lot["item"])
        expires = _moment(lot.get("expires_at"))
        earlier = key in latest and expires is not None and expires < latest[key]
        if earlier and drawn[lot["id"]] < lot["amount"] and _is_usable(case, lot):
            yield Violation("lot_order", f"lots.{lot['id']}", "a later expiry left first")


def _trip_rules(case: Case) -> Iterator[Violation]:
    trucks = {t["id"]: (t, d) for d in case.depots.values() for t in d.get("trucks") or []}
    loads: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for row in case.deliveries:
        if row.get("truck"):
            loads[row["truck"], row["trip"]].append(row)
    free: dict[str, int] = {}
    for trip in sorted(case.trips, key=lambda t: (t["truck"], t["trip"])):
        path = f"trips.{trip['truck']}.{trip['trip']}"
        if trip["truck"] not in trucks or trucks[trip["truck"]][1]["id"] != trip["depot"]:
            yield Violation("truck", path, "the depot has no such truck")
            continue
        truck, depot = trucks[trip["truck"]]
        way = case.way(case.depot_travel, trip["depot"], trip["incident"])
        eta = None if way is None else trip["start_s"] + (depot.get("load_s") or 0) + way
        on_time = trip["start_s"] >= free.get(trip["truck"], 0)
        if (
            way is None
            or eta != trip["eta_s"]
            or trip["back_s"] != trip["eta_s"] + way
            or not on_time
        ):
            yield Violation("trip", path, "times do not add up")
        free[trip["truck"]] = trip["back_s"]
        yield from _load_rules(case, truck, loads[trip["truck"], trip["trip"]], path)


def _load_rules(
    case: Case, truck: Mapping[str, Any], rows: list[Mapping[str, Any]], path: str
) -> Iterator[Violation]:
    for name, limit in (("kg", truck.get("payload_kg")), ("litres", truck.get("volume_l"))):
        load = sum(
            row["amount"] * ((case.items.get(case.lots[row["lot"]]["item"]) or {}).get(name) or 0)
            for row in rows
        )
        if limit is not None and load > limit + 1e-6:
            yield Violation("overloaded", path, f"{load} {name} of {limit}")


def _shortfall_rules(case: Case) -> Iterator[Violation]:
    filled = case.filled()
    told: dict[str, int] = {}
    for k, row in enumerate(_rows(case.solution, "shortfalls")):
        told[row["need"]] = told.get(row["need"], 0) + row["amount"]
        if row["reason"] not in SHORTFALL_REASONS:
            yield Violation("reason", f"shortfalls[{k}].reason", f"'{row['reason']}' is not listed")
    for need in case.needs.values():
        missing = max(0, need["amount"] - filled[need["id"]])
        if told.pop(need["id"], 0) != missing:
            yield Violation("shortfall", f"needs.{need['id']}", f"{missing} is missing")
    for stranger in told:
        yield Violation("shortfall", f"shortfalls.{stranger}", "no such need")


def _terms(case: Case) -> dict[str, int]:
    filled = case.filled()
    terms = dict.fromkeys(TERM_WEIGHTS, 0)
    for need in case.needs.values():
        terms["shortage"] += case.weight(need) * max(0, need["amount"] - filled[need["id"]])
    tier_s = case.policy.get("tier_price_s")
    for pick in case.picks:
        team, incident = pick["team"], pick["incident"]
        weight = PRIORITY[case.incidents[incident].get("priority") or 3]
        eta = case.eta(team, incident) or 0
        late = [
            eta - n["latest_s"]
            for n in case.counts_for(team, incident)
            if n.get("latest_s") is not None
        ]
        terms["response_time"] += weight * eta
        terms["lateness"] += weight * max([0, *late])
        run = case.running.get(team)
        if not (run and run["incident"] == incident and run.get("state") == "on_scene"):
            price = 3600 if tier_s is None else tier_s
            way = case.way(case.team_travel, team, incident) or 0
            terms["distance_cost"] += way + (case.teams[team].get("tier") or 0) * price
    for row in case.deliveries:
        need = case.needs[row["need"]]
        weight = case.weight(need) * row["amount"]
        terms["response_time"] += weight * row["eta_s"]
        if need.get("latest_s") is not None:
            terms["lateness"] += weight * max(0, row["eta_s"] - need["latest_s"])
    terms["cover_lost"] = _cover_lost(case)
    terms["disturbance"] = _disturbance(case)
    return terms


def _cover_lost(case: Case) -> int:
    lost = 0
    gone = {pick["team"] for pick in case.picks}
    for rule in _rows(case.problem, "cover"):
        near = [
            team
            for (team, row), seconds in zip(case.teams.items(), rule["travel"], strict=True)
            if case.may_go(team)
            and team not in case.running
            and rule["capability"] in row["units"]
            and seconds is not None
            and 0 <= seconds
            and (row.get("ready_s") or 0) + seconds <= rule["within_s"]
        ]
        before = min(rule["count"], len(near))
        after = min(rule["count"], sum(team not in gone for team in near))
        lost += (1 if rule.get("weight") is None else rule["weight"]) * (before - after)
    return lost


def _disturbance(case: Case) -> int:
    prices = {**DISTURBANCE_S, **(case.policy.get("disturbance_s") or {})}
    total = 0
    for team, run in case.running.items():
        incident = run["incident"]
        if (team, incident) in case.sent or not case.may_serve(team, incident):
            continue
        if case.counts_for(team, incident):
            total += prices[run.get("state") or "assigned"]
    return total


def _value_rules(case: Case) -> Iterator[Violation]:
    solution, terms = case.solution, _terms(case)
    weights = {**TERM_WEIGHTS, **(case.policy.get("weights") or {})}
    for name, value in terms.items():
        told = (solution.get("terms") or {}).get(name)
        if told != value:
            yield Violation("terms", f"terms.{name}", f"{told} should be {value}")
    objective = sum(weights[name] * value for name, value in terms.items())
    if solution.get("objective") != objective:
        yield Violation(
            "objective", "objective", f"{solution.get('objective')} should be {objective}"
        )
    bound, status = solution.get("bound"), solution.get("status")
    if bound is None or bound > objective:
        yield Violation("bound", "bound", "lies above the objective")
    if status not in ("optimal", "feasible") or (status == "optimal") != (bound == objective):
        yield Violation("bound", "status", f"'{status}' with bound {bound} and value {objective}")
    gap = (objective - (bound or 0)) / max(1, abs(objective))
    if abs((solution.get("gap") or 0.0) - gap) > 1e-6:
        yield Violation("bound", "gap", f"{solution.get('gap')} should be {gap}")


def _difference_rules(case: Case) -> Iterator[Violation]:
    goes = {pick["team"]: pick["incident"] for pick in case.picks}
    right: dict[str, set[tuple[str, str | None]]] = {
        "kept": {(t, i) for t, i in goes.items() if _was(case, t) == i},
        "added": {(t, i) for t, i in goes.items() if t not in case.running},
        "redirected": {(t, i) for t, i in goes.items() if _was(case, t) not in (None, i)},
        "recalled": {(t, None) for t in case.running if t not in goes},
    }
    told = case.solution.get("difference") or {}
    for name, rows in right.items():
        given = {(row["team"], row.get("incident")) for row in told.get(name) or []}
        if given != rows:
            yield Violation(
                "difference", f"difference.{name}", f"{len(given)} told, {len(rows)} are"
            )


def _was(case: Case, team: str) -> str | None:
    run = case.running.get(team)
    return None if run is None else run["incident"]
