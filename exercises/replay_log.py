"""Reads of the log for a replay: how it is spread over time, and every event of a span in order.

The data of an event is handed on as the text the database keeps, so that fifty thousand of them
need not be taken apart and put together again.
"""

import heapq
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session

from core.models import Event
from exercises.models_replay import KeptRecord
from exercises.replay import KEPT
from exercises.replay_keeping import READS

AnySelect = Select[*tuple[Any, ...]]
BATCH = 2_000
NOUNS = frozenset(READS)
"""What the picture holds; of anything else the last word is not looked up."""


class LogRow(NamedTuple):
    """One event, or one kept record told as an event; ``text`` is its data as JSON."""

    seq: int
    at: datetime
    kind: str
    incident_id: UUID | None
    actor_id: UUID | None
    actor_name: str | None
    audience: list[str]
    text: str

    @property
    def is_kept(self) -> bool:
        """Say whether it was noted beside the log."""
        return self.kind.endswith(f".{KEPT}")


class Moment(NamedTuple):
    """When something happened, and what kind of thing it was."""

    seq: int
    at: datetime
    kind: str
    incident_id: UUID | None
    audience: list[str]


class Tally(NamedTuple):
    """How much happened within a minute about one incident, or about none, told to the same."""

    minute: datetime
    incident_id: UUID | None
    audience: list[str]
    events: int
    first_at: datetime
    last_at: datetime
    last_seq: int


@dataclass(frozen=True)
class Span:
    """A part of a log: after one event up to another, of one incident or of everything.

    Of one incident means: what is told of it, and what is told of no incident at all.
    """

    after: int = 0
    until: int | None = None
    incident_id: UUID | None = None


def moments(session: Session, span: Span, kinds: Collection[str]) -> list[Moment]:
    """Return when things of some kinds happened in a span, in order, without what they changed."""
    query = select(Event.seq, Event.at, Event.kind, Event.incident_id, Event.audience)
    ordered = _within(query.where(Event.kind.in_(kinds)), span).order_by(Event.seq)
    return [Moment(*row) for row in session.execute(ordered)]


def tallies(session: Session, span: Span) -> list[Tally]:
    """Count what happened in a span by minute, incident and audience."""
    by = (func.date_trunc("minute", Event.at), Event.incident_id, Event.audience)
    counted = (func.count(), func.min(Event.at), func.max(Event.at), func.max(Event.seq))
    query = _within(select(*by, *counted), span).group_by(*by)
    return [Tally(*row) for row in session.execute(query)]


def rows(session: Session, span: Span) -> Iterator[LogRow]:
    """Return every event and kept record of a span in the order in which they are folded."""
    told = _streamed(session, _events(span))
    noted = iter(_kept(session, span))
    return heapq.merge(told, noted, key=lambda row: (row.seq, row.is_kept))


def base(session: Session, span: Span, nouns: Collection[str] = NOUNS) -> list[LogRow]:
    """Return the newest word on each record up to where a span begins, in order.

    Folded first, it gives the picture that the span's events then change.
    """
    noun = func.split_part(Event.kind, ".", 1)
    subject = Event.data[noun]["id"].astext
    before = Span(0, span.after, span.incident_id)
    newest = _events(before).add_columns(noun, subject).where(noun.in_(nouns))
    ordered = newest.ext(distinct_on(noun, subject)).order_by(noun, subject, Event.seq.desc())
    found = {(row[-2], row[-1]): LogRow(*row[:-2]) for row in session.execute(ordered)}
    for row in _kept(session, before):
        key = (row.kind.partition(".")[0], json.loads(row.text).popitem()[1]["id"])
        if key not in found or found[key].seq <= row.seq:
            found[key] = row
    left = (row for row in found.values() if not row.kind.endswith(".removed"))
    return sorted(left, key=lambda row: (row.seq, row.is_kept))


def bounds_of(session: Session, incident_id: UUID) -> tuple[int, int] | None:
    """Return the first and the last event of an incident, or None where nothing is told of it."""
    query = select(func.min(Event.seq), func.max(Event.seq))
    first, last = session.execute(query.where(Event.incident_id == incident_id)).one()
    return None if first is None else (first, last)


def last_before(session: Session, at: datetime) -> int:
    """Return the newest event before an instant, 0 where there was none yet."""
    return session.scalar(select(func.max(Event.seq)).where(Event.at < at)) or 0


def at_of(session: Session, seq: int) -> datetime | None:
    """Return when an event happened."""
    return session.scalar(select(Event.at).where(Event.seq == seq))


def _within(query: AnySelect, span: Span) -> AnySelect:
    query = query.where(Event.seq > span.after)
    if span.until is not None:
        query = query.where(Event.seq <= span.until)
    if span.incident_id is not None:
        mine = or_(Event.incident_id == span.incident_id, Event.incident_id.is_(None))
        query = query.where(mine)
    return query


def _events(span: Span) -> AnySelect:
    query = select(
        Event.seq,
        Event.at,
        Event.kind,
        Event.incident_id,
        Event.actor_id,
        Event.actor_name,
        Event.audience,
        cast(Event.data, Text),
    )
    return _within(query, span)


def _streamed(session: Session, query: AnySelect) -> Iterator[LogRow]:
    """Read batch by batch: a long log is never held whole."""
    after = -1
    while True:
        batch = query.where(Event.seq > after).order_by(Event.seq).limit(BATCH)
        found = [LogRow(*row) for row in session.execute(batch)]
        yield from found
        if len(found) < BATCH:
            return
        after = found[-1].seq


def _kept(session: Session, span: Span) -> list[LogRow]:
    data = func.jsonb_build_object(KeptRecord.noun, KeptRecord.record, type_=JSONB)
    of_incident = KeptRecord.record["incident_id"].astext
    query = select(
        KeptRecord.seq,
        KeptRecord.at,
        KeptRecord.noun + literal(f".{KEPT}"),
        null(),
        null(),
        null(),
        KeptRecord.audience,
        cast(data, Text),
    ).where(or_(KeptRecord.seq > span.after, literal(span.after == 0)))
    if span.until is not None:
        query = query.where(KeptRecord.seq <= span.until)
    if span.incident_id is not None:
        query = query.where(
            or_(of_incident.is_(None), of_incident == str(span.incident_id)),
            or_(KeptRecord.noun != "incident", KeptRecord.record_id == span.incident_id),
        )
    ordered = query.order_by(KeptRecord.seq, KeptRecord.noun, KeptRecord.record_id)
    return [LogRow(*row) for row in session.execute(ordered)]
