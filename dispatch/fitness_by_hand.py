"""What one team can do for the open needs of one incident, and what speaks against sending it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dispatch.errors_by_hand import TeamServesNoSuchNeed
from incidents.models import Need
from resources.models import Team


@dataclass(frozen=True)
class Fitness:
    """What a team brings to which need, and the needs for teams that it cannot serve."""

    fills: Mapping[UUID, int]
    lacks: Sequence[Need]


def units_for(team: Team, need: Need) -> int:
    """Return how many units of what a need asks for a team brings; 0 when it does not reach it."""
    for one in team.capabilities:
        if one.capability_code != need.capability_code:
            continue
        reaches = need.grade is None or (one.grade is not None and one.grade <= need.grade)
        return one.units if reaches else 0
    return 0


def fitness_of(team: Team, needs: Sequence[Need]) -> Fitness:
    """Return what a team does for an incident: what is still missing of each need it can serve."""
    fills: dict[UUID, int] = {}
    lacks = []
    for need in needs:
        if need.capability_code is None:
            continue
        units, missing = units_for(team, need), need.quantity - need.committed
        if units == 0:
            lacks.append(need)
        elif missing > 0:
            fills[need.id] = min(units, missing)
    return Fitness(fills, lacks)


def fills_for_named(team: Team, needs: Sequence[Need]) -> dict[UUID, int]:
    """Return what a team brings to the needs an officer named: all it has, whatever is covered."""
    fills = {}
    for need in needs:
        units = units_for(team, need)
        if units == 0:
            raise TeamServesNoSuchNeed(field="need_ids", team=team.name, need=need.label)
        fills[need.id] = units
    return fills
