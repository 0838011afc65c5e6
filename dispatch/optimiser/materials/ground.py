"""Item needs and depots as columns: what each need asks, and how far each depot is from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.stock import Stock, item_facts
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.problem import Problem

FloatArray = np.typing.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The needs that materials are chosen for.

    Attributes
    ----------
    need : (K,) rows in `problem.needs`.
    incident, item : (K,) columns of the travel matrix, rows of the stock.
    weight : (K,) priority weights; short : (K,) price of one unit short.
    amount, least, latest_s, until_s : (K,) as the need says, whole units and seconds.
    kg, litres : (K,) of one unit; hazardous : (K,).
    direct_s : (D, I) loading and way there, seconds; -1 where there is no way.
    """

    problem: Problem
    stock: Stock
    need: IntArray
    incident: IntArray
    item: IntArray
    weight: IntArray
    short: IntArray
    amount: IntArray
    least: IntArray
    latest_s: IntArray
    until_s: IntArray
    kg: FloatArray
    litres: FloatArray
    hazardous: np.typing.NDArray[np.bool_]
    direct_s: IntArray

    def price(self, row: IntArray, eta_s: IntArray) -> IntArray:
        """Weighted price of one unit for each need row at each arrival, seconds; same shapes."""
        weights = self.problem.policy.weights
        late_s = np.maximum(eta_s - self.latest_s[row], 0)
        found: IntArray = self.weight[row] * (
            weights.response_time * eta_s + weights.lateness * late_s
        )
        return found

    @property
    def lost(self) -> int:
        """What the needs given up beforehand cost: they are not among the rows."""
        kept = set(self.need.tolist())
        weight = self.problem.policy.weights.shortage
        priority = {i.id: constraints.priority_weight(i.priority) for i in self.problem.incidents}
        return sum(
            weight * priority[need.incident] * need.amount
            for k, need in enumerate(self.problem.needs)
            if need.item is not None and k not in kept
        )


def survey(problem: Problem, stock: Stock, dropped: frozenset[str] = frozenset()) -> Ground:
    """The needs for items but those `dropped`, as columns."""
    rows = [
        k
        for k, need in enumerate(problem.needs)
        if need.item is not None and need.id not in dropped
    ]
    needs = [problem.needs[k] for k in rows]
    column = {incident.id: k for k, incident in enumerate(problem.incidents)}
    incident = np.array([column[need.incident] for need in needs], np.int64)
    weight = np.array(
        [constraints.priority_weight(i.priority) for i in problem.incidents], np.int64
    )[incident]
    facts = [item_facts(problem, need.item or "") for need in needs]
    way_s = np.asarray(problem.travel.depots_to_incidents, np.int64)
    load_s = np.array([depot.load_s for depot in problem.depots], np.int64)
    no_limit = constraints.NO_LIMIT_S
    return Ground(
        problem=problem,
        stock=stock,
        need=np.array(rows, np.int64),
        incident=incident,
        item=np.array([stock.row[need.item or ""] for need in needs], np.int64),
        weight=weight,
        short=problem.policy.weights.shortage * weight,
        amount=np.array([need.amount for need in needs], np.int64),
        least=np.array([need.least for need in needs], np.int64),
        latest_s=np.array(
            [no_limit if need.latest_s is None else need.latest_s for need in needs], np.int64
        ),
        until_s=np.array(
            [constraints.useful_until_s(need, problem.policy) for need in needs], np.int64
        ),
        kg=np.array([fact.kg for fact in facts], np.float64),
        litres=np.array([fact.litres for fact in facts], np.float64),
        hazardous=np.array([fact.hazardous for fact in facts], np.bool_),
        direct_s=np.where(way_s < 0, -1, way_s + load_s[:, None]).reshape(
            len(problem.depots), len(problem.incidents)
        ),
    )
