"""Tells an order whole: incident, dangers on the way, tasks, who else is there and what comes.

Whoever may read the order may read this: a leader learns of every danger area that the goal or the
way touches, whichever incident it belongs to.
"""

from collections.abc import Iterator

import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy.orm import Session

import dispatch.queries_field
import hazards.queries_standing
import plans.queries
from app import schemas_brief
from core import clock
from core.wire import Point
from dispatch.lifecycle import NOT_ARRIVED_ORDER
from dispatch.schemas import Order
from geo.areas import metres_within
from hazards.models import HazardArea
from incidents.models import Incident


def brief_of(session: Session, order: Order) -> schemas_brief.OrderBrief:
    """Return everything that whoever carries out an order needs to know."""
    incident = session.get_one(Incident, order.incident_id)
    at = to_shape(incident.position)
    dangers = list(_dangers(session, order, at))
    known = ("kind", "description", "level", "reported_at", "trapped", "missing", "deaths")
    wind = ("wind_from_deg", "wind_speed_ms")
    return schemas_brief.OrderBrief.model_validate(
        {
            "order_id": order.id,
            "at": clock.now(session),
            "position": Point(lon=at.x, lat=at.y),
            "incident_number": incident.number,
            **{name: getattr(incident, name) for name in (*known, *wind)},
            "approach_from_deg": incident.wind_from_deg if dangers else None,
            "needs": dispatch.queries_field.needs_filled(session, order.fills),
            "dangers": dangers,
            "tasks": plans.queries.open_tasks(session, incident.id),
            "teams": dispatch.queries_field.teams_beside(session, incident.id, order.team_id),
            "goods": dispatch.queries_field.goods_for(session, incident.id),
        }
    )


def _dangers(
    session: Session, order: Order, goal: shapely.Point
) -> Iterator[schemas_brief.BriefDanger]:
    """Tell the standing areas that hold the goal, or that the way not yet driven leads through."""
    going = order.state in NOT_ARRIVED_ORDER and order.route is not None
    line = shapely.LineString(order.route.coordinates) if going and order.route else None
    for row, title in hazards.queries_standing.standing_areas(session):
        area = to_shape(row.area)
        inside = bool(area.intersects(goal))
        crosses = line is not None and bool(area.intersects(line))
        if inside or crosses:
            metres = metres_within([(at[0], at[1]) for at in line.coords], [area]) if line else 0
            yield _danger(row, title, inside, round(metres))


def _danger(row: HazardArea, title: str, inside: bool, metres: int) -> schemas_brief.BriefDanger:
    return schemas_brief.BriefDanger.model_validate(
        {
            "hazard_area_id": row.id,
            "kind": row.kind,
            "incident_title": title,
            "lies": "goal_inside" if inside else "way_through",
            "metres_inside": metres,
            "distance_m": row.distance_m,
            "cautions": row.cautions,
            "basis": row.basis,
        }
    )
