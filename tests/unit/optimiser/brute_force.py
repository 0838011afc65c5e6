"""The optimum of a tiny problem of teams by trying everything, valued by the checker's own terms."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from dispatch.optimiser.checking import check_case, check_rules, check_value


def least_objective(problem: dict[str, Any]) -> int:
    """The least objective over every way to send every team somewhere or nowhere."""
    incidents = [row["id"] for row in problem["incidents"]]
    teams = [row["id"] for row in problem["teams"]]
    best: int | None = None
    for goes in itertools.product([None, *incidents], repeat=len(teams)):
        sent = [(t, i) for t, i in zip(teams, goes, strict=True) if i is not None]
        value = _value(problem, sent)
        if value is not None and (best is None or value < best):
            best = value
    assert best is not None
    return best


def _value(problem: dict[str, Any], sent: list[tuple[str, str]]) -> int | None:
    probe = check_case.Case(
        problem,
        {"picks": [{"team": t, "incident": i, "fills": {}, "eta_s": 0} for t, i in sent]},
        None,
    )
    if not all(probe.may_serve(t, i) for t, i in sent):
        return None
    if list(check_rules.pins_and_scenes(probe)):
        return None
    picks = [{"team": t, "incident": i, "fills": {}} for t, i in sent]
    case = check_case.Case(problem, {"picks": picks}, None)
    terms = check_value.terms_of(case)
    terms["shortage"] = sum(_least_shortage(case, incident, sent) for incident in case.incidents)
    weights = {**check_case.TERM_WEIGHTS, **(problem.get("policy", {}).get("weights") or {})}
    return sum(weights[name] * value for name, value in terms.items())


def _least_shortage(case: check_case.Case, incident: str, sent: list[tuple[str, str]]) -> int:
    needs = [n for n in case.needs.values() if n["incident"] == incident]
    here = [t for t, i in sent if i == incident]
    return min(_shortage(case, needs, given) for given in _allocations(case, needs, here))


def _allocations(
    case: check_case.Case, needs: list[Any], teams: list[str]
) -> Iterator[dict[str, int]]:
    if not teams:
        yield {}
        return
    head, *tail = teams
    for rest in _allocations(case, needs, tail):
        for own in _own(case, needs, head):
            yield {n["id"]: rest.get(n["id"], 0) + own.get(n["id"], 0) for n in needs}


def _own(case: check_case.Case, needs: list[Any], team: str) -> Iterator[dict[str, int]]:
    useful = {n["id"] for n in case.counts_for(team, needs[0]["incident"])} if needs else set()
    ranges = [
        range(case.teams[team]["units"].get(n.get("capability"), 0) + 1)
        if n["id"] in useful
        else range(1)
        for n in needs
    ]
    for way in itertools.product(*ranges):
        spent: dict[str, int] = {}
        for n, units in zip(needs, way, strict=True):
            spent[n.get("capability")] = spent.get(n.get("capability"), 0) + units
        if all(units <= case.teams[team]["units"].get(c, 0) for c, units in spent.items() if units):
            yield {n["id"]: units for n, units in zip(needs, way, strict=True)}


def _shortage(case: check_case.Case, needs: list[Any], given: dict[str, int]) -> int:
    left = {n["id"]: n["amount"] - min(n["amount"], given.get(n["id"], 0)) for n in needs}
    broken = {n["group"] for n in needs if n.get("group") and left[n["id"]]}
    return sum(
        case.weight(n)
        * (
            n["amount"]
            if n["amount"] - left[n["id"]] < (n.get("least") or 1) or n.get("group") in broken
            else left[n["id"]]
        )
        for n in needs
    )
