"""The checker's order over time: visits hold together, and their value is what is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dispatch.optimiser.checking.check_case import (
    FOREVER,
    PRIORITY,
    TERM_WEIGHTS,
    Case,
    Violation,
    moment_of,
    rows_of,
)

Row = Mapping[str, Any]
MOST_TURNS = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One relief that is due: of whom how many units, from when, and for how long."""

    amount: int
    due_s: int
    work_s: int


@dataclass(slots=True)
class Later:
    """What the picks leave to later visits: their own times, what is short, what is to relieve."""

    firsts: dict[str, Row] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int | None] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    turns: dict[tuple[str, int], Turn] = field(default_factory=dict)


def sequence_rules(case: Case) -> Iterator[Violation]:
    """Visits, what they mean for shortfalls, and the value of the stage; none where not asked.

    An answer on the way has not come to this stage: it has no such part and shows no visit.
    """
    visits = rows_of(case.solution, "visits")
    part = (case.solution.get("parts") or {}).get("sequence")
    if not _is_asked(case):
        if visits or part or case.solution.get("later"):
            yield Violation("visit", "visits", "order over time was not asked for")
        return
    if part is None:
        if visits or case.solution.get("later"):
            yield Violation("sequence", "parts.sequence", "is missing beside visits")
        return
    strangers = [k for k, row in enumerate(visits) if not _is_known(case, row)]
    if strangers:
        yield Violation("unknown", f"visits[{strangers[0]}]", "an id the problem does not have")
        return
    later = _what_is_left(case)
    routes: dict[str, list[Row]] = defaultdict(list)
    for row in visits:
        routes[row["team"]].append(row)
    for team, stops in routes.items():
        yield from _route_rules(case, later, team, stops)
    yield from _amount_rules(case, later, visits)
    yield from _later_rules(case, visits)
    yield from _value_rules(case, later, routes, part)


def _is_asked(case: Case) -> bool:
    works = any(n.get("work_s") is not None and n.get("capability") for n in case.needs.values())
    return bool(case.problem["travel"].get("between_incidents") is not None and works)


def _is_known(case: Case, row: Row) -> bool:
    known = row["team"] in case.teams and row["incident"] in case.incidents
    return known and all(need in case.needs for need in row["fills"])


def _work(need: Row, start_s: int) -> int | None:
    if need.get("work_s") is None:
        return None
    hours = start_s / 3600.0
    return max(0, int(need["work_s"] * (1.0 + (need.get("growth_per_h") or 0.0) * hours)))


def _stay(case: Case, fills: Mapping[str, int], start_s: int) -> int | None:
    """The longest share of a stop; None when one has no end."""
    longest = 0
    for need_id in fills:
        need = case.needs[need_id]
        work = _work(need, start_s)
        if work is None:
            return None
        limit = need.get("relief_after_s")
        longest = max(longest, work if limit is None else min(work, limit))
    return longest


def _what_is_left(case: Case) -> Later:
    later = Later()
    for pick in case.picks:
        if not pick["fills"]:
            continue
        team, incident = pick["team"], pick["incident"]
        start = max(pick["eta_s"], case.incidents[incident].get("release_s") or 0)
        run = case.running.get(team) or {}
        if run.get("incident") == incident and run.get("state") == "on_scene":
            since = moment_of(run.get("since"))
            start = 0 if since is None else int(since - case.now)
        stay = _stay(case, pick["fills"], start)
        later.firsts[team], later.starts[team] = pick, start
        later.ends[team] = None if stay is None else start + stay
    filled = case.filled()
    goods = {need.get("group") for need in case.needs.values() if need.get("item")} - {None}
    for need in case.needs.values():
        missing = need["amount"] - filled[need["id"]]
        if need.get("capability") and missing > 0 and need.get("group") not in goods:
            later.short[need["id"]] = missing
    for need in case.needs.values():
        if need.get("capability") and need.get("relief_after_s"):
            _add_turns(later, need)
    return later


def _add_turns(later: Later, need: Row) -> None:
    """Reliefs of those sent now, as often as their work is longer than they may stay."""
    after = need["relief_after_s"]
    here = [team for team, pick in later.firsts.items() if need["id"] in pick["fills"]]
    for turn in range(1, MOST_TURNS + 1):
        left = {team: (_work(need, later.starts[team]) or 0) - turn * after for team in here}
        going = [team for team in here if left[team] > 0]
        if not going:
            return
        later.turns[need["id"], turn] = Turn(
            sum(later.firsts[team]["fills"][need["id"]] for team in going),
            max(0, min(later.starts[team] for team in going) + turn * after),
            min(after, max(left[team] for team in going)),
        )


def _route_rules(case: Case, later: Later, team: str, stops: list[Row]) -> Iterator[Violation]:
    """One team's stops: in order, begun by its pick, each as early as it can be."""
    stops.sort(key=lambda row: row["order"])
    path = f"visits.{team}"
    if [row["order"] for row in stops] != list(range(1, len(stops) + 1)):
        yield Violation("visit", path, "stops are not numbered one after the other")
    if team in later.firsts:
        yield from _first_rules(later, team, stops[0], path)
        now, place, onward = later.ends[team], stops[0]["incident"], stops[1:]
    else:
        yield from _idle_rules(case, team, stops, path)
        now, place, onward = case.teams[team].get("ready_s") or 0, None, stops
    seen: set[str] = set()
    for row in onward:
        if now is None:
            yield Violation("visit", path, "goes on from where it stays until it is released")
            return
        if row["incident"] in seen:
            yield Violation("visit", path, f"comes to '{row['incident']}' once more")
        seen.add(row["incident"])
        yield from _stop_rules(case, later, row, _arrival(case, team, place, now, row), path)
        now, place = row["end_s"], row["incident"]


def _first_rules(later: Later, team: str, row: Row, path: str) -> Iterator[Violation]:
    pick = later.firsts[team]
    told = (row["incident"], dict(row["fills"]), row["start_s"], row["end_s"], row["relief"])
    right = (pick["incident"], dict(pick["fills"]), later.starts[team], later.ends[team], False)
    if told != right:
        yield Violation("visit", path, f"the first stop is not the pick: {told}, {right}")


def _idle_rules(case: Case, team: str, stops: list[Row], path: str) -> Iterator[Violation]:
    """A team that stays behind may only relieve."""
    pinned = {row["team"] for row in rows_of(case.problem, "pins")}
    moved = {row["team"] for row in rows_of(case.solution, "moves")}
    picked = {pick["team"] for pick in case.picks}
    if not case.may_go(team) or team in pinned | moved | picked:
        yield Violation("visit", path, "may not leave where it is")
    if not all(row["relief"] for row in stops):
        yield Violation("visit", path, "was not picked and does more than relieve")


def _arrival(case: Case, team: str, place: str | None, now: int, row: Row) -> int | None:
    if place == row["incident"]:
        return max(0, now)
    if place is None:
        way = case.way(case.team_travel, team, row["incident"])
    else:
        way = case.between(place, row["incident"])
    return None if way is None else max(0, now) + way


def _stop_rules(
    case: Case, later: Later, row: Row, arrival: int | None, path: str
) -> Iterator[Violation]:
    team, incident = case.teams[row["team"]], case.incidents[row["incident"]]
    if (row["team"], row["incident"]) in case.excluded:
        yield Violation("excluded", path, f"is kept from '{row['incident']}'")
    if not row["fills"]:
        yield Violation("visit", path, "serves nothing")
        return
    begin, lasts = _times(case, later, row)
    begin = max(begin, incident.get("release_s") or 0)
    if arrival is None or row["start_s"] != max(arrival, begin):
        yield Violation("visit", path, f"cannot begin at {row['start_s']} ({arrival}, {begin})")
    if row["end_s"] != (None if lasts is None else row["start_s"] + lasts):
        yield Violation("visit", path, f"ends at {row['end_s']} after {lasts} s of work")
    if team.get("shift_end_s") is not None and row["start_s"] > team["shift_end_s"]:
        yield Violation("visit", path, "begins after the end of the shift")
    yield from _fill_rules(case, row, path)


def _fill_rules(case: Case, row: Row, path: str) -> Iterator[Violation]:
    spent: dict[str, int] = defaultdict(int)
    for need_id, units in row["fills"].items():
        need = case.needs[need_id]
        spent[need.get("capability") or ""] += units
        if need["incident"] != row["incident"] or units < 1:
            yield Violation("visit", path, f"does not serve '{need_id}'")
        if not row["relief"] and row["start_s"] > case.until(need):
            yield Violation("too_late", path, f"begins when '{need_id}' is of no use")
    has = case.teams[row["team"]]["units"]
    for code, units in spent.items():
        if units > has.get(code, 0):
            yield Violation("fill", path, f"{units} units of '{code}' are more than it has")


def _times(case: Case, later: Later, row: Row) -> tuple[int, int | None]:
    """When a visit may begin, and how long it lasts from when it begins."""
    if not row["relief"]:
        return 0, _stay(case, row["fills"], row["start_s"])
    turns = [later.turns.get((need, row["turn"])) for need in row["fills"]]
    known = [turn for turn in turns if turn is not None]
    return max((t.due_s for t in known), default=0), max((t.work_s for t in known), default=None)


def _amount_rules(case: Case, later: Later, visits: list[Row]) -> Iterator[Violation]:
    """Nothing is served twice, below its least, or in half a group."""
    yield from _relief_rules(later, [row for row in visits if row["relief"]])
    come, filled = _come(visits), case.filled()
    groups: dict[str, list[bool]] = defaultdict(list)
    for need in case.needs.values():
        units = come.get(need["id"], 0)
        if units > later.short.get(need["id"], 0):
            yield Violation("overfilled", f"visits.{need['id']}", f"{units} units are too many")
        if units and filled[need["id"]] + units < (need.get("least") or 1):
            yield Violation("below_least", f"visits.{need['id']}", "are useless")
        if need.get("group") is not None:
            groups[need["group"]].append(filled[need["id"]] + units >= need["amount"])
    for need in case.needs.values():
        if come.get(need["id"]) and not all(groups.get(need.get("group") or "", [])):
            yield Violation("group_broken", f"visits.{need['id']}", "its group stays incomplete")


def _relief_rules(later: Later, reliefs: list[Row]) -> Iterator[Violation]:
    """No more relieve than worked, and nobody relieves themselves."""
    relieved: dict[tuple[str, int], int] = defaultdict(int)
    for row in reliefs:
        own = later.firsts.get(row["team"])
        for need, units in row["fills"].items():
            relieved[need, row["turn"]] += units
            if own is not None and need in own["fills"]:
                yield Violation("visit", f"visits.{row['team']}", "relieves itself")
    for key, units in relieved.items():
        if key not in later.turns or units > later.turns[key].amount:
            yield Violation("visit", f"visits.{key[0]}", f"{units} units relieve turn {key[1]}")


def _come(visits: list[Row]) -> dict[str, int]:
    """Units by need that later visits bring to what is short."""
    come: dict[str, int] = defaultdict(int)
    for row in visits:
        if row["order"] > 1 and not row["relief"]:
            for need, units in row["fills"].items():
                come[need] += units
    return come


def _later_rules(case: Case, visits: list[Row]) -> Iterator[Violation]:
    told = case.solution.get("later") or {}
    come = _come(visits)
    for need in sorted(set(told) | set(come)):
        here = [
            row for row in visits if need in row["fills"] and row["order"] > 1 and not row["relief"]
        ]
        starts = [row["start_s"] for row in here]
        row = told.get(need) or {}
        right = (come.get(need, 0), min(starts, default=None), max(starts, default=None))
        teams = sorted(row.get("teams") or [])
        if (row.get("amount"), row.get("from_s"), row.get("by_s")) != right or teams != sorted(
            visit["team"] for visit in here
        ):
            yield Violation("later", f"later.{need}", f"should be {right}")


def _value_rules(
    case: Case, later: Later, routes: Mapping[str, list[Row]], part: Row
) -> Iterator[Violation]:
    """Objective, bound and status of the stage agree with the visits."""
    weights = {**TERM_WEIGHTS, **(case.policy.get("weights") or {})}
    value = sum(_route_value(case, later, team, stops, weights) for team, stops in routes.items())
    come = _come([row for stops in routes.values() for row in stops])
    for need, short in later.short.items():
        value += weights["shortage"] * case.weight(case.needs[need]) * (short - come.get(need, 0))
    for (need, number), turn in later.turns.items():
        units = sum(
            row["fills"].get(need, 0)
            for stops in routes.values()
            for row in stops
            if row["relief"] and row["turn"] == number
        )
        value += weights["shortage"] * case.weight(case.needs[need]) * (turn.amount - units)
    if part.get("objective") != value:
        told = part.get("objective")
        yield Violation("sequence", "parts.sequence.objective", f"{told} should be {value}")
    bound, status = part.get("bound"), part.get("status")
    if bound is None or bound > value or (status == "optimal") != (bound == value):
        yield Violation("sequence", "parts.sequence", f"'{status}', bound {bound}, value {value}")


def _route_value(
    case: Case, later: Later, team: str, stops: list[Row], weights: Mapping[str, int]
) -> int:
    tier_s = case.policy.get("tier_price_s")
    tier = (case.teams[team].get("tier") or 0) * (3600 if tier_s is None else tier_s)
    place = stops[0]["incident"] if team in later.firsts else None
    total = 0
    for row in stops[1:] if team in later.firsts else stops:
        gravity = PRIORITY[case.incidents[row["incident"]].get("priority") or 3]
        begin = _times(case, later, row)[0]
        latest = [case.needs[need].get("latest_s") for need in row["fills"]]
        limits = [FOREVER if moment is None or row["relief"] else moment for moment in latest]
        late = max(0, row["start_s"] - min(limits, default=FOREVER))
        total += gravity * weights["response_time"] * (row["start_s"] - begin)
        total += gravity * weights["lateness"] * int(late)
        drive = (_arrival(case, team, place, 0, row) or 0) + tier
        total += weights["distance_cost"] * drive
        place = row["incident"]
    return total
