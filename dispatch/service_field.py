"""Every write of reports from the field: sending them, and what the command centre answers."""

from dataclasses import dataclass
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely import Point as Shape
from sqlalchemy import select
from sqlalchemy.orm import Session

import incidents.queries
import incidents.service_needs
from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.outbox import Happening
from core.visibility import audience
from core.wire import Point
from dispatch import events_field, queries_field, queries_orders, schemas_field
from dispatch.errors import HelpIncomplete, HelpSettled, NoCapabilityNamed, NothingReported
from dispatch.models_field import FieldPhoto, FieldReport
from dispatch.photos import photo_from
from dispatch.told_times import moment_of
from incidents.catalogue import labels_of
from incidents.errors import IncidentIsOver
from incidents.hearing import heard_by
from incidents.models import Incident
from incidents.schemas import Need, NeedIn
from resources.models import Team


@dataclass(frozen=True)
class _Sender:
    """Where a report comes from: the incident, and the team it speaks for."""

    incident: Incident
    team: Team | None


def send_report(
    session: Session, actor: Actor, sent: schemas_field.FieldReportIn
) -> schemas_field.FieldReport:
    """Take down what somebody on the ground reports; help is asked for while the incident runs."""
    sender = _sender(session, actor, sent)
    _require_content(sent)
    if sent.kind == "help" and sender.incident.state == "closed":
        raise IncidentIsOver(state=sender.incident.state, state_zh="已结束")
    photo = None if sent.photo is None else photo_from(sent.photo)
    row = _entered(session, actor, sender, sent)
    if photo is not None:
        session.add(
            FieldPhoto(
                report_id=row.id,
                width_px=photo.width_px,
                height_px=photo.height_px,
                size_bytes=len(photo.content),
                content=photo.content,
            )
        )
    return _tell(session, row, events_field.FieldReportSent)


def _sender(session: Session, actor: Actor, sent: schemas_field.FieldReportIn) -> _Sender:
    """Return the incident: one's own area's, or one that the own team was sent to."""
    if sent.order_id is not None:
        order = queries_orders.order(session, actor.prefixes, actor.team_id, sent.order_id)
        if order.incident_id != sent.incident_id:
            raise NotFound(noun="order")
        team = session.get(Team, order.team_id) if order.team_id else None
        return _Sender(session.get_one(Incident, order.incident_id), team)
    if actor.team_id is None:
        found = incidents.queries.find_incident(session, actor.prefixes, sent.incident_id)
        return _Sender(found, None)
    if sent.incident_id not in queries_orders.incidents_of_team(session, actor.team_id):
        raise NotFound(noun="incident")
    return _Sender(
        session.get_one(Incident, sent.incident_id), session.get_one(Team, actor.team_id)
    )


def _require_content(sent: schemas_field.FieldReportIn) -> None:
    if sent.kind == "note" and not sent.text and sent.photo is None:
        raise NothingReported(field="text")
    if sent.kind == "note" and (sent.lacking or sent.capability_code or sent.item_code):
        raise HelpIncomplete(field="kind")
    if sent.kind == "help":
        named = {"team": sent.capability_code, "item": sent.item_code, "people": "any"}
        if sent.lacking is None or sent.quantity is None or not named[sent.lacking]:
            raise HelpIncomplete(field="lacking" if sent.lacking is None else "quantity")


def _entered(
    session: Session, actor: Actor, sender: _Sender, sent: schemas_field.FieldReportIn
) -> FieldReport:
    now = clock.now(session)
    capability = sent.capability_code if sent.lacking == "team" else None
    item = sent.item_code if sent.lacking == "item" else None
    label, label_en = labels_of(session, capability, item) if capability or item else (None, None)
    row = FieldReport(
        incident_id=sender.incident.id,
        order_id=sent.order_id,
        team_id=sender.team.id if sender.team else None,
        team_name=sender.team.name if sender.team else None,
        kind=sent.kind,
        text=sent.text,
        told_at=now,
        happened_at=moment_of(sent.happened_at, now),
        by=actor.account_id,
        by_name=actor.name,
        position=_place(sent.position),
        accuracy_m=sent.accuracy_m if sent.position else None,
        lacking=sent.lacking,
        capability_code=capability,
        item_code=item,
        label=label,
        label_en=label_en,
        quantity=sent.quantity if sent.kind == "help" else None,
    )
    session.add(row)
    session.flush()
    return row


def _place(at: Point | None) -> object:
    return None if at is None else from_shape(Shape(at.lon, at.lat), srid=4326)


def acknowledge_report(
    session: Session, actor: Actor, report_id: UUID, version: int | None
) -> schemas_field.FieldReport:
    """Say by name that the command centre has seen a report; the phone shows it."""
    row = queries_field.locked_report(session, actor.prefixes, report_id)
    _require_version(session, row, version)
    if row.acknowledged_at is None:
        _take(session, row, actor.name)
        _tell(session, row, events_field.FieldReportAcknowledged)
    return queries_field.view_of(session, row.id)


def acknowledge_by_alarm(session: Session, report_id: UUID, name: str) -> None:
    """Whoever acknowledged the alarm of a call for help has seen the call."""
    row = session.scalar(select(FieldReport).where(FieldReport.id == report_id).with_for_update())
    if row is not None and row.acknowledged_at is None:
        _take(session, row, name)
        _tell(session, row, events_field.FieldReportAcknowledged)


def raise_need_from(
    session: Session,
    actor: Actor,
    report_id: UUID,
    version: int | None,
    wanted: schemas_field.FieldNeedIn,
) -> Need:
    """Turn a call for help into a need, as it was asked for unless said otherwise.

    The incident is locked before the report, as everywhere.
    """
    incident_id = queries_field.incident_of(session, report_id)
    try:
        incidents.queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    except NotFound:
        raise NotFound(noun="field_report") from None
    row = _open_call(session, actor, report_id, version)
    need = incidents.service_needs.raise_need(
        session, actor, incident_id, _need_in(row, wanted), explanation=_explanation(row)
    )
    row.need_id = need.id
    _settle(session, actor, row)
    return need


def _need_in(row: FieldReport, wanted: schemas_field.FieldNeedIn) -> NeedIn:
    said = wanted.capability_code is not None or wanted.item_code is not None
    capability = wanted.capability_code if said else row.capability_code
    item = wanted.item_code if said else row.item_code
    if (capability is None) == (item is None):
        raise NoCapabilityNamed(field="capability_code")
    quantity = wanted.quantity or row.quantity
    assert quantity is not None
    return NeedIn(
        capability_code=capability, item_code=item, quantity=quantity, within_s=wanted.within_s
    )


def _explanation(row: FieldReport) -> str:
    return "：".join(part for part in (f"{row.team_name or row.by_name}求援", row.text) if part)


def answer_report(
    session: Session,
    actor: Actor,
    report_id: UUID,
    version: int | None,
    said: schemas_field.FieldAnswerIn,
) -> schemas_field.FieldReport:
    """Answer a call for help in words: no need comes of it."""
    row = _open_call(session, actor, report_id, version)
    row.answer = said.answer
    return _settle(session, actor, row)


def _open_call(session: Session, actor: Actor, report_id: UUID, version: int | None) -> FieldReport:
    row = queries_field.locked_report(session, actor.prefixes, report_id)
    if row.kind != "help":
        raise NotFound(noun="field_report")
    _require_version(session, row, version)
    if row.settled_at is not None:
        raise HelpSettled(name=row.settled_by_name)
    return row


def _settle(session: Session, actor: Actor, row: FieldReport) -> schemas_field.FieldReport:
    row.settled_at, row.settled_by_name = clock.now(session), actor.name
    if row.acknowledged_at is None:
        _take(session, row, actor.name)
    else:
        row.version += 1
    return _tell(session, row, events_field.FieldReportSettled)


def _take(session: Session, row: FieldReport, name: str) -> None:
    row.acknowledged_at, row.acknowledged_by_name = clock.now(session), name
    row.version += 1


def _require_version(session: Session, row: FieldReport, version: int | None) -> None:
    if version != row.version:
        current = queries_field.view_of(session, row.id)
        require_version(version, row.version, current.model_dump(mode="json"))


def _tell(
    session: Session, row: FieldReport, happening: type[Happening]
) -> schemas_field.FieldReport:
    """Record it for the areas that hear of the incident and for the own team, not for others."""
    session.flush()
    report = queries_field.view_of(session, row.id)
    incident = session.get_one(Incident, row.incident_id)
    listed = heard_by(session, incident.id, incident.jurisdiction_code)
    own = audience(teams=[row.team_id] if row.team_id else [])
    heard = [entry for entry in listed if entry.startswith("j:")] + own
    event = happening.model_validate({"field_report": report})
    outbox.record(session, event, audience=heard, incident_id=incident.id)
    return report
