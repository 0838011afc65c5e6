"""Every way to bring the goods of a small problem: which depot, which truck, which trips in order.

Depot by depot and truck by truck all states (what is still missing, what is left in stock) are
listed with every pair of value and moment the truck is free that no other pair beats in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.optimiser.checking.check_case import Case, TooLarge
from dispatch.optimiser.checking.exhaustive_teams import Fill, Served, served_groups

MOST_LABELS = 150_000
MOST_STOPS = 3
"""Stops of a trip, as the format says."""

State = tuple[Fill, Fill]
"""What each need still misses, what the depot still has of each item."""

Label = tuple[int, int]
"""When the truck is free, and what has been paid."""


@dataclass(frozen=True, slots=True)
class _Drive:
    """A trip being put together: where the truck stands, when, with how much room left."""

    at: str
    eta_s: int
    missing: Fill
    left: Fill
    kg: float
    litres: float
    paid: int
    seen: frozenset[str]


def least_goods_values(
    case: Case, price: Mapping[str, int], mixed: frozenset[str]
) -> dict[Served, int]:
    """The least value of the materials' half for each set of mixed groups that it serves whole."""
    return _Deliveries(case, price, mixed).least()


class _Deliveries:
    def __init__(self, case: Case, price: Mapping[str, int], mixed: frozenset[str]) -> None:
        self.case, self.price, self.mixed = case, price, mixed
        self.needs = [n for n in case.needs.values() if n.get("item") is not None]
        self.items = sorted({n["item"] for n in self.needs})
        self.of_item = [self.items.index(n["item"]) for n in self.needs]
        self.labels = 0

    def least(self) -> dict[Served, int]:
        paid: dict[Fill, int] = {tuple(n["amount"] for n in self.needs): 0}
        for depot, row in self.case.depots.items():
            stock = self._stock(depot)
            if not any(stock) or row.get("trucks") == []:
                continue
            states = {(missing, stock): value for missing, value in paid.items()}
            if row.get("trucks") is None:
                states = self._send_unplanned(depot, states)
            for truck in row.get("trucks") or []:
                states = self._send_by(depot, truck, states)
            paid = {}
            for (missing, _), value in states.items():
                paid[missing] = min(value, paid.get(missing, value))
        return self._with_shortage(paid)

    def _stock(self, depot: str) -> Fill:
        held = dict.fromkeys(self.items, 0)
        for lot in self.case.lots.values():
            if lot["depot"] == depot and lot["item"] in held and self.case.is_usable(lot):
                held[lot["item"]] += lot["amount"]
        return tuple(held[item] for item in self.items)

    def _with_shortage(self, paid: dict[Fill, int]) -> dict[Served, int]:
        best: dict[Served, int] = {}
        for missing, value in paid.items():
            fill = tuple(n["amount"] - m for n, m in zip(self.needs, missing, strict=True))
            served = served_groups(self.needs, fill, self.mixed)
            if served is None:
                continue
            short = sum(self.case.weight(n) * m for n, m in zip(self.needs, missing, strict=True))
            total = value + self.price["shortage"] * short
            best[served] = min(total, best.get(served, total))
        return best

    def _send_unplanned(self, depot: str, states: dict[State, int]) -> dict[State, int]:
        """Where transport is not planned everything may leave at once, incident by incident."""
        load_s = self.case.depots[depot].get("load_s") or 0
        for incident in self.case.incidents:
            way = self.case.way(self.case.depot_travel, depot, incident)
            if way is None:
                continue
            more = dict(states)
            for (missing, left), paid in states.items():
                start = _Drive(
                    incident, load_s + way, missing, left, 0, 0, paid, frozenset({incident})
                )
                for drive in self._unloaded(start, None):
                    state = (drive.missing, drive.left)
                    more[state] = min(drive.paid, more.get(state, drive.paid))
            states = more
        return states

    def _send_by(
        self, depot: str, truck: Mapping[str, Any], states: dict[State, int]
    ) -> dict[State, int]:
        """Every sequence of trips of one truck from every state, the fullest states first."""
        fronts: dict[State, list[Label]] = {s: [(0, paid)] for s, paid in states.items()}
        levels: dict[int, set[State]] = {}
        for state in fronts:
            levels.setdefault(sum(state[0]), set()).add(state)
        for level in range(max(levels), 0, -1):
            for state in levels.get(level, ()):
                for free_s, paid in fronts[state]:
                    for drive, back_s in self._trips(depot, truck, state, free_s, paid):
                        after = (drive.missing, drive.left)
                        levels.setdefault(sum(drive.missing), set()).add(after)
                        self._keep(fronts.setdefault(after, []), (back_s, drive.paid))
        return {state: min(paid for _, paid in front) for state, front in fronts.items()}

    def _keep(self, front: list[Label], label: Label) -> None:
        """Take a label unless another is free as early for as little; drop those it beats."""
        if any(free_s <= label[0] and paid <= label[1] for free_s, paid in front):
            return
        front[:] = [f for f in front if not (label[0] <= f[0] and label[1] <= f[1])]
        front.append(label)
        self.labels += 1
        if self.labels > MOST_LABELS:
            raise TooLarge(f"more than {MOST_LABELS} ways to drive the trucks")

    def _trips(
        self, depot: str, truck: Mapping[str, Any], state: State, free_s: int, paid: int
    ) -> Iterator[tuple[_Drive, int]]:
        """Every trip from a state, with when the truck is back."""
        case, forever = self.case, float("inf")
        load_s = case.depots[depot].get("load_s") or 0
        kg, litres = truck.get("payload_kg"), truck.get("volume_l")
        room = (forever if kg is None else kg, forever if litres is None else litres)
        for incident in case.incidents:
            way = case.way(case.depot_travel, depot, incident)
            if way is None:
                continue
            there = _Drive(
                incident, free_s + load_s + way, *state, *room, paid, frozenset({incident})
            )
            yield from self._stops(depot, truck, there)

    def _stops(
        self, depot: str, truck: Mapping[str, Any], there: _Drive
    ) -> Iterator[tuple[_Drive, int]]:
        """Unload something here, if there is a way back, then drive back or on."""
        case = self.case
        most = MOST_STOPS if case.problem["travel"].get("trucks_go_on", True) else 1
        home = case.way(case.depot_travel, depot, there.at)
        if home is None:
            return
        for drive in self._unloaded(there, truck):
            yield drive, drive.eta_s + home
            for onward in case.incidents:
                way = case.between(drive.at, onward)
                if way is not None and onward not in drive.seen and len(drive.seen) < most:
                    step = _Drive(
                        onward,
                        drive.eta_s + way,
                        drive.missing,
                        drive.left,
                        drive.kg,
                        drive.litres,
                        drive.paid,
                        drive.seen | {onward},
                    )
                    yield from self._stops(depot, truck, step)

    def _unloaded(self, there: _Drive, truck: Mapping[str, Any] | None) -> Iterator[_Drive]:
        """Every load but an empty one that can be left at a stop."""
        rows = [k for k, n in enumerate(self.needs) if n["incident"] == there.at]
        known = [there]
        for k in rows:
            known = [more for drive in known for more in self._given(drive, k, truck)]
        return (drive for drive in known if drive.missing != there.missing)

    def _given(self, drive: _Drive, k: int, truck: Mapping[str, Any] | None) -> Iterator[_Drive]:
        """Every amount for one need, nothing included, that stock, room and time allow."""
        need, item = self.needs[k], self.of_item[k]
        facts = self.case.items.get(need["item"]) or {}
        kg, litres = facts.get("kg") or 0, facts.get("litres") or 0
        yield drive
        barred = truck is not None and facts.get("hazardous") and not truck.get("hazmat")
        if barred or drive.eta_s > self.case.until(need):
            return
        for amount in range(1, min(drive.missing[k], drive.left[item]) + 1):
            room, space = drive.kg - amount * kg, drive.litres - amount * litres
            if truck is not None and (room < -1e-6 or space < -1e-6):
                return
            yield _Drive(
                drive.at,
                drive.eta_s,
                _less(drive.missing, k, amount),
                _less(drive.left, item, amount),
                room,
                space,
                drive.paid + amount * self._unit_price(need, drive.eta_s),
                drive.seen,
            )

    def _unit_price(self, need: Mapping[str, Any], eta_s: int) -> int:
        late = 0 if need.get("latest_s") is None else max(0, eta_s - need["latest_s"])
        seconds = self.price["response_time"] * eta_s + self.price["lateness"] * late
        return self.case.weight(need) * seconds


def _less(amounts: Fill, k: int, taken: int) -> Fill:
    return (*amounts[:k], amounts[k] - taken, *amounts[k + 1 :])
