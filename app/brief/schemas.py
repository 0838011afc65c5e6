"""Shapes of the leaders' view: codes and facts, on what they rest, what can be decided."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.wire import Output

Topic = Literal["happened", "asked", "running"]
Act = Literal[
    "accept_proposal",
    "start_response",
    "raise_response",
    "set_level",
    "ask_help",
    "requisition",
    "decide_requisition",
    "answer_aid",
    "take_offer",
    "send_report",
    "close_incident",
]


class Ground(Output):
    """Where what a sentence says can be looked at: a page, and a tab of an incident."""

    page: Literal["incident", "proposal", "aid", "requisitions", "alarms"]
    id: str | None
    tab: str | None


class Decision(Output):
    """What a leader can decide on the spot; ``permission`` says who may, ``facts`` what is sent."""

    act: Act
    permission: str
    facts: dict[str, Any]


class Sentence(Output):
    """One sentence: a code that the catalogues word, its facts, its urgency, its ground."""

    id: str
    topic: Topic
    code: str
    facts: dict[str, Any]
    urgency: Literal[1, 2, 3]
    incident_id: UUID | None
    title: str | None
    ground: Ground
    decisions: list[Decision]


class Brief(Output):
    """The picture of a moment in sentences: what is asked first, the worst incident first.

    ``read_at`` is when it was read; ``positions_at`` is the oldest position among the teams under
    way, unknown where none reports one.
    """

    read_at: datetime
    seq: int
    area_code: str
    area_name: str
    area_name_en: str
    is_exercise: bool
    is_demo: bool
    incidents: int
    teams_ready: int
    teams_committed: int
    positions_at: datetime | None
    sentences: list[Sentence]
