"""Wire shapes of the timers of the boards and of their limits."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example

Priority = Annotated[int, Field(ge=1, le=5)]
Span = Annotated[int, Field(ge=30, le=7 * 86_400)]


class TimerLimits(Output):
    """How long an incident of a priority may wait, in seconds; ``shipped`` is the product's own."""

    priority: Priority
    waiting_s: int
    quiet_s: int
    shipped: dict[str, int]
    changed_at: datetime | None
    changed_by_name: str | None
    version: int


class TimerLimitsIn(Input):
    """New limits of a priority: from the call to the response, and between two pieces of news."""

    model_config = example(waiting_s=120, quiet_s=900)

    waiting_s: Span = Field(examples=[120])
    quiet_s: Span = Field(examples=[900])


class IncidentNews(Output):
    """When something was last done or told about an incident, and what."""

    incident_id: UUID
    at: datetime
    kind: str


class Timers(Output):
    """What the timers of a board run on: last news, what counts as news, the limits in force.

    ``report_ahead_s`` is how long before its deadline a report is due soon.
    """

    news: list[IncidentNews]
    news_kinds: list[str]
    limits: list[TimerLimits]
    report_ahead_s: int
