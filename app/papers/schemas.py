"""What the papers are written from: one incident with all that belongs to it, or one area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from aid.schemas import AidRequest
from dispatch.schemas import Order
from incidents.schemas import Incident, LogEntry, Need, Sitrep
from plans.schemas import Activation, Task
from resources.schemas import Team

Paper = Literal["special-report", "status-summary", "check-in", "resource-request", "activity-log"]


@dataclass(frozen=True)
class Area:
    """A jurisdiction with its names; ``offices`` are its code and those above it."""

    code: str
    name: str
    name_en: str
    offices: Sequence[str]


@dataclass(frozen=True)
class Setting:
    """For whom, when and in which world a paper is written."""

    area: Area
    at: datetime
    written_by: str
    is_exercise: bool = False
    is_demo: bool = False


@dataclass(frozen=True)
class Answer:
    """The optimiser's answer that waits to be accepted: its number, what it leaves open."""

    number: int
    open_needs: frozenset[UUID]


@dataclass(frozen=True)
class IncidentFile:
    """Everything papers say of one incident, read at one instant; callers are not in it."""

    setting: Setting
    incident: Incident
    district: tuple[str, str]
    """The name of the jurisdiction where it happens, in Chinese and English."""
    needs: Sequence[Need] = ()
    orders: Sequence[Order] = ()
    sitreps: Sequence[Sitrep] = ()
    log: Sequence[LogEntry] = ()
    activations: Sequence[Activation] = ()
    tasks: Sequence[Task] = ()
    requests: Sequence[AidRequest] = ()
    teams: Sequence[Team] = ()
    """The teams that the orders name."""
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The unit each item is counted in, by item code, in Chinese and English."""

    answer: Answer | None = None
    map_svg: str | None = None
    """The situation as a drawing, where it was read."""

    def need(self, need_id: UUID) -> Need | None:
        """Return one need of the incident, or None."""
        return next((one for one in self.needs if one.id == need_id), None)


@dataclass(frozen=True)
class DutyPicture:
    """The open incidents of an area and its teams at one instant."""

    setting: Setting
    files: Sequence[IncidentFile]
    teams: Sequence[Team]
    map_svg: str | None = None
