"""Lets hazard areas follow the sun: by night a released gas reaches further than by day."""

import hazards.queries
import hazards.service
from core.db import Database


def keep_areas(database: Database, world: str) -> int:
    """Draw areas anew that were drawn for the other half of the day; say of how many incidents."""
    with database.picture(world) as session:
        if not hazards.queries.overtaken_by_daylight(session):
            return 0
    with database.transaction(world) as session:
        return hazards.service.follow_daylight(session)
