"""Putting right what was done to an incident by mistake: reopened, or what was known before.

Nothing is erased: each correction is an entry of its own that names what it takes back and why.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.correcting import Correction, CorrectionIn, NothingToUndo, correction_of, course
from core.errors import NotFound, require_version
from core.models import Event
from core.outbox import record
from incidents import models, queries
from incidents.errors import LaterHopMade
from incidents.events import IncidentReopened, IncidentReverted, NeedCorrected
from incidents.hearing import heard_by
from incidents.lifecycle import IncidentState, NeedState
from incidents.report_steps import lay_out
from incidents.schemas import Incident, IncidentPatch, Need
from incidents.service_needs import over, require_running

_AT_ONCE = timedelta(seconds=2)
"""The needs that a stand-down ends are written with it: no further apart than this."""

_ENDED = ("need.cancelled", "need.closed")
_KNOWN = (*(name for name in IncidentPatch.model_fields if name != "position"),)
_NEED_TERMS = ("quantity", "least", "latest_at", "work_s", "state")


def reopen_incident(
    session: Session, actor: Actor, incident_id: UUID, seen: int | None, wanted: CorrectionIn
) -> Incident:
    """Take back a closing or a stand-down: the incident and the needs that ended with it go on.

    Its responses, pins and danger areas follow by their reactions. A closed one is stood down
    again first.
    """
    row = _changeable(session, actor, incident_id, seen)
    closed = row.state == IncidentState.CLOSED
    if not closed and row.state != IncidentState.STOOD_DOWN:
        raise NothingToUndo()
    happened = course(session, "incident", row.id, row.id)
    index = _last(happened, "incident.closed" if closed else "incident.stood_down")
    if index < 1:
        raise NothingToUndo()
    ended, before = happened[index], happened[index - 1].data["incident"]
    state = IncidentState.STOOD_DOWN.value if closed else _running_before(happened[:index])
    done = correction_of(session, ended, row.state, state, wanted)
    row.state, row.closed_at = state, None
    if closed:
        _keep_caller(session, row.id)
    else:
        row.stood_down_at, row.response_level = None, before["response_level"]
        _reopen_needs(session, row, ended, done)
    row.version += 1
    return _tell(session, row, IncidentReopened, done)


def _running_before(happened: Sequence[Event]) -> str:
    states = [event.data["incident"]["state"] for event in happened]
    running = (IncidentState.REPORTED.value, IncidentState.RESPONDING.value)
    return next(str(one) for one in reversed(states) if one in running)


def _keep_caller(session: Session, incident_id: UUID) -> None:
    """A caller's data are not to be destroyed while the incident goes on."""
    caller = session.get(models.IncidentCaller, incident_id)
    if caller is not None:
        caller.destroy_after = None


def _reopen_needs(
    session: Session, incident: models.Incident, stood_down: Event, done: Correction
) -> None:
    """Open the needs again that were open until the stand-down ended them."""
    ended = {UUID(event.data["need"]["id"]): event for event in _ended_with(session, stood_down)}
    for need in queries.locked_needs(session, list(ended)):
        if need.state != NeedState.OPEN:
            open_again(session, incident, need, ended[need.id], done.reason)


def _ended_with(session: Session, stood_down: Event) -> Iterator[Event]:
    """Return the ends of needs that were written in one go with a stand-down: right before it."""
    query = (
        select(Event)
        .where(Event.seq < stood_down.seq, Event.at >= stood_down.at - _AT_ONCE)
        .order_by(Event.seq.desc())
    )
    for event in session.scalars(query):
        same = (event.incident_id, event.actor_id) == (stood_down.incident_id, stood_down.actor_id)
        if not same or event.kind not in _ENDED:
            return
        yield event


def open_again(
    session: Session, incident: models.Incident, need: models.Need, ended: Event, reason: str
) -> Need:
    """Open a locked need again that ended with what is taken back."""
    own = Correction(
        undoes_seq=ended.seq,
        undoes_kind=ended.kind,
        undoes_at=ended.at,
        undoes_by_name=ended.actor_name,
        was=need.state,
        now=NeedState.OPEN.value,
        reason=reason,
    )
    need.state = NeedState.OPEN.value
    need.version += 1
    return _tell_need(session, incident.jurisdiction_code, need, own)


def revert_incident(
    session: Session, actor: Actor, incident_id: UUID, seen: int | None, wanted: CorrectionIn
) -> Incident:
    """Go back to what was known of an incident before its last correction by mistake."""
    row = _changeable(session, actor, incident_id, seen)
    if row.state == IncidentState.CLOSED:
        raise over(row)
    happened = course(session, "incident", row.id, row.id)
    for before, step in reversed(list(pairwise(happened))):
        old, new = before.data["incident"], step.data["incident"]
        if step.kind == "incident.corrected" and _facts(old) != _facts(new):
            done = correction_of(session, step, _told(new, old), _told(old, new), wanted)
            _restore(row, Incident.model_validate(old))
            row.version += 1
            lay_out(session, row)
            return _tell(session, row, IncidentReverted, done, new["jurisdiction_code"])
    raise NothingToUndo()


def _facts(record_of: dict[str, Any]) -> dict[str, Any]:
    return {name: record_of[name] for name in (*_KNOWN, "position") if name in record_of}


def _told(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Say what a record held of the fields in which it differs from another."""
    facts, others = _facts(one), _facts(other)
    return "; ".join(f"{name}={facts[name]}" for name in facts if facts[name] != others[name])


def _restore(row: models.Incident, before: Incident) -> None:
    for name in _KNOWN:
        if name in Incident.model_fields:
            setattr(row, name, getattr(before, name))
    row.position = from_shape(Point(before.position.lon, before.position.lat), srid=4326)
    row.jurisdiction_code = before.jurisdiction_code


def undo_hop(
    session: Session, actor: Actor, incident_id: UUID, step_id: UUID, wanted: CorrectionIn
) -> Incident:
    """Note that a hop of the report chain was not made after all: its clock runs on.

    Refused when a later hop rests on it. A report that was sent with it stays sent.
    """
    incident = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    steps = queries.steps_of(session, [incident.id])
    step = next((one for one in steps if one.id == step_id), None)
    if step is None:
        raise NotFound(noun="report_step")
    if step.sent_at is None:
        raise NothingToUndo()
    if any(one.sent_at is not None and one.position > step.position for one in steps):
        raise LaterHopMade()
    event = _made(course(session, "incident", incident.id, incident.id), step_id)
    sent = step.sent_at.isoformat(timespec="seconds")
    done = correction_of(session, event, sent, "", wanted)
    step.sent_at, step.sent_by, step.sitrep_id = None, None, None
    incident.version += 1
    lay_out(session, incident)
    return _tell(session, incident, IncidentReverted, done)


def _made(happened: Sequence[Event], step_id: UUID) -> Event:
    """Return the event with which a hop was made."""

    def is_sent(event: Event) -> bool:
        steps = event.data["incident"]["report_steps"]
        return any(one["id"] == str(step_id) and one["sent_at"] for one in steps)

    for before, event in reversed(list(pairwise(happened))):
        if is_sent(event) and not is_sent(before):
            return event
    raise NothingToUndo()


def undo_need(
    session: Session, actor: Actor, need_id: UUID, seen: int | None, wanted: CorrectionIn
) -> Need:
    """Take back the last thing an officer did to a need: changing, cancelling or raising it.

    One that was raised by mistake is cancelled; what ended with a stand-down opens with it.
    """
    incident, row = queries.find_need(session, actor.prefixes, need_id)
    require_version(seen, row.version, queries.need_view(row).model_dump(mode="json"))
    require_running(incident)
    happened = course(session, "need", row.id, row.incident_id)
    done_by_hand = [event for event in happened if event.kind != "need.covered"]
    if not done_by_hand or done_by_hand[-1].kind == "need.closed":
        raise NothingToUndo()
    step = done_by_hand[-1]
    before = done_by_hand[-2].data["need"] if len(done_by_hand) > 1 else None
    terms = _cancelled(row) if before is None else _terms(before)
    was = _need_told(_terms(step.data["need"]), terms)
    done = correction_of(session, step, was, _need_told(terms, _terms(step.data["need"])), wanted)
    for name, value in terms.items():
        setattr(row, name, value)
    row.version += 1
    return _tell_need(session, incident.jurisdiction_code, row, done)


def _cancelled(row: models.Need) -> dict[str, Any]:
    if row.state != NeedState.OPEN:
        raise NothingToUndo()
    kept = {name: getattr(row, name) for name in _NEED_TERMS}
    return kept | {"state": NeedState.CANCELLED.value}


def _terms(need: dict[str, Any]) -> dict[str, Any]:
    terms = {name: need[name] for name in _NEED_TERMS}
    return terms | {"latest_at": datetime.fromisoformat(need["latest_at"])}


def _need_told(one: dict[str, Any], other: dict[str, Any]) -> str:
    return "; ".join(f"{name}={one[name]}" for name in one if one[name] != other[name])


def _last(happened: Sequence[Event], kind: str) -> int:
    kinds = [event.kind for event in happened]
    return len(kinds) - 1 - kinds[::-1].index(kind) if kind in kinds else -1


def _changeable(
    session: Session, actor: Actor, incident_id: UUID, seen: int | None
) -> models.Incident:
    row = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    current = queries.incident_view(session, row)
    require_version(seen, row.version, current.model_dump(mode="json"))
    return row


def _tell(
    session: Session,
    row: models.Incident,
    happening: type[IncidentReopened | IncidentReverted],
    done: Correction,
    *more_codes: str,
) -> Incident:
    session.flush()
    incident = queries.incident_view(session, row)
    record(
        session,
        happening(incident=incident, correction=done),
        audience=heard_by(session, row.id, row.jurisdiction_code, *more_codes),
        incident_id=row.id,
    )
    return incident


def _tell_need(session: Session, code: str, row: models.Need, done: Correction) -> Need:
    session.flush()
    need = queries.need_view(row)
    heard = heard_by(session, row.incident_id, code)
    happening = NeedCorrected(need=need, correction=done)
    record(session, happening, audience=heard, incident_id=row.incident_id)
    return need
