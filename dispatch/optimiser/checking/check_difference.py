"""The checker's view of change: against what runs, against an answer before, and unmet pins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import (
    SHORTFALL_REASONS,
    Case,
    Violation,
    rows_of,
)

Places = Mapping[str, str]
"""Incident by team."""


def difference_rules(case: Case) -> Iterator[Violation]:
    """Kept, added, redirected and recalled are what picks and running assignments give."""
    was = {team: run["incident"] for team, run in case.running.items()}
    yield from _as_told(case, case.solution.get("difference") or {}, was, "difference")


def previous_rules(case: Case) -> Iterator[Violation]:
    """The difference to the answer before is what both answers' picks give.

    Where that answer is not at hand, what is told of it must at least fit the picks.
    """
    told = case.solution.get("versus_previous")
    if case.previous is None:
        if told is not None:
            was = {row["team"]: row["was"] for name in told for row in told[name] if row.get("was")}
            yield from _as_told(case, told, was, "versus_previous")
        return
    if told is None:
        yield Violation("difference", "versus_previous", "the answer before is not compared with")
        return
    was = {pick["team"]: pick["incident"] for pick in rows_of(case.previous, "picks")}
    yield from _as_told(case, told, was, "versus_previous")


def _as_told(case: Case, told: Mapping[str, Any], was: Places, path: str) -> Iterator[Violation]:
    goes = {pick["team"]: pick["incident"] for pick in case.picks}
    for name, rows in _right(goes, was).items():
        given = {(r["team"], r.get("incident"), r.get("was")) for r in told.get(name) or []}
        if given != rows:
            message = f"{len(given)} told, {len(rows)} are, {len(given & rows)} of them the same"
            yield Violation("difference", f"{path}.{name}", message)


def _right(goes: Places, was: Places) -> dict[str, set[tuple[str, str | None, str | None]]]:
    """Changes by kind as (team, where it goes, where it was)."""
    moved = {(team, to, was.get(team)) for team, to in goes.items()}
    return {
        "kept": {row for row in moved if row[1] == row[2]},
        "added": {row for row in moved if row[2] is None},
        "redirected": {row for row in moved if row[2] not in (None, row[1])},
        "recalled": {(team, None, at) for team, at in was.items() if team not in goes},
    }


def unmet_pin_rules(case: Case) -> Iterator[Violation]:
    """Exactly the pins that cannot hold are told as unmet, each with a reason of the list."""
    unmet = {
        (row["team"], row["incident"])
        for row in rows_of(case.problem, "pins")
        if not case.may_serve(row["team"], row["incident"])
    }
    told = set()
    for k, row in enumerate(rows_of(case.solution, "unmet_pins")):
        pair = (row["facts"].get("team"), row["facts"].get("incident"))
        told.add(pair)
        if row["reason"] not in SHORTFALL_REASONS or not _can_be_why(case, pair, row["reason"]):
            message = f"'{row['reason']}' cannot be why the pin does not hold"
            yield Violation("reason", f"unmet_pins[{k}].reason", message)
    if told != unmet:
        yield Violation("pin_broken", "unmet_pins", f"{len(told)} told, {len(unmet)} are")


def _can_be_why(case: Case, pair: tuple[Any, Any], reason: str) -> bool:
    team, incident = pair
    if team not in case.teams or incident not in case.incidents:
        return False
    row = case.teams[team]
    possible = {
        "agreement_missing": row.get("agreed") is False,
        "no_staff": row.get("staffed") is False,
        "none_free": row.get("free") is False and team not in case.running,
        "none_reachable": case.eta(team, incident) is None,
        "excluded_by_officer": pair in case.excluded,
    }
    return possible.get(reason, False)
