"""What a list of teams sent is worth on the true times: shortage, arrivals, cover, objective."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.optimiser.checking import check_case, check_value


@dataclass(frozen=True, slots=True)
class Worth:
    """Terms and objective of a choice; what each need misses; true arrivals by team."""

    terms: dict[str, int]
    objective: int
    missing: dict[str, int]
    arrivals_s: dict[str, int]


def worth(
    problem: Mapping[str, Any],
    sent: Mapping[str, str],
    moves: Any = (),
    deliveries: Any = (),
) -> Worth:
    """Value teams sent to incidents by the rules of the format, each unit used where it helps.

    Teams that cannot come count for nothing. `moves` and `deliveries` are those of a solution.
    """
    bare = check_case.Case(problem, {}, None)
    picks: list[dict[str, Any]] = [
        {"team": team, "incident": incident, "fills": {}}
        for team, incident in sent.items()
        if bare.eta(team, incident) is not None
    ]
    _fill(bare, picks)
    solution = {"picks": picks, "moves": list(moves), "deliveries": list(deliveries)}
    case = check_case.Case(problem, solution, None)
    terms, filled = check_value.terms_of(case), case.filled()
    return Worth(
        terms,
        sum(case.weights[name] * value for name, value in terms.items()),
        {need: row["amount"] - filled[need] for need, row in case.needs.items()},
        {pick["team"]: bare.eta(pick["team"], pick["incident"]) or 0 for pick in picks},
    )


def _fill(case: check_case.Case, picks: list[dict[str, Any]]) -> None:
    """Units go to the needs they come in time for, in list order; the earliest teams first."""
    missing = {need: row["amount"] for need, row in case.needs.items()}
    for pick in sorted(picks, key=lambda p: case.eta(p["team"], p["incident"]) or 0):
        brought = dict(case.teams[pick["team"]]["units"])
        for need in case.counts_for(pick["team"], pick["incident"]):
            units = min(brought[need["capability"]], missing[need["id"]])
            if units:
                pick["fills"][need["id"]] = units
                brought[need["capability"]] -= units
                missing[need["id"]] -= units
