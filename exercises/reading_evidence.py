"""Reads the events that a finding rests on, as the log of their own world told them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Event
from exercises.errors_improvement import EvidenceNotThere
from exercises.schemas_improvement import EvidenceView

_NAMED = ("title", "team_name", "label", "text", "name", "reason", "number")
LONGEST_NAME = 120


def evidence(session: Session, seqs: Sequence[int]) -> list[EvidenceView]:
    """Return events of this world as evidence, in their order; one that is not there is refused."""
    wanted = sorted(set(seqs))
    found = session.scalars(select(Event).where(Event.seq.in_(wanted)).order_by(Event.seq))
    views = [_view(one) for one in found]
    there = {one.seq for one in views}
    for seq in wanted:
        if seq not in there:
            raise EvidenceNotThere(field="evidence_seqs", seq=seq)
    return views


def of_entry(session: Session, entry_id: UUID) -> list[EvidenceView]:
    """Return the event with which an observer's note was told."""
    noted = Event.data["evaluation"]["id"].astext == str(entry_id)
    query = select(Event).where(Event.kind == "evaluation.noted", noted).order_by(Event.seq)
    return [_view(one) for one in session.scalars(query)]


def _view(row: Event) -> EvidenceView:
    noun = row.kind.partition(".")[0]
    return EvidenceView(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        told=name_of(row.data.get(noun) or {}),
        actor_name=row.actor_name,
    )


def name_of(record: Mapping[str, Any]) -> str:
    """Return what a record is called, by the first of the names it has; nothing if it has none."""
    told = next((record[name] for name in _NAMED if record.get(name)), "")
    return str(told)[:LONGEST_NAME]
