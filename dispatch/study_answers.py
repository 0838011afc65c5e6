"""Answers of studies in the form in which they are stored and shown: with names and titles."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from dispatch.answer import Book, rising_terms
from dispatch.answered_needs import answered_needs
from dispatch.headline import Proof, headline
from dispatch.optimiser.files.writing import plain
from dispatch.optimiser.parts import Policy
from dispatch.optimiser.score import weighted
from dispatch.optimiser.solution import Confidence, Shortfall, Solution, Status, WorstNeed
from dispatch.optimiser.tradeoff import response_of
from dispatch.optimiser.what_if.comparison import (
    ArrivalChange,
    Comparison,
    NeedChange,
    PickChange,
)
from dispatch.optimiser.what_if.why_not import WhyNot, Without
from dispatch.picture import SeenIncident, SeenNeed

Record = dict[str, Any]


@dataclass
class Sides:
    """The books of the base and of the edited situation: what one does not know the other does."""

    before: Book
    after: Book

    def team(self, team_id: str) -> tuple[str, str]:
        """Return a team's name and jurisdiction."""
        _row, team = self.after.teams.get(team_id) or self.before.teams[team_id]
        return team.name, team.jurisdiction_code

    def incident(self, incident_id: str) -> SeenIncident:
        """Return an incident of either side."""
        found = self.after.incidents.get(incident_id) or self.before.incidents[incident_id]
        return found[1]

    def need(self, need_id: str) -> SeenNeed:
        """Return a need of either side."""
        return self.after.needs.get(need_id) or self.before.needs[need_id]

    def difference(self, found: Comparison, *, proven: bool) -> Record:
        """Return a comparison with names beside every identifier."""
        return {
            "objective_before": found.objective_before,
            "objective_after": found.objective_after,
            "change": found.change,
            "proven": proven,
            "terms": [asdict(row) for row in found.terms],
            "changes": self.changes(found),
            "needs": [self._need(row) for row in (*found.now_short, *found.less_short)],
            "arrivals": [self._arrival(row) for row in found.arrivals],
        }

    def changes(self, found: Comparison) -> list[Record]:
        """Return every team that goes elsewhere or at another time, the gravest change first."""
        kinds = ("redirected", "recalled", "added", "kept")
        return [self._change(kind, row) for kind in kinds for row in getattr(found, kind)]

    def _change(self, kind: str, row: PickChange) -> Record:
        name, code = self.team(row.team)
        was = None if row.was is None else self.incident(row.was)
        now = None if row.incident is None else self.incident(row.incident)
        return {
            "team_id": row.team,
            "team_name": name,
            "change": kind,
            "from_incident_id": row.was,
            "from_incident_title": was.title if was else None,
            "to_incident_id": row.incident,
            "to_incident_title": now.title if now else None,
            "eta_before_s": row.eta_before_s,
            "eta_after_s": row.eta_after_s,
            "jurisdictions": _codes(code, was, now),
        }

    def _need(self, row: NeedChange) -> Record:
        need = self.need(row.need)
        incident = self.incident(str(need.incident_id))
        return {
            "need_id": row.need,
            "incident_id": str(need.incident_id),
            "incident_title": incident.title,
            "capability_code": need.capability_code,
            "item_code": need.item_code,
            "short_before": row.short_before,
            "short_after": row.short_after,
            "jurisdictions": [incident.jurisdiction_code],
        }

    def _arrival(self, row: ArrivalChange) -> Record:
        incident = self.incident(row.incident)
        return {
            "incident_id": row.incident,
            "incident_title": incident.title,
            "first_before_s": row.first_before_s,
            "first_after_s": row.first_after_s,
            "last_before_s": row.last_before_s,
            "last_after_s": row.last_after_s,
            "jurisdictions": [incident.jurisdiction_code],
        }


def _codes(code: str, *incidents: SeenIncident | None) -> list[str]:
    return sorted({code, *(one.jurisdiction_code for one in incidents if one is not None)})


def what_if_answer(book: Book, base: Solution, variants: list[Record]) -> Record:
    """Return the answer of a what-if: every variant against the same base."""
    arrivals = [*(pick.eta_s for pick in base.picks), *(row.eta_s for row in base.deliveries)]
    return {
        "kind": "what_if",
        **told_in_full(book, base),
        "basis_seq": book.loaded.picture.basis_seq,
        "objective": base.objective,
        "bound": base.bound,
        "last_arrival_s": max(arrivals, default=None),
        "variants": variants,
    }


def told_in_full(book: Book, solution: Solution) -> Record:
    """Return an answer line by line, with what it makes of each need and its one sentence."""
    start_s = {(trip.truck, trip.trip): trip.start_s for trip in solution.trips}
    rising, needs = rising_terms(solution), answered_needs(book, solution)
    proof: Proof = "proven" if solution.status is Status.OPTIMAL else "unproven"
    return {
        "picks": [book.pick(row, rising.get(row.team)) for row in solution.picks],
        "deliveries": [book.delivery(row, start_s) for row in solution.deliveries],
        "needs": needs,
        "headline": headline(needs, None, proof, solution.gap),
    }


@dataclass(frozen=True)
class Outcome:
    """One variant worked out: its answer, the comparison with the base, and what was added."""

    name: str
    solution: Solution
    comparison: Comparison
    added: list[SeenIncident]
    solve_s: float


@dataclass(frozen=True)
class PolicyAnswer:
    """The answer of one policy to the present situation."""

    policy: Policy
    solution: Solution


def variant_answer(sides: Sides, base: Solution, found: Outcome) -> Record:
    """Return one variant of a what-if in the product's form."""
    solution = found.solution
    return {
        **told_in_full(sides.after, solution),
        "name": found.name,
        "status": solution.status.value,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "difference": sides.difference(found.comparison, proven=_proven(base, solution)),
        "shortfalls_before": _shortfalls(sides.before, base.shortfalls),
        "shortfalls_after": _shortfalls(sides.after, solution.shortfalls),
        "added_incidents": [
            {
                "id": str(one.id),
                "title": one.title,
                "priority": one.priority,
                "lon": one.lon,
                "lat": one.lat,
            }
            for one in found.added
        ],
        "solve_s": round(found.solve_s, 3),
        "error": None,
    }


def variant_refused(name: str, error: str) -> Record:
    """Return a variant that has no answer, with the reason."""
    return {
        "name": name,
        "status": None,
        "objective": None,
        "bound": None,
        "gap": None,
        "difference": None,
        "picks": [],
        "deliveries": [],
        "shortfalls_before": [],
        "shortfalls_after": [],
        "added_incidents": [],
        "solve_s": 0.0,
        "needs": [],
        "headline": None,
        "error": error,
    }


def why_not_answer(book: Book, basis_seq: int, base: Solution, found: WhyNot, s: float) -> Record:
    """Return why a team does not go there, in the product's form."""
    sides = Sides(book, book)
    difference, gives_way = None, []
    if found.difference is not None and found.solution is not None:
        proven = _proven(base, found.solution)
        difference = sides.difference(found.difference, proven=proven)
        ways = set(found.gives_way)
        gives_way = [row for row in sides.changes(found.difference) if row["team_id"] in ways]
    name, _code = sides.team(found.team)
    return {
        "kind": "why_not",
        "basis_seq": basis_seq,
        "team_id": found.team,
        "team_name": name,
        "incident_id": found.incident,
        "incident_title": None if found.incident is None else sides.incident(found.incident).title,
        "possible": found.possible,
        "sent": found.sent,
        "obstacle": None if found.obstacle is None else book.reason(found.obstacle),
        "price": found.price,
        "at_least": found.at_least,
        "price_terms": dict(found.price_terms),
        "gives_way": gives_way,
        "difference": difference,
        "instead": None if found.instead is None else _instead(sides, found.instead),
        "solve_s": round(s, 3),
    }


def point(sides: Sides, base: Solution, found: Comparison, row: PolicyAnswer) -> Record:
    """Return the answer under one policy, measured by the prices of the policy in force."""
    solution, response = row.solution, response_of(row.solution)
    in_force = sides.before.loaded.problem
    return {
        "name": row.policy.name,
        "in_force": row.policy == in_force.policy,
        "policy": plain(row.policy),
        "proven": _proven(base, solution),
        "objective": weighted(in_force, solution.terms),
        "terms": dict(solution.terms),
        "units_short": sum(one.amount for one in solution.shortfalls),
        "mean_arrival_s": response.mean_s,
        "last_arrival_s": response.last_s,
        "cover_lost": solution.terms["cover_lost"],
        "district_spread": solution.inequality.spread if solution.inequality else None,
        "changes": sides.changes(found),
    }


def confidence_answer(book: Book, basis_seq: int, seen: Confidence) -> Record:
    """Return how the answer stands in the worlds drawn, with the need that suffers most."""
    worst = seen.worst_need
    return {
        "kind": "confidence",
        "basis_seq": basis_seq,
        "worlds": seen.worlds,
        "judged": seen.judged,
        "within_limits_share": seen.within_limits_share,
        "optimal_share": seen.optimal_share,
        "near_optimal_share": seen.near_optimal_share,
        "worst_need": None if worst is None else _unsure(Sides(book, book), worst),
    }


def robust_answer(sides: Sides, solution: Solution, found: Comparison) -> Record:
    """Return the answer that holds in enough worlds, with what it does otherwise."""
    robust = solution.robust
    if robust is None:
        raise ValueError("not a robust answer")
    return {
        "share": robust.share,
        "held_share": robust.held_share,
        "nominal_held_share": robust.nominal_held_share,
        "price": robust.price,
        "proven": solution.status is Status.OPTIMAL,
        "units_short": sum(one.amount for one in solution.shortfalls),
        "changes": sides.changes(found),
    }


def _unsure(sides: Sides, worst: WorstNeed) -> Record:
    incident = sides.incident(str(sides.need(worst.need).incident_id))
    return {
        "need_id": worst.need,
        "incident_id": str(incident.id),
        "incident_title": incident.title,
        "share_late": worst.share_late,
    }


def _instead(sides: Sides, found: Without) -> Record:
    """Return what doing without a pick would cost, with who comes in its place."""
    joins = set(found.joins)
    return {
        "price": found.price,
        "at_least": found.at_least,
        "proven": found.proven,
        "joins": [
            row
            for row in sides.changes(found.difference)
            if row["team_id"] in joins and row["to_incident_id"] == found.incident
        ],
        "difference": sides.difference(found.difference, proven=found.proven),
    }


def _proven(*solutions: Solution) -> bool:
    return all(solution.status is Status.OPTIMAL for solution in solutions)


def _shortfalls(book: Book, rows: Iterable[Shortfall]) -> list[Record]:
    return [book.shortfall(row) for row in rows]
