"""The checker's view of equal treatment: what each district asked for and got, recomputed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import Case, Violation, rows_of

TOLERANCE = 1e-5


def district_rules(case: Case) -> Iterator[Violation]:
    """Every district's row and the inequality between them are what the picks give."""
    told = {row["district"]: row for row in rows_of(case.solution, "districts")}
    right = {code: _row(case, code) for code in sorted(_districts(case))}
    if set(told) != set(right):
        yield Violation("district", "districts", f"{len(told)} told, {len(right)} are")
        return
    for code, row in right.items():
        for name, value in row.items():
            if not _alike(told[code].get(name), value):
                path = f"districts.{code}.{name}"
                yield Violation("district", path, f"{told[code].get(name)} should be {value}")
    yield from _inequality(case, [row["filled_share"] for row in right.values()])


def _inequality(case: Case, shares: list[float]) -> Iterator[Violation]:
    told = case.solution.get("inequality")
    if not shares:
        if told is not None:
            yield Violation("district", "inequality", "there are no districts")
        return
    ranked = sorted(shares)
    weighted = sum((2 * k - len(ranked) + 1) * share for k, share in enumerate(ranked))
    gini = weighted / (len(ranked) * sum(ranked)) if sum(ranked) else 0.0
    right = {"spread": ranked[-1] - ranked[0], "gini": gini}
    for name, value in right.items():
        if told is None or not _alike(told.get(name), value):
            yield Violation("district", f"inequality.{name}", f"should be {value}")


def _districts(case: Case) -> set[str]:
    """Districts in which anything is asked for."""
    asking = {case.incidents[need["incident"]].get("district") for need in case.needs.values()}
    return {code for code in asking if code is not None}


def _row(case: Case, code: str) -> dict[str, Any]:
    filled = case.filled()
    needs = [
        need
        for need in case.needs.values()
        if case.incidents[need["incident"]].get("district") == code
    ]
    by_team = [need for need in needs if need.get("capability") is not None]
    goods = [need for need in needs if need.get("item") is not None]
    arrivals = [
        (pick["eta_s"], units, case.needs[need])
        for pick in case.picks
        if case.incidents[pick["incident"]].get("district") == code
        for need, units in pick["fills"].items()
    ]
    units = sum(count for _, count, _ in arrivals)
    return {
        "asked_units": sum(need["amount"] for need in by_team),
        "filled_units": sum(filled[need["id"]] for need in by_team),
        "asked_goods": sum(need["amount"] for need in goods),
        "filled_goods": sum(filled[need["id"]] for need in goods),
        "filled_share": sum(filled[n["id"]] / n["amount"] for n in needs) / len(needs),
        "mean_eta_s": sum(eta * count for eta, count, _ in arrivals) // units if units else None,
        "latest_eta_s": max(eta for eta, _, _ in arrivals) if units else None,
        "late_units": sum(count for eta, count, need in arrivals if _is_late(eta, need)),
    }


def _is_late(eta_s: int, need: Mapping[str, Any]) -> bool:
    return need.get("latest_s") is not None and eta_s > need["latest_s"]


def _alike(told: Any, right: Any) -> bool:
    if isinstance(right, float):
        return isinstance(told, int | float) and abs(told - right) <= TOLERANCE
    return bool(told == right)
