"""What an answer makes of each need: how much it brings, until when, and what stays short."""

from collections import defaultdict
from typing import Any, Protocol

from dispatch.optimiser.solution import Solution
from dispatch.picture import SeenIncident, SeenNeed
from dispatch.problem_loader import Loaded

Record = dict[str, Any]


class Names(Protocol):
    """Who knows needs and incidents by the identifiers of the optimiser."""

    loaded: Loaded
    incidents: dict[str, tuple[int, SeenIncident]]
    needs: dict[str, SeenNeed]


def answered_needs(names: Names, solution: Solution) -> list[Record]:
    """Return every open need with what the answer brings for it, the gravest incident first."""
    brought: dict[str, int] = defaultdict(int)
    last_s: dict[str, int] = {}
    teams: dict[str, int] = defaultdict(int)
    for pick in solution.picks:
        for need, units in pick.fills.items():
            brought[need] += units
            teams[need] += 1
            last_s[need] = max(last_s.get(need, 0), pick.eta_s)
    for row in solution.deliveries:
        brought[row.need] += row.amount
        last_s[row.need] = max(last_s.get(row.need, 0), row.eta_s)
    shown = [need for need in names.needs.values() if str(need.incident_id) in names.incidents]
    rows = [
        _answered(names, need, brought[str(need.id)], teams[str(need.id)], last_s.get(str(need.id)))
        for need in shown
    ]
    return sorted(rows, key=lambda row: (row["priority"], row["incident_id"], row["need_id"]))


def _answered(names: Names, need: SeenNeed, brought: int, teams: int, last_s: int | None) -> Record:
    _column, incident = names.incidents[str(need.incident_id)]
    due_s = int((need.latest_at - names.loaded.picture.now).total_seconds())
    yet_to_come = last_s is not None and last_s > 0
    return {
        "need_id": str(need.id),
        "incident_id": str(need.incident_id),
        "incident_title": incident.title,
        "priority": incident.priority,
        "capability_code": need.capability_code,
        "item_code": need.item_code,
        "asked": need.quantity,
        "settled": need.quantity - need.remaining,
        "brought": min(brought, need.remaining),
        "short": max(0, need.remaining - brought),
        "teams": teams,
        "last_s": last_s,
        "due_s": due_s,
        "late_s": last_s - due_s if yet_to_come and last_s is not None and last_s > due_s else 0,
        "jurisdictions": [incident.jurisdiction_code],
    }
