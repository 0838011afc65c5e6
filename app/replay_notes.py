"""Keeps beside each world's log what no event tells, as soon as there is such a thing."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import outbox
from core.db import Database
from core.models import Event
from exercises.models_replay import KeptRecord
from exercises.replay_keeping import keep

UNTOLD_AFTER = (
    "import_batch.applied",
    "import_batch.undone",
    "agreement.signed",
    "agreement.ended",
)
"""A long list is told as one event; an agreement changes who sees what."""


def note_untold(database: Database, world: str, looked_until: int | None) -> int:
    """Keep what the log does not tell, at a world's beginning and after long lists.

    ``looked_until`` is what the last call returned, None the first time.
    """
    with database.picture(world) as session:
        newest = outbox.last_seq(session)
        noted = session.scalar(select(func.max(KeptRecord.seq)))
        since = noted if looked_until is None else looked_until
        due = since is None or _is_due(session, since)
    if due:
        with database.transaction(world, repeatable_read=True) as session:
            keep(session)
    return newest


def _is_due(session: Session, since: int) -> bool:
    lists = select(Event.seq).where(Event.seq > since, Event.kind.in_(UNTOLD_AFTER)).limit(1)
    return session.scalar(lists) is not None
