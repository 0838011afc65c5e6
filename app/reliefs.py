"""Has the next shift asked for in time, in every world whose worker runs."""

import plans.service_relief
from core.db import Database


def keep_reliefs(database: Database, world: str) -> int:
    """Ask for the reliefs that are due; say how many there were."""
    with database.picture(world) as session:
        if not plans.service_relief.reliefs_due(session):
            return 0
    with database.transaction(world) as session:
        return plans.service_relief.ask_reliefs(session)
