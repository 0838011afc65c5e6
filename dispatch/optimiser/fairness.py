"""Equal treatment between districts: what each asked for, what it got, how unequal that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dispatch.optimiser.parts import Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Delivery, DistrictShare, Inequality, Pick

DIGITS = 6


@dataclass(slots=True)
class _Tally:
    """What is counted of one district."""

    asked: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    shares: list[float] = field(default_factory=list)
    arrivals: Counter[int] = field(default_factory=Counter)
    late_units: int = 0


def district_shares(
    problem: Problem, picks: Sequence[Pick], deliveries: Sequence[Delivery]
) -> tuple[DistrictShare, ...]:
    """What the incidents of each district asked for and got, in order of the districts' codes."""
    of_incident = {one.id: one.district for one in problem.incidents if one.district is not None}
    filled = _filled(picks, deliveries)
    needs = {need.id: need for need in problem.needs}
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for need in problem.needs:
        if need.incident in of_incident:
            _count_need(tallies[of_incident[need.incident]], need, filled[need.id])
    for pick in picks:
        if pick.fills and pick.incident in of_incident:
            _count_arrival(tallies[of_incident[pick.incident]], pick, needs)
    return tuple(_share(district, tallies[district]) for district in sorted(tallies))


def inequality(shares: Sequence[DistrictShare]) -> Inequality | None:
    """Spread and Gini coefficient of the districts' filled shares; None without districts.

    Gini: mean absolute difference of all pairs over twice the mean (each district counts once).
    """
    if not shares:
        return None
    values = [share.filled_share for share in shares]
    total, count = sum(values), len(values)
    apart = sum(abs(a - b) for a in values for b in values)
    gini = apart / (2 * count * total) if total else 0.0
    return Inequality(round(max(values) - min(values), DIGITS), round(gini, DIGITS))


def _filled(picks: Sequence[Pick], deliveries: Sequence[Delivery]) -> Counter[str]:
    filled: Counter[str] = Counter()
    for pick in picks:
        filled.update(pick.fills)
    for delivery in deliveries:
        filled[delivery.need] += delivery.amount
    return filled


def _count_need(tally: _Tally, need: Need, filled: int) -> None:
    kind = "units" if need.capability is not None else "goods"
    tally.asked[kind] += need.amount
    tally.filled[kind] += filled
    tally.shares.append(filled / need.amount)


def _count_arrival(tally: _Tally, pick: Pick, needs: Mapping[str, Need]) -> None:
    for need_id, units in pick.fills.items():
        tally.arrivals[pick.eta_s] += units
        latest_s = needs[need_id].latest_s
        if latest_s is not None and pick.eta_s > latest_s:
            tally.late_units += units


def _share(district: str, tally: _Tally) -> DistrictShare:
    units = sum(tally.arrivals.values())
    seconds = sum(eta_s * count for eta_s, count in tally.arrivals.items())
    return DistrictShare(
        district=district,
        asked_units=tally.asked["units"],
        filled_units=tally.filled["units"],
        asked_goods=tally.asked["goods"],
        filled_goods=tally.filled["goods"],
        filled_share=round(sum(tally.shares) / len(tally.shares), DIGITS),
        mean_eta_s=seconds // units if units else None,
        latest_eta_s=max(tally.arrivals) if units else None,
        late_units=tally.late_units,
    )
