"""Reads from the log what a score is computed from: no more of each event than it needs.

Answers of the dispatcher and ways of orders are large; what a score does not look at is left in
the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from alarms.kinds import Kind
from alarms.queries import limits
from core.models import Event
from exercises.models_replay import KeptRecord
from exercises.scoring.log import KEPT, Limits, Told

NOTED = ("incident", "need", "order", "activation", "task", "sitrep")
NOUNS = (*NOTED, "inject", "evaluation", "refusal")
PROPOSALS = ("proposal.improved", "proposal.proven", "proposal.accepted")
_NOT_LOOKED_AT = {
    "proposal": (
        "ladder", "timings_s", "outlook", "difference", "headline", "headlines", "data_age",
        "shortfalls", "reason",
    ),
    "order": ("route", "route_times_s", "recipients", "reason"),
    "sitrep": ("body", "text"),
    "incident": ("description", "facts", "proposed_level"),
    "inject": ("readings",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a log that is scored: up to an event, of everything or of one incident.

    What the dispatcher answered is told of no incident: of one it is read from ``from_seq`` on.
    """

    until_seq: int
    incident_id: UUID | None = None
    from_seq: int = 0


def told_by_noun(session: Session, part: Part) -> dict[str, list[Told]]:
    """Return what a part of the log tells, by noun."""
    found: dict[str, list[Told]] = {}
    for noun in (*NOUNS, "proposal"):
        events = list(_events(session, noun, part))
        noted = list(_noted(session, noun, part)) if noun in NOTED else []
        found[noun] = sorted([*noted, *events], key=lambda one: (one.seq, one.verb == KEPT))
    return found


def _events(session: Session, noun: str, part: Part) -> Iterable[Told]:
    query = select(Event.seq, Event.at, Event.kind, Event.actor_name, _slim(Event.data[noun], noun))
    query = query.where(Event.seq <= part.until_seq).order_by(Event.seq)
    if noun == "proposal":
        query = query.where(Event.kind.in_(PROPOSALS))
    else:
        query = query.where(func.split_part(Event.kind, ".", 1) == noun)
    if part.incident_id is not None and noun in ("proposal", "refusal"):
        query = query.where(Event.seq >= part.from_seq)
    elif part.incident_id is not None:
        query = query.where(Event.incident_id == part.incident_id)
    return (Told(*row) for row in session.execute(query))


def _slim(record: ColumnElement[Any], noun: str) -> ColumnElement[Any]:
    """Return a record without what a score does not look at."""
    left_out = _NOT_LOOKED_AT.get(noun)
    return record if left_out is None else record.op("-")(cast(list(left_out), ARRAY(Text)))


def _noted(session: Session, noun: str, part: Part) -> Iterable[Told]:
    """Return what was noted beside the log: what there was when the world began, or imported."""
    record = _slim(KeptRecord.__table__.c.record, noun)
    query = select(KeptRecord.seq, KeptRecord.at, record).where(
        KeptRecord.noun == noun, KeptRecord.seq <= part.until_seq
    )
    if part.incident_id is not None:
        named = KeptRecord.record["incident_id"].astext == str(part.incident_id)
        query = query.where(or_(named, KeptRecord.record_id == part.incident_id))
    ordered = query.order_by(KeptRecord.seq, KeptRecord.record_id)
    return (Told(seq, at, f"{noun}.{KEPT}", None, one) for seq, at, one in session.execute(ordered))


def site_limits(session: Session) -> Limits:
    """Return the site's limits for receiving an order and for an arrival that slips."""
    known = limits(session)
    received, slipped = known[Kind.ORDER_UNACKNOWLEDGED], known[Kind.ETA_SLIPPED]
    return Limits(max(0, received.after_s), max(0, slipped.after_s))
