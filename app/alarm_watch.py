"""Watches for what deserves an alarm: looks when something happens and by the clock.

The worker watches, and so does every process of the service: whoever holds the advisory lock looks,
the others stand by. So the loss of the worker itself is noticed too, and no alarm is raised twice.
"""

import logging
import threading
import time

import alarms.service
from alarms.kinds import NOTICES
from alarms.lifecycle import Decisions
from app.alarm_causes import Lookout
from app.alarm_notices import notices
from app.doors import WORKER_KEY, Bell, Door, Exercised, OwnDoor
from app.keeping_on import keep_on
from core.config import Settings
from core.db import LIVE, Database
from core.outbox import event_channel

logger = logging.getLogger("muster.alarms")

GLANCE_S = 0.25
STANDBY_S = 5.0
RECONNECT_S = 2.0
NOTICES_EVERY_S = 300.0
_LOCK_KEY = 0x4D41_4C41  # "MALA"


class AlarmWatch:
    """Keeps the alarms of one world true until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        stop: threading.Event,
        world: str = LIVE,
        exercised: Exercised | None = None,
    ) -> None:
        """Watch a world; ``exercised`` is one for which somebody else listens and leads."""
        self.database = database
        self.world = world
        self.stop = stop
        channel = event_channel(world)
        own = OwnDoor(database, world, channel, _LOCK_KEY, STANDBY_S)
        self.door: Door = own if exercised is None else exercised.door(channel)
        self.lookout = Lookout(WORKER_KEY, settings.solver_budget_s)
        self._notices_at_s = 0.0

    def start(self) -> threading.Thread:
        """Begin, on a thread of its own."""
        thread = threading.Thread(target=self.run, name="alarms", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Watch until told to stop; a lost database is waited for."""
        keep_on(self._serve, self.stop, logger, "alarms", RECONNECT_S)

    def _serve(self) -> None:
        with self.door.opened(self.stop) as bell:
            while not self.stop.is_set():
                self.look()
                self._notice()
                self.stop.wait(self.door.pace.alarms_apart_s)
                self._wait(bell)
                bell.check()

    def _wait(self, bell: Bell) -> None:
        """Wait until something happens, or for a while."""
        began_s, heard = time.monotonic(), False
        while not heard and not self.stop.is_set():
            pace = self.door.pace
            if time.monotonic() - began_s > pace.alarms_s - pace.alarms_apart_s:
                return
            heard = bell.wait(GLANCE_S)

    def look(self) -> Decisions:
        """Look once: compare what stands with the open alarms, and do what the rules say."""
        with self.database.picture(self.world) as session:
            decisions = alarms.service.look(session, self.lookout.causes(session))
        if decisions:
            with self.database.transaction(self.world) as session:
                alarms.service.settle(session, decisions)
        return decisions

    def _notice(self) -> None:
        """Look now and then at what falls due in days; whatever fails there keeps no alarm back."""
        if self.world != LIVE or time.monotonic() < self._notices_at_s:
            return
        self._notices_at_s = time.monotonic() + NOTICES_EVERY_S
        try:
            self.look_at_notices()
        except Exception:
            logger.exception("what falls due in days could not be looked at")

    def look_at_notices(self) -> Decisions:
        """Look once at drills, plans and improvements, by the live world's clock."""
        with self.database.picture(LIVE) as session:
            decisions = alarms.service.look(session, notices(session), NOTICES)
        if decisions:
            with self.database.transaction(LIVE) as session:
                alarms.service.settle(session, decisions)
        return decisions
