"""Wire shapes beside the list of exercises: who can be given a seat, how far each has come."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from core.wire import Output

Over = Literal["time", "story"]
"""Why an exercise could end: its planned time has passed, or its story is told to the end."""


class Person(Output):
    """Somebody who can be given a seat: no more than it takes to know whom one means."""

    account_id: UUID
    name: str
    roles: list[str]
    jurisdiction_code: str
    jurisdiction_name: str


class Progress(Output):
    """How far an exercise has come, read in its own world; ``at`` is what its clock shows.

    ``elapsed_s`` since its first second. ``met`` needs are those for which enough is promised.
    ``overdue`` counts what should have happened by now: reports not sent, tasks not settled,
    needs not met. ``over`` says why it could end now, null while it goes on as planned;
    ``last_seq`` is the newest event of its log.
    """

    exercise_id: UUID
    at: datetime
    elapsed_s: int
    over: Over | None
    last_seq: int
    incidents_open: int
    needs: int
    met: int
    orders: int
    on_scene: int
    overdue: int
    injects_given: int
    injects_waiting: int
