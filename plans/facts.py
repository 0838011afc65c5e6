"""What is known of an incident, as plan expressions see it: plain values, unknown is absent."""

from dataclasses import dataclass, fields
from functools import cached_property

FactValue = bool | int | float | str


@dataclass(frozen=True)
class IncidentFacts:
    """The facts of one incident; None is unknown and is not zero.

    Levels count from 1, the highest. ``people_isolation`` and ``people_protective`` are the people
    inside the hazard areas of the incident, ``hour`` is the local hour of the day, ``weekday`` runs
    from 1 (Monday) to 7, ``month`` from 1 to 12.
    """

    kind: str
    deaths: int | None = None
    missing: int | None = None
    serious_injuries: int | None = None
    minor_injuries: int | None = None
    trapped: int | None = None
    exposed: int | None = None
    loss_yuan: int | None = None
    substance_un: str | None = None
    spill: str | None = None
    container: str | None = None
    wind_speed_ms: float | None = None
    level: int | None = None
    response_level: int | None = None
    people_isolation: int | None = None
    people_protective: int | None = None
    hour: int | None = None
    weekday: int | None = None
    month: int | None = None

    @cached_property
    def known(self) -> dict[str, FactValue]:
        """The facts that are known, by name."""
        values = {name: getattr(self, name) for name in BASIC_FACTS}
        return {name: value for name, value in values.items() if value is not None}

    @cached_property
    def visible(self) -> dict[str, FactValue]:
        """What an expression can read: the known facts, and for each fact whether it is known."""
        told: dict[str, FactValue] = {f"{name}_known": name in self.known for name in BASIC_FACTS}
        return self.known | told


BASIC_FACTS = tuple(field.name for field in fields(IncidentFacts))
FACT_NAMES = frozenset(BASIC_FACTS) | {f"{name}_known" for name in BASIC_FACTS}


def incident_facts(kind: str, **known: FactValue | None) -> IncidentFacts:
    """Gather the facts of an incident; a name that is no fact is refused."""
    return IncidentFacts(kind, **known)  # type: ignore[arg-type]
