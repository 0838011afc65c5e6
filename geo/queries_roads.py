"""Reads of the state of the roads: closures, conditions and what was learnt, at an instant."""

from datetime import datetime

from sqlalchemy.orm import Session

from geo.queries import active_closures
from geo.road_state import RoadConditions, RoadsNow


def roads_now(session: Session, at: datetime) -> RoadsNow:
    """Return everything that travel times depend on at an instant, beside the road file."""
    return RoadsNow(
        closures=tuple(active_closures(session, at)),
        conditions=RoadConditions.by_the_clock(at),
    )
