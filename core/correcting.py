"""Mistakes are put right by a further entry: what was, what is now and why; none is erased.

The course of one thing is read from its events. A correcting entry names the event that it takes
back (``undoes_seq``), so that what was taken back once is passed over by the next correction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import Conflict, Invalid
from core.models import Event
from core.wire import Input, Output, example

FREE_FOR = timedelta(seconds=30)
"""So long after a slip it may be taken back without a word; later the reason goes on record."""


class CorrectionIn(Input):
    """Why something is put right; may be left out within half a minute of the mistake."""

    model_config = example(reason="误点到场，队伍仍在途中")

    reason: str = Field(default="", max_length=500)
    of_version: int | None = Field(
        default=None,
        description="The version that the mistaken act brought; refused when another act followed.",
    )


class Correction(Output):
    """What a correcting entry takes back: the entry, what it said, what holds now, and why."""

    undoes_seq: int
    undoes_kind: str
    undoes_at: datetime
    undoes_by_name: str | None
    was: str
    now: str
    reason: str


class CorrectionNeedsReason(Invalid):
    """The field {field}: after {seconds} s a mistake is put right only with a reason."""

    zh = "字段 {field}：超过 {seconds} 秒，更正须填写原因。"


class NothingToUndo(Conflict):
    """There is no step here that can be taken back."""

    zh = "没有可以撤销的操作。"


class AnotherStepSince(Conflict):
    """{name} has done something else here meanwhile, at {at}; look at the log first."""

    zh = "{name} 已于 {at} 另作处理，请先查看值班日志。"


def course(session: Session, noun: str, thing_id: UUID, incident_id: UUID | None) -> list[Event]:
    """Return what happened to one thing and still holds, in order: nothing that was taken back."""
    query = (
        select(Event)
        .where(
            Event.incident_id == incident_id,
            func.split_part(Event.kind, ".", 1) == noun,
            Event.data[(noun, "id")].astext == str(thing_id),
        )
        .order_by(Event.seq)
    )
    return standing(session.scalars(query).all())


def standing(events: Sequence[Event]) -> list[Event]:
    """Leave out corrections and what they took back."""
    undone = {undoes_seq(event) for event in events}
    return [one for one in events if undoes_seq(one) is None and one.seq not in undone]


def undoes_seq(event: Event) -> int | None:
    """Return which entry an event takes back, None for an ordinary one."""
    correction: dict[str, Any] | None = event.data.get("correction")
    return None if correction is None else int(correction["undoes_seq"])


def correction_of(
    session: Session, event: Event, was: str, now: str, wanted: CorrectionIn
) -> Correction:
    """Return the correction of an entry; one older than half a minute asks for a reason.

    Refused when the entry is not the one that the person means to take back.
    """
    if wanted.of_version not in (None, event.data[event.kind.split(".")[0]]["version"]):
        at = event.at.isoformat(timespec="seconds")
        raise AnotherStepSince(name=event.actor_name or "?", at=at)
    if not wanted.reason and clock.now(session) - event.at > FREE_FOR:
        raise CorrectionNeedsReason(field="reason", seconds=int(FREE_FOR.total_seconds()))
    return Correction(
        undoes_seq=event.seq,
        undoes_kind=event.kind,
        undoes_at=event.at,
        undoes_by_name=event.actor_name,
        was=was,
        now=now,
        reason=wanted.reason,
    )
