"""The checker's recomputation: shortfalls, every term, objective, bound and difference."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.optimiser.checking import check_cover
from dispatch.optimiser.checking.check_case import (
    DISTURBANCE_S,
    PRIORITY,
    SHORTFALL_REASONS,
    TERM_WEIGHTS,
    Case,
    Violation,
    rows_of,
)


def shortfall_rules(case: Case) -> Iterator[Violation]:
    """Shortfalls tell every missing amount once, with a reason of the closed list."""
    filled = case.filled()
    told: dict[str, int] = {}
    for k, row in enumerate(rows_of(case.solution, "shortfalls")):
        told[row["need"]] = told.get(row["need"], 0) + row["amount"]
        if row["reason"] not in SHORTFALL_REASONS:
            yield Violation("reason", f"shortfalls[{k}].reason", f"'{row['reason']}' is not listed")
    for need in case.needs.values():
        missing = max(0, need["amount"] - filled[need["id"]])
        if told.pop(need["id"], 0) != missing:
            yield Violation("shortfall", f"needs.{need['id']}", f"{missing} is missing")
    for stranger in told:
        yield Violation("shortfall", f"shortfalls.{stranger}", "no such need")


def terms_of(case: Case) -> dict[str, int]:
    """Every term of the objective, recomputed from picks and deliveries."""
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
    terms["cover_lost"], moved_s = check_cover.cover_terms(case)
    terms["distance_cost"] += moved_s
    terms["disturbance"] = _disturbance(case)
    return terms


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


def value_rules(case: Case) -> Iterator[Violation]:
    """Terms, objective, bound, gap and status agree with what was recomputed."""
    solution, terms, weights = case.solution, terms_of(case), case.weights
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
