"""Every read of reports from the field: who may see them, their photos, and open calls for help."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

import incidents.queries
from core.errors import NotFound
from core.wire import Point
from dispatch import schemas_field
from dispatch.lifecycle import OPEN_ORDER, UNDER_WAY_ORDER
from dispatch.models import Order, OrderLine
from dispatch.models_field import FieldPhoto, FieldReport
from dispatch.told_times import is_late
from incidents.models import Incident, Need
from resources.models import Capability, Depot, Item, Team

MOST_LISTED = 500
_FROM_ROW = frozenset(schemas_field.FieldReport.model_fields) - {"position", "photo", "told_late"}


def _may_see(prefixes: Sequence[str], team_id: UUID | None) -> ColumnElement[bool]:
    """Staff see the reports of incidents they may read, a leader those of the own team."""
    seen = [incidents.queries.readable(prefixes)]
    if team_id is not None:
        seen.append(FieldReport.team_id == team_id)
    return or_(*seen)


def _whole() -> Select[FieldReport, int | None, int | None, int | None]:
    return (
        select(FieldReport, FieldPhoto.width_px, FieldPhoto.height_px, FieldPhoto.size_bytes)
        .join(Incident, Incident.id == FieldReport.incident_id)
        .outerjoin(FieldPhoto, FieldPhoto.report_id == FieldReport.id)
        .execution_options(populate_existing=True)
    )


def _view(
    found: Row[FieldReport, int | None, int | None, int | None],
) -> schemas_field.FieldReport:
    row, width_px, height_px, size_bytes = found
    return schemas_field.FieldReport.model_validate(
        {
            **{name: getattr(row, name) for name in _FROM_ROW},
            "position": _point(row),
            "told_late": is_late(row.happened_at, row.told_at),
            "photo": None
            if width_px is None
            else {"width_px": width_px, "height_px": height_px, "size_bytes": size_bytes},
        }
    )


def _point(row: FieldReport) -> Point | None:
    if row.position is None:
        return None
    shape = to_shape(row.position)
    return Point(lon=shape.x, lat=shape.y)


def view_of(session: Session, report_id: UUID) -> schemas_field.FieldReport:
    """Return a report as it travels."""
    return _view(session.execute(_whole().where(FieldReport.id == report_id)).one())


def reports_of(
    session: Session, prefixes: Sequence[str], team_id: UUID | None, incident_id: UUID
) -> list[schemas_field.FieldReport]:
    """Return the reports of an incident that the reader may see, the newest first."""
    query = (
        _whole()
        .where(FieldReport.incident_id == incident_id, _may_see(prefixes, team_id))
        .order_by(FieldReport.happened_at.desc(), FieldReport.id)
        .limit(MOST_LISTED)
    )
    return [_view(row) for row in session.execute(query)]


def photo_of(
    session: Session, prefixes: Sequence[str], team_id: UUID | None, report_id: UUID
) -> bytes:
    """Return the picture of a report; one that the reader may not see is not there."""
    query = (
        select(FieldPhoto.content)
        .join(FieldReport, FieldReport.id == FieldPhoto.report_id)
        .join(Incident, Incident.id == FieldReport.incident_id)
        .where(FieldReport.id == report_id, _may_see(prefixes, team_id))
    )
    content = session.scalar(query)
    if content is None:
        raise NotFound(noun="photo")
    return content


def locked_report(session: Session, prefixes: Sequence[str], report_id: UUID) -> FieldReport:
    """Return a report of an incident of one's own area, locked to be answered."""
    row = session.scalar(
        select(FieldReport)
        .where(FieldReport.id == report_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(noun="field_report")
    try:
        incidents.queries.find_incident(session, prefixes, row.incident_id)
    except NotFound:
        raise NotFound(noun="field_report") from None
    return row


def incident_of(session: Session, report_id: UUID) -> UUID:
    """Return which incident a report is about."""
    found = session.scalar(select(FieldReport.incident_id).where(FieldReport.id == report_id))
    if found is None:
        raise NotFound(noun="field_report")
    return found


def open_calls(session: Session) -> list[tuple[FieldReport, Incident]]:
    """Return the calls for help that nobody has answered, with their incidents."""
    query = (
        select(FieldReport, Incident)
        .join(Incident, Incident.id == FieldReport.incident_id)
        .where(
            FieldReport.kind == "help",
            FieldReport.settled_at.is_(None),
            Incident.state != "closed",
        )
        .order_by(FieldReport.id)
    )
    return [(row, incident) for row, incident in session.execute(query)]


def needs_filled(session: Session, fills: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return what an order covers, need by need, with the unit it is counted in."""
    query = (
        select(Need, Capability, Item)
        .outerjoin(Capability, Capability.code == Need.capability_code)
        .outerjoin(Item, Item.code == Need.item_code)
        .where(Need.id.in_([UUID(one) for one in fills]))
        .order_by(Need.id)
    )
    return [
        {
            "need_id": need.id,
            "label": need.label,
            "label_en": need.label_en,
            "quantity": fills[str(need.id)],
            "unit": (capability or item).unit,
            "unit_en": (capability or item).unit_en,
        }
        for need, capability, item in session.execute(query)
    ]


def teams_beside(
    session: Session, incident_id: UUID, own_team_id: UUID | None
) -> list[dict[str, Any]]:
    """Return the other teams that are at an incident or on their way, those there first."""
    query = (
        select(Order, Team)
        .join(Team, Team.id == Order.team_id)
        .where(Order.incident_id == incident_id, Order.state.in_(UNDER_WAY_ORDER))
        .order_by(Order.arrived_at.is_(None), Order.eta_at, Order.number)
    )
    return [
        {
            "team_id": team.id,
            "team_name": team.name,
            "state": order.state,
            "eta_at": order.eta_at,
            "leader_name": team.leader_name,
            "phone": team.phone,
        }
        for order, team in session.execute(query)
        if team.id != own_team_id
    ]


def goods_for(session: Session, incident_id: UUID) -> list[dict[str, Any]]:
    """Return the goods on their way to an incident or handed over there, line by line."""
    query = (
        select(Order, OrderLine, Depot)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(Depot, Depot.id == Order.depot_id)
        .where(Order.incident_id == incident_id, Order.state.in_(OPEN_ORDER))
        .order_by(Order.number, OrderLine.position)
    )
    return [
        {
            "order_id": order.id,
            "number": order.number,
            "state": order.state,
            "item_name": line.item_name,
            "amount": line.amount,
            "unit": line.unit,
            "eta_at": order.eta_at,
            "depot_name": depot.name if depot else None,
            "phone": depot.phone if depot else None,
        }
        for order, line, depot in session.execute(query)
    ]
