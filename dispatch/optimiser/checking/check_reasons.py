"""Whether the reason told for a shortfall can be true: each has a condition it cannot lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import (
    SHORTFALL_REASONS,
    Case,
    Violation,
    rows_of,
)

Need = Mapping[str, Any]


def reason_rules(case: Case) -> Iterator[Violation]:
    """Every reason is possible, for the need itself or the one that blocks its group."""
    for k, row in enumerate(rows_of(case.solution, "shortfalls")):
        need = case.needs.get(row["need"])
        if need is None or row["reason"] not in SHORTFALL_REASONS:
            continue
        blocking = (row.get("facts") or {}).get("blocked_by_need")
        if blocking is not None:
            other = case.needs.get(blocking)
            if other is None or other.get("group") is None or other["group"] != need.get("group"):
                yield Violation("reason", f"shortfalls[{k}].facts", f"'{blocking}' blocks nothing")
                continue
            need = other
        if not _is_possible(case, need, row["reason"]):
            message = f"'{row['reason']}' cannot be why '{need['id']}' is short"
            yield Violation("reason", f"shortfalls[{k}].reason", message)


def _is_possible(case: Case, need: Need, reason: str) -> bool:
    if need.get("item") is not None:
        goods = GOODS.get(reason)
        return goods is not None and goods(_Shelf(case, need))
    teams = TEAMS.get(reason)
    return teams is not None and teams(_Field(case, need))


def _is_proven(case: Case, part: str) -> bool:
    """Whether a part claims its proof; an unfinished answer may leave help unused."""
    return ((case.solution.get("parts") or {}).get(part) or {}).get("status") == "optimal"


class _Field:
    """What stands between each team that has the capability and the need."""

    def __init__(self, case: Case, need: Need) -> None:
        self.case, self.need, self.incident = case, need, need["incident"]
        self.able = [t for t, row in case.teams.items() if need["capability"] in row["units"]]
        self.sent = {pick["team"]: pick["incident"] for pick in case.picks}
        self.moved = {
            move["team"] for move in rows_of(case.solution, "moves") if move.get("priced")
        }

    def is_in_time(self, team: str) -> bool:
        eta = self.case.eta(team, self.incident)
        return eta is not None and eta <= self.case.until(self.need)

    def comes_too_late(self, team: str) -> bool:
        """Whether a team is there after help is useful; a robust answer may fear it of any."""
        eta = self.case.eta(team, self.incident)
        if (self.case.problem.get("uncertainty") or {}).get("robust"):
            return eta is not None
        return eta is not None and eta > self.case.until(self.need)

    def waiting(self) -> list[str]:
        """Able teams that nothing keeps away: they may serve, are in time, and are not sent."""
        return [
            team
            for team in self.able
            if self.case.may_serve(team, self.incident)
            and self.is_in_time(team)
            and team not in self.sent
            and self.case.held_at(team) in (None, self.incident)
        ]

    def suffice(self) -> bool:
        """Whether in a proven answer waiting teams would make help useful."""
        need, code = self.need, self.need["capability"]
        useful = need["amount"] if need.get("group") is not None else need.get("least") or 1
        more = sum(self.case.teams[team]["units"][code] for team in self.waiting())
        if (self.case.problem.get("uncertainty") or {}).get("robust"):
            return False
        return bool(
            _is_proven(self.case, "teams")
            and more > 0
            and self.case.filled()[need["id"]] + more >= useful
        )

    def any(self, field: str) -> bool:
        """Whether some able team has a field that is false."""
        return any(self.case.teams[team].get(field, True) is False for team in self.able)


TEAMS: dict[str, Callable[[_Field], bool]] = {
    "no_such_capability": lambda f: not f.able,
    "excluded_by_officer": lambda f: any((t, f.incident) in f.case.excluded for t in f.able),
    "agreement_missing": lambda f: f.any("agreed"),
    "no_staff": lambda f: f.any("staffed"),
    "none_free": lambda f: f.any("free") or not f.suffice(),
    "none_reachable": lambda f: (
        not f.suffice() and any(f.case.eta(t, f.incident) is None for t in f.able)
    ),
    "too_late": lambda f: not f.suffice() and any(f.comes_too_late(t) for t in f.able),
    "held_by_higher_need": lambda f: any(f.sent.get(t) not in (None, f.incident) for t in f.able),
    "kept_for_cover": lambda f: bool(f.waiting() or f.moved & set(f.able)),
}
"""What must be so for a reason to be told of a capability."""


class _Shelf:
    """The lots of the needed item: what is left of them, and where they lie."""

    def __init__(self, case: Case, need: Need) -> None:
        self.case, self.need = case, need
        self.drawn: Counter[str] = Counter()
        for row in case.deliveries:
            self.drawn[row["lot"]] += row["amount"]
        held = [lot for lot in case.lots.values() if lot["item"] == need["item"] and lot["amount"]]
        self.usable = [lot for lot in held if case.is_usable(lot)]
        self.barred = [lot for lot in held if not case.is_usable(lot)]
        self.left = [lot for lot in self.usable if self.drawn[lot["id"]] < lot["amount"]]

    def arrival_s(self, lot: Mapping[str, Any]) -> int | None:
        """When the lot could be there if a truck left now."""
        depot = self.case.depots[lot["depot"]]
        way = self.case.way(self.case.depot_travel, lot["depot"], self.need["incident"])
        return None if way is None else (depot.get("load_s") or 0) + way

    def has_trucks(self, lot: Mapping[str, Any]) -> bool:
        """Whether transport is planned where the lot lies."""
        return self.case.depots[lot["depot"]].get("trucks") is not None

    def is_late(self, lot: Mapping[str, Any]) -> bool:
        """Whether a lot comes after help is useful; a robust answer may fear it of any."""
        arrival_s = self.arrival_s(lot)
        if arrival_s is not None and (self.case.problem.get("uncertainty") or {}).get("robust"):
            return True
        return arrival_s is not None and arrival_s > self.case.until(self.need)

    def could_come(self, lot: Mapping[str, Any]) -> bool:
        """Whether nothing but trucks, or that all is drawn, keeps the lot away."""
        return self.arrival_s(lot) is not None and not self.is_late(lot)

    def suffices(self) -> bool:
        """Whether in a proven answer goods that could come would make help useful."""
        need = self.need
        useful = need["amount"] if need.get("group") is not None else need.get("least") or 1
        more = sum(
            lot["amount"] - self.drawn[lot["id"]] for lot in self.left if self.could_come(lot)
        )
        return bool(
            _is_proven(self.case, "materials")
            and more
            and self.case.filled()[need["id"]] + more >= useful
        )

    def elsewhere(self) -> bool:
        """Whether another need got some of the item."""
        return any(
            row["need"] != self.need["id"]
            and self.case.lots[row["lot"]]["item"] == self.need["item"]
            for row in self.case.deliveries
        )


GOODS: dict[str, Callable[[_Shelf], bool]] = {
    "stock_exhausted": lambda s: not s.suffices(),
    "stock_expired_or_unconfirmed": lambda s: bool(s.barred),
    "no_truck": lambda s: any(s.has_trucks(lot) for lot in s.left),
    "held_by_higher_need": lambda s: s.elsewhere(),
    "too_late": lambda s: any(s.is_late(lot) or s.has_trucks(lot) for lot in s.left),
    "none_reachable": lambda s: any(s.arrival_s(lot) is None for lot in s.left),
}
"""What must be so for a reason to be told of an item."""
