"""The edits a problem can be asked about: a closed list of small frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dispatch.optimiser.parts import Incident, Lot, Need, Team, Truck

FORMAT = "muster-edits/1"

Seconds = Mapping[str, int]
"""Travel time by identifier; what is not named is unreachable."""


@dataclass(frozen=True, slots=True)
class TeamLost:
    """The team is out of action, wherever it is."""

    name: ClassVar[str] = "team_lost"
    team: str


@dataclass(frozen=True, slots=True)
class TeamAdded:
    """A team more; `travel` by incident, `cover` by area."""

    name: ClassVar[str] = "team_added"
    team: Team
    travel: Seconds
    cover: Seconds = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamChanged:
    """Other facts about a team: agreed, staffed, free, when it is ready, what it brings."""

    name: ClassVar[str] = "team_changed"
    team: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReleaseTeam:
    """The officer releases the team: it is free, and taking it from where it is costs nothing."""

    name: ClassVar[str] = "release_team"
    team: str


@dataclass(frozen=True, slots=True)
class IncidentAdded:
    """An incident more, with its needs and the ways to it from teams, depots and incidents."""

    name: ClassVar[str] = "incident_added"
    incident: Incident
    needs: tuple[Need, ...]
    teams: Seconds
    depots: Seconds
    incidents: Seconds = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedAdded:
    """A need more at an incident that is there already."""

    name: ClassVar[str] = "need_added"
    need: Need


@dataclass(frozen=True, slots=True)
class NeedChanged:
    """Another amount, least amount or latest time of a need."""

    name: ClassVar[str] = "need_changed"
    need: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NeedRemoved:
    """The need is withdrawn."""

    name: ClassVar[str] = "need_removed"
    need: str


@dataclass(frozen=True, slots=True)
class StockFound:
    """A lot more."""

    name: ClassVar[str] = "stock_found"
    lot: Lot


@dataclass(frozen=True, slots=True)
class StockLost:
    """So much of a lot is gone; None: all of it."""

    name: ClassVar[str] = "stock_lost"
    lot: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class StockConfirmed:
    """Somebody has counted the lot just now."""

    name: ClassVar[str] = "stock_confirmed"
    lot: str


@dataclass(frozen=True, slots=True)
class TruckAdded:
    """A truck more at a depot."""

    name: ClassVar[str] = "truck_added"
    depot: str
    truck: Truck


@dataclass(frozen=True, slots=True)
class Way:
    """The seconds from one team or depot to one incident; -1 is unreachable."""

    incident: str
    seconds: int
    team: str | None = None
    depot: str | None = None


@dataclass(frozen=True, slots=True)
class TravelChanged:
    """Other travel times: a closed road at the level of the file."""

    name: ClassVar[str] = "travel_changed"
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class TimePassed:
    """So many seconds later, with nothing more decided, or with the base's answer followed."""

    name: ClassVar[str] = "time_passed"
    seconds: int
    follow: bool = False


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """Some fields of the policy, as they stand in a problem file; the others stay."""

    name: ClassVar[str] = "policy_changed"
    policy: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pin:
    """The team must go there; an earlier pin of it, or its exclusion from there, is lifted."""

    name: ClassVar[str] = "pin"
    team: str
    incident: str


@dataclass(frozen=True, slots=True)
class Unpin:
    """The team's pin is lifted."""

    name: ClassVar[str] = "unpin"
    team: str


@dataclass(frozen=True, slots=True)
class Exclude:
    """The team must not go there; a pin of it there is lifted."""

    name: ClassVar[str] = "exclude"
    team: str
    incident: str


@dataclass(frozen=True, slots=True)
class Allow:
    """The team's exclusion from there is lifted."""

    name: ClassVar[str] = "allow"
    team: str
    incident: str


Edit = (
    TeamLost
    | TeamAdded
    | TeamChanged
    | ReleaseTeam
    | IncidentAdded
    | NeedAdded
    | NeedChanged
    | NeedRemoved
    | StockFound
    | StockLost
    | StockConfirmed
    | TruckAdded
    | TravelChanged
    | TimePassed
    | PolicyChanged
    | Pin
    | Unpin
    | Exclude
    | Allow
)
