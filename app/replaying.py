"""What of a log somebody may replay: each event filtered as in the live push, one to a line."""

import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feed import event_for, may_hear
from app.schemas_replay import (
    ReplayedIncident,
    ReplayedPositions,
    ReplayMark,
    ReplayMinute,
    ReplayRange,
    TracedTeam,
)
from core import outbox
from core.auth import Actor
from core.db import Database
from core.models import Event
from exercises import replay_log
from exercises.branching_plan import area_of
from exercises.models_replay import KeptRecord
from exercises.replay import MARKS
from exercises.replay_log import NOUNS, LogRow, Moment, Span, Tally
from exercises.replay_short import Shortener
from incidents.models import Incident
from resources import queries_traces

CUT = frozenset({"proposal", "aid_request", "study", "readiness", "inject"})
"""Nouns of which somebody may see a part only."""
CHUNK_BYTES = 256_000
MOST_TRACED = timedelta(days=31)
AT_ONCE = 2_000
"""Events read while a connection is held."""


class Ears:
    """Decides once for each audience whether an actor hears what is told to it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._known: dict[tuple[str, ...], bool] = {}

    def hear(self, told: LogRow | Moment | Tally) -> bool:
        """Say whether the actor may see this."""
        key = tuple(told.audience)
        if key not in self._known:
            self._known[key] = may_hear(self.actor, Event(audience=told.audience))
        return self._known[key]


def reach(session: Session, actor: Actor, span: Span) -> ReplayRange:
    """Return how far a log reaches for somebody, and how what they may see is spread over it."""
    ears = Ears(actor)
    heard = [one for one in replay_log.tallies(session, span) if ears.hear(one)]
    marked = [one for one in replay_log.moments(session, span, MARKS) if ears.hear(one)]
    counts: Counter[datetime] = Counter()
    for one in heard:
        counts[one.minute] += one.events
    return ReplayRange(
        world=actor.world,
        area_code=area_of(session, actor, span.incident_id),
        after=span.after,
        last_seq=max((one.last_seq for one in heard), default=span.after),
        first_at=min((one.first_at for one in heard), default=None),
        last_at=max((one.last_at for one in heard), default=None),
        events=counts.total(),
        whole_from=session.scalar(select(KeptRecord.seq).order_by(KeptRecord.seq).limit(1)),
        minutes=[ReplayMinute(at=at, count=counts[at]) for at in sorted(counts)],
        marks=[_mark(one) for one in marked],
        incidents=_incidents(session, {one.incident_id for one in heard if one.incident_id}),
    )


def _mark(one: Moment) -> ReplayMark:
    return ReplayMark(mark=MARKS[one.kind], **one._asdict())


def _incidents(session: Session, told: Collection[UUID]) -> list[ReplayedIncident]:
    query = select(Incident).where(Incident.id.in_(told)).order_by(Incident.reported_at)
    return [ReplayedIncident.model_validate(row) for row in session.scalars(query)]


def lines(database: Database, actor: Actor, span: Span, *, short: bool = False) -> Iterator[bytes]:
    """Return what a replay folds, a line each, compressed on its way: first the base, then events.

    A line is an event as the live push tells it. What was noted beside the log is told as
    ``<noun>.kept``. Told short, a line carries only what differs from the last one about the same
    record (``exercises.replay_short``).
    """
    packer = zlib.compressobj(1, wbits=31)
    waiting = bytearray()
    for line in plain_lines(database, actor, span, short=short):
        waiting += line
        if len(waiting) >= CHUNK_BYTES:
            yield packer.compress(bytes(waiting))
            waiting.clear()
    yield packer.compress(bytes(waiting)) + packer.flush()


def plain_lines(
    database: Database, actor: Actor, span: Span, *, short: bool = False
) -> Iterator[bytes]:
    """Return the same lines as they are, for whoever takes nothing compressed.

    The log is read part by part up to where it ended at first: while a slow reader takes one part
    no connection is held.
    """
    ears, shortener = Ears(actor), Shortener() if short else None

    def told(rows: Iterable[LogRow]) -> list[bytes]:
        return [_line(actor, row, shortener) for row in rows if ears.hear(row)]

    with database.picture(actor.world) as session:
        last = outbox.last_seq(session)
        until = last if span.until is None else min(span.until, last)
        begun = told(replay_log.base(session, span)) if span.after > 0 else []
    yield from begun
    for after in range(span.after, max(until, span.after + 1), AT_ONCE):
        part = replace(span, after=after, until=min(after + AT_ONCE, until))
        with database.picture(actor.world) as session:
            happened = told(replay_log.rows(session, part))
        yield from happened


def _line(actor: Actor, row: LogRow, shortener: Shortener | None) -> bytes:
    noun = row.kind.partition(".")[0]
    if noun in CUT:
        return json.dumps(_part(actor, row), ensure_ascii=False).encode() + b"\n"
    envelope = {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "kind": row.kind,
        "incident_id": str(row.incident_id) if row.incident_id else None,
        "actor_id": str(row.actor_id) if row.actor_id else None,
        "actor_name": row.actor_name,
    }
    if shortener is not None and noun in NOUNS:
        whole = envelope | shortener.shorten(noun, json.loads(row.text))
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    head = json.dumps(envelope, ensure_ascii=False)[:-1]
    rest = row.text[1:]
    return f"{head}{'' if rest == '}' else ', '}{rest}\n".encode()


def _part(actor: Actor, row: LogRow) -> dict[str, object] | None:
    fields = row._asdict()
    return event_for(actor, Event(data=json.loads(fields.pop("text")), schema=1, **fields))


def positions(
    session: Session, actor: Actor, begins_at: datetime, ends_at: datetime
) -> ReplayedPositions:
    """Return where the teams were that the actor sees, from the last known place before a span.

    Of a long span its last days are told: what a browser can hold.
    """
    begins_at = max(begins_at, ends_at - MOST_TRACED)
    own = [actor.team_id] if actor.team_id else None
    ways = queries_traces.traces(session, actor.prefixes, own, begins_at, ends_at)
    return ReplayedPositions(teams=[TracedTeam(**one._asdict()) for one in ways])
