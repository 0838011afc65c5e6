"""The world a session is in, as the screens are told of it."""

from sqlalchemy.orm import Session

import exercises.queries
from app.schemas import WorldView
from core import clock
from core.models import World


def world_view(session: Session, name: str) -> WorldView:
    """Return a world with its clock, and what the wall clock shows beside it."""
    row = session.get_one(World, name)
    return WorldView(
        name=row.name,
        kind=row.kind,
        title=row.title,
        title_en=exercises.queries.title_en_of(session, row),
        clock=exercises.queries.clock_view(row, clock.wall(session)),
    )
