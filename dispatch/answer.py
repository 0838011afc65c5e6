"""The optimiser's solution in the form in which it is stored and shown: with names and places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from dispatch.answered_needs import answered_needs
from dispatch.grades import parted
from dispatch.optimiser.solution import (
    Change,
    FixCode,
    Pick,
    Reason,
    ShortfallReason,
    Solution,
    Status,
)
from dispatch.optimiser.solution import Delivery as PlannedDelivery
from dispatch.optimiser.solution import Shortfall as Shortage
from dispatch.outlook import outlook_of
from dispatch.picture import SeenIncident, SeenNeed
from dispatch.problem_loader import Loaded, whereabouts
from dispatch.queries_orders import RunningOrder
from resources.queries_solver import SolverDepot, SolverLot, SolverTeam, SolverTruck
from resources.trust import age_days

Record = dict[str, Any]
PIN_UNMET = "pin_cannot_hold"


@dataclass(frozen=True)
class Answer:
    """An answer in the form in which it is stored and shown."""

    basis_seq: int
    proven: bool
    objective: int
    bound: int
    gap: float
    terms: Record
    picks: list[Record]
    deliveries: list[Record]
    shortfalls: list[Record]
    difference: Record
    timings_s: Record
    data_age: Record
    unmet_pins: list[Record]
    outlook: Record = field(default_factory=dict)
    needs: list[Record] = field(default_factory=list)
    ladder: list[Record] = field(default_factory=list)
    error: str | None = None


def answer_of(
    book: "Book", solution: Solution, timings_s: Mapping[str, float], *, proven: bool
) -> Answer:
    """Return a solution with the names, travel times and jurisdictions of what it speaks of."""
    rising = rising_terms(solution)
    picks = [book.pick(pick, rising.get(pick.team)) for pick in solution.picks]
    start_s = {(trip.truck, trip.trip): trip.start_s for trip in solution.trips}
    deliveries = [book.delivery(row, start_s) for row in solution.deliveries]
    return Answer(
        basis_seq=book.loaded.picture.basis_seq,
        proven=proven,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        terms=dict(solution.terms),
        picks=picks,
        deliveries=deliveries,
        shortfalls=[book.shortfall(row) for row in solution.shortfalls],
        difference=book.difference(solution),
        timings_s=dict(timings_s),
        data_age=book.data_age(solution),
        outlook=outlook_of(book, solution),
        needs=answered_needs(book, solution),
        unmet_pins=[
            book.reason(Reason(PIN_UNMET, {**pin.facts, "because": pin.reason}))
            for pin in solution.unmet_pins
        ],
    )


def rising_terms(solution: Solution) -> dict[str, dict[str, int]]:
    """Return by how much each priced term would rise, or fall, without a pick, by team.

    A redirected team is told against staying where it was, which says nothing of its next best.
    """
    found = {}
    for row in (*solution.difference.kept, *solution.difference.added):
        rise, fall = row.buys.get("gains", {}), row.buys.get("costs", {})
        found[row.team] = {**rise, **{name: -value for name, value in fall.items()}}
    return found


def previous_solution(loaded: Loaded) -> Solution | None:
    """Return the picks of the proposal before, as far as a new one is compared with them."""
    row = loaded.picture.previous
    if row is None:
        return None
    teams = {team.id for team in loaded.problem.teams}
    here = {incident.id for incident in loaded.problem.incidents}
    picks = tuple(
        Pick(
            team=pick["team_id"],
            incident=pick["incident_id"],
            fills=pick["fills"],
            eta_s=pick["eta_s"],
            reason=Reason(pick["reason"]["code"]),
        )
        for pick in row.picks
        if pick["team_id"] in teams and pick["incident_id"] in here
    )
    return Solution(
        problem=f"proposal-{row.number}",
        status=Status.FEASIBLE,
        objective=row.objective or 0,
        bound=row.bound or 0,
        gap=row.gap or 0.0,
        terms=row.terms,
        picks=picks,
    )


@dataclass
class Book:
    """Everything of one loaded problem by the identifier the optimiser knows it by."""

    loaded: Loaded
    teams: dict[str, tuple[int, SolverTeam]] = field(init=False)
    incidents: dict[str, tuple[int, SeenIncident]] = field(init=False)
    needs: dict[str, SeenNeed] = field(init=False)
    depots: dict[UUID, tuple[int, SolverDepot]] = field(init=False)
    lots: dict[str, SolverLot] = field(init=False)
    depot_names: dict[str, str] = field(init=False)
    trucks: dict[str, SolverTruck] = field(init=False)
    running: dict[str, RunningOrder] = field(init=False)
    pinned: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        seen = self.loaded.picture
        self.teams = {str(team.id): (row, team) for row, team in enumerate(seen.teams)}
        self.incidents = {str(i.id): (col, i) for col, i in enumerate(self.loaded.incidents)}
        self.needs = {str(need.id): need for need in seen.needs}
        self.depots = {depot.id: (row, depot) for row, depot in enumerate(seen.depots)}
        self.lots = {str(lot.id): lot for lot in seen.lots}
        self.depot_names = {str(depot.id): depot.name for depot in seen.depots}
        self.trucks = {str(truck.id): truck for truck in seen.trucks}
        self.running = {str(order.team_id): order for order in seen.running}
        self.pinned = {(pin.team, pin.incident) for pin in self.loaded.problem.pins}

    def pick(self, pick: Pick, rising: Mapping[str, int] | None = None) -> Record:
        """Return a pick with its team's name, its way and what it does to a running order."""
        row, team = self.teams[pick.team]
        column, incident = self.incidents[pick.incident]
        order = self.running.get(pick.team)
        stays = order is not None and str(order.incident_id) == pick.incident
        travel_s = int(self.loaded.problem.travel.teams_to_incidents[row, column])
        return {
            "team_id": pick.team,
            "team_name": team.name,
            "team_code": team.code,
            "incident_id": pick.incident,
            "fills": dict(pick.fills),
            "eta_s": pick.eta_s,
            "travel_s": 0 if pick.eta_s == 0 else max(travel_s, 0),
            "estimated": bool(self.loaded.team_estimated[row, column]),
            "reason": self.reason(pick.reason),
            "next_best": self.next_best(pick, column, rising or {}),
            "status": "new" if order is None else "kept" if stays else "redirected",
            "from_incident_id": None if order is None or stays else str(order.incident_id),
            "pinned": (pick.team, pick.incident) in self.pinned,
            "order_id": None if order is None else str(order.id),
            "vehicle": team.vehicle,
            "origin": self.origin(team),
            "readiness": {
                "age_days": age_days(team.confirmed_at, self.loaded.picture.now),
                "trust_percent": team.trust_percent,
                "later_s": team.later_s if order is None else 0,
                "confirmed_at": team.confirmed_at.isoformat(),
                "confirmed_how": team.confirmed_how,
            },
            "jurisdictions": sorted(
                {team.jurisdiction_code, incident.jurisdiction_code, *self._left_behind(order)}
            ),
        }

    def _left_behind(self, order: RunningOrder | None) -> list[str]:
        """Return the jurisdiction of the incident that a running order serves: it has a say too."""
        held = None if order is None else self.incidents.get(str(order.incident_id))
        return [] if held is None else [held[1].jurisdiction_code]

    def origin(self, team: SolverTeam) -> Record:
        """Return where a team sets out from."""
        lon, lat = whereabouts(team, self.running.get(str(team.id)))
        return {"lon": lon, "lat": lat}

    def next_best(self, pick: Pick, column: int, rising: Mapping[str, int]) -> Record | None:
        """Return who would go instead, when they would be there, and the price in plain terms."""
        row = pick.next_best
        if row is None:
            return None
        told = {"price": row.price, "unmet": dict(row.unmet), "terms": dict(rising)}
        if row.team is None:
            nobody = ("team_id", "team_name", "eta_s", "later_s", "origin", "vehicle")
            return told | dict.fromkeys(nobody)
        place, team = self.teams[row.team]
        travel_s = int(self.loaded.problem.travel.teams_to_incidents[place, column])
        ready_s = self.loaded.problem.teams[place].ready_s
        eta_s = None if travel_s < 0 else ready_s + travel_s
        return told | {
            "team_id": row.team,
            "team_name": team.name,
            "eta_s": eta_s,
            "later_s": None if eta_s is None else eta_s - pick.eta_s,
            "origin": self.origin(team),
            "vehicle": team.vehicle,
        }

    def delivery(self, row: PlannedDelivery, start_s: Mapping[tuple[str, int], int]) -> Record:
        """Return a delivery with the names of what, whence and on which lorry."""
        lot, need = self.lots[row.lot], self.needs[row.need]
        depot_row, depot = self.depots[lot.depot_id]
        item = self.loaded.picture.items[lot.item_code]
        column, incident = self.incidents[str(need.incident_id)]
        truck = self.trucks[row.truck] if row.truck is not None else None
        trip = row.trip or 1
        return {
            "lot_id": row.lot,
            "need_id": row.need,
            "incident_id": str(need.incident_id),
            "depot_id": str(depot.id),
            "depot_name": depot.name,
            "item_code": item.code,
            "item_name": item.name,
            "batch": lot.batch,
            "unit": item.unit,
            "amount": row.amount,
            "truck_id": row.truck,
            "truck_plate": truck.plate if truck else None,
            "trip": trip,
            "eta_s": row.eta_s,
            "estimated": bool(self.loaded.depot_estimated[depot_row, column]),
            "start_s": start_s.get((row.truck or "", trip), 0),
            "travel_s": int(self.loaded.problem.travel.depots_to_incidents[depot_row, column]),
            "vehicle": truck.vehicle if truck else "heavy_truck",
            "origin": {"lon": depot.lon, "lat": depot.lat},
            "stock": {
                "counted": lot.counted,
                "trust_percent": lot.trust_percent,
                "age_days": age_days(lot.confirmed_at, self.loaded.picture.now),
                "confirmed_at": lot.confirmed_at.isoformat(),
                "confirmed_how": lot.confirmed_how,
            },
            "jurisdictions": sorted({depot.jurisdiction_code, incident.jurisdiction_code}),
        }

    def shortfall(self, row: Shortage) -> Record:
        """Return the unmet part of a need with its reason."""
        need = self.needs[row.need]
        _column, incident = self.incidents[str(need.incident_id)]
        row = self._told(row, need)
        fix = row.cheapest_fix
        return {
            "need_id": row.need,
            "incident_id": str(need.incident_id),
            "amount": row.amount,
            "reason": self.reason(Reason(row.reason, row.facts)),
            "cheapest_fix": None if fix is None else self.reason(fix),
            "jurisdictions": [incident.jurisdiction_code],
        }

    def _told(self, row: Shortage, need: SeenNeed) -> Shortage:
        """Say that an agreement is missing where goods lie that only lack one.

        The solver is not shown what may not be used, so it says that there is no stock, or no way.
        """
        barred = self.loaded.barred.get((need.item_code or "", need.incident_id), 0)
        hidden = (ShortfallReason.STOCK_EXHAUSTED, ShortfallReason.NONE_REACHABLE)
        if not barred or row.reason not in hidden:
            return row
        facts = {"would_fill": min(barred, row.amount), "free": barred}
        fix = Reason(FixCode.SIGN_AGREEMENT, facts)
        return replace(row, reason=ShortfallReason.AGREEMENT_MISSING, facts=facts, cheapest_fix=fix)

    def reason(self, row: Reason) -> Record:
        """Return a reason with a name beside every identifier in its facts."""
        facts = dict(row.facts)
        if isinstance(asked := facts.get("capability"), str):
            facts["capability"], grade = parted(asked)
            facts |= {} if grade is None else {"grade": grade}
        for key, value in row.facts.items():
            if isinstance(value, str) and value in self.teams:
                facts[f"{key}_name"] = self.teams[value][1].name
            elif isinstance(value, str) and value in self.incidents:
                facts[f"{key}_title"] = self.incidents[value][1].title
            elif isinstance(value, str) and value in self.depot_names:
                facts[f"{key}_name"] = self.depot_names[value]
        return {"code": str(row.code), "facts": facts}

    def difference(self, solution: Solution) -> Record:
        """Return what changes against running orders and against the proposal before."""
        against = solution.difference
        before = solution.versus_previous
        previous = self.loaded.picture.previous
        news = (*before.added, *before.redirected, *before.recalled) if before else ()
        return {
            "kept": self._changes(against.kept),
            "added": self._changes(against.added),
            "redirected": self._changes(against.redirected),
            "recalled": self._changes(against.recalled),
            "previous_number": previous.number if previous else None,
            "since_previous": self._changes(news),
        }

    def _changes(self, rows: Iterable[Change]) -> list[Record]:
        return [self._change(row) for row in rows]

    def _change(self, row: Change) -> Record:
        facts = dict(row.buys)
        code = "saves" if "saves" in facts else "fills_needs"
        order = self.running.get(row.team)
        return {
            "team_id": row.team,
            "team_name": self.teams[row.team][1].name,
            "from_incident_id": row.was,
            "to_incident_id": row.incident,
            "buys": {"code": code, "facts": facts} if facts else None,
            "order_id": None if order is None else str(order.id),
        }

    def data_age(self, solution: Solution) -> Record:
        """Return how old the counts and positions are that the answer rests on."""
        lots = [self.lots[row.lot].confirmed_at for row in solution.deliveries]
        sent = [self.teams[pick.team][1] for pick in solution.picks]
        seen = [
            team.seen_at
            for team in sent
            if team.seen_at is not None and self._counts_position(str(team.id))
        ]
        roads = self.loaded.picture.roads
        estimated = self.loaded.team_estimated.sum() + self.loaded.depot_estimated.sum()
        return {
            "oldest_stock_confirmed_at": min(lots).isoformat() if lots else None,
            "oldest_position_at": min(seen).isoformat() if seen else None,
            "estimated_travel_pairs": int(estimated),
            "closures": len(roads.closures),
            "road_data": self.loaded.road_data,
            "weather": roads.conditions.weather,
            "light": roads.conditions.light,
            "emergency": sorted(roads.conditions.emergency),
            "learnt": bool(roads.corrections.factors),
        }

    def _counts_position(self, team_id: str) -> bool:
        order = self.running.get(team_id)
        return order is not None and order.departed_at is not None
