"""What the worker does about plans once a day: looks at what they rest on, and at legal times."""

import logging
from datetime import date

from core.config import Settings
from core.db import LIVE, Database
from plans.queries_documents import today
from plans.service_documents_watch import remind, watch_resources

logger = logging.getLogger("muster.plans")


class PlanWatch:
    """Looks at all plans in force when the worker begins, and then on each new day."""

    def __init__(self, settings: Settings, database: Database, world: str) -> None:
        self._percent = settings.plan_change_percent
        self._database = database
        self._is_live = world == LIVE
        self._looked_on: date | None = None

    def look(self) -> None:
        """Look once a day; plans are kept in the live world alone."""
        if not self._is_live:
            return
        with self._database.picture(LIVE) as session:
            day = today(session)
        if day == self._looked_on:
            return
        with self._database.transaction(LIVE) as session:
            watched = watch_resources(session, self._percent)
            remind(session)
        self._looked_on = day
        logger.info("%s plans in force looked at, %s to be revised", watched.plans, watched.raised)
