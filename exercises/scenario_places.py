"""Which places a scenario happens at, and whether the exercise's area has them.

A scenario is written for one city. Played in another its incidents would lie outside of the area
and nothing would happen: it is refused at the start, naming the places it needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.visibility import sees
from exercises.errors import ScenarioElsewhere
from exercises.scenario import CloseRoad, Correct, LoseTeams, Report, Scenario
from geo.queries import jurisdiction_at

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class NeededPlace:
    """A point that an inject needs, and how it is called."""

    name: str
    lon: float
    lat: float

    def __str__(self) -> str:
        return f"{self.name} ({self.lon:.4f}, {self.lat:.4f})"


def places_of(scenario: Scenario) -> list[NeededPlace]:
    """Return every place a scenario needs, in the order of its injects, each once."""
    found: dict[NeededPlace, None] = {}
    for inject in scenario.injects:
        found.update(dict.fromkeys(_places(inject.doing)))
    return list(found)


def _places(doing: object) -> Iterator[NeededPlace]:
    match doing:
        case Report(report=report):
            yield NeededPlace(report.place_name, report.position.lon, report.position.lat)
        case Correct(change=change) if change.position is not None:
            yield NeededPlace(change.place_name or "", change.position.lon, change.position.lat)
        case LoseTeams(near=near):
            yield NeededPlace("", near.lon, near.lat)
        case CloseRoad(closure=closure):
            area = closure.area
            if area is not None and area.type == "Polygon":
                lons, lats = zip(*area.coordinates[0][:-1], strict=True)
                middle = sum(lons) / len(lons), sum(lats) / len(lats)
                yield NeededPlace(closure.reason, *middle)
            for road in closure.roads:
                yield NeededPlace(road.name or closure.reason, *road.line[0])


def require_places(session: Session, scenario: Scenario, prefix: str) -> None:
    """Refuse to play a scenario in an area that does not have its places."""
    missing = [
        place
        for place in places_of(scenario)
        if not sees([prefix], jurisdiction_at(session, place.lon, place.lat) or "")
    ]
    if missing:
        named = [str(one) for one in missing[:MOST_NAMED]]
        raise ScenarioElsewhere(
            field="area_code", count=len(missing), places="、".join(named), named=named
        )
