"""What an answer means beyond its picks: equal treatment, cover restored, what is served later."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from dispatch.optimiser.solution import Move, Solution
from dispatch.picture import SeenNeed
from dispatch.problem_loader import Loaded
from resources.queries_solver import SolverTeam

Record = dict[str, Any]


class Names(Protocol):
    """Who knows teams and needs by the identifiers of the optimiser."""

    loaded: Loaded
    teams: dict[str, tuple[int, SolverTeam]]
    needs: dict[str, SeenNeed]


def outlook_of(names: Names, solution: Solution) -> Record:
    """Return the outlook of an answer, with the names of teams and areas."""
    areas = {str(rule.id): rule.area_name for rule in names.loaded.picture.cover}
    return {
        "districts": [asdict(row) for row in solution.districts],
        "inequality": None if solution.inequality is None else asdict(solution.inequality),
        "moves": [_move(names, areas, row) for row in solution.moves],
        "later": [
            {
                "need_id": need,
                "incident_id": str(names.needs[need].incident_id),
                "amount": row.amount,
                "from_s": row.from_s,
                "by_s": row.by_s,
                "team_names": [names.teams[team][1].name for team in row.teams],
            }
            for need, row in solution.later.items()
        ],
    }


def _move(names: Names, areas: Mapping[str, str], row: Move) -> Record:
    return {
        "team_id": row.team,
        "team_name": names.teams[row.team][1].name,
        "area_name": areas.get(row.area, row.area),
        "capability_code": row.capability,
        "drive_s": row.drive_s,
        "restores": row.restores,
        "priced": row.priced,
        "saves": row.saves,
        "donors": [areas.get(donor.area, donor.area) for donor in row.donors],
    }
