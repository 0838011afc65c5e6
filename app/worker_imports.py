"""Works on lists beside the solver: a thread of the worker that waits for what offices bring in."""

import logging
import threading

from app.doors import Door, Exercised, OwnDoor
from app.keeping_on import keep_on
from core.db import LIVE, Database
from resources.importing.service import import_channel
from resources.importing.work import ImportWork, forget_old

logger = logging.getLogger("muster.worker")

POLL_S = 2.0
EXERCISE_POLL_S = 30.0
RECONNECT_S = 1.0
FORGET_AFTER_DAYS = 90
"""Lists are kept so long for looking back and undoing; what they changed stays in the events."""


class ImportWorker:
    """Does the work on lists of one world until it is told to stop."""

    def __init__(
        self,
        database: Database,
        stop: threading.Event,
        world: str = LIVE,
        exercised: Exercised | None = None,
    ) -> None:
        """Work in a world; ``exercised`` is one for which somebody else listens."""
        channel = import_channel(world)
        own = OwnDoor(database, world, channel, None)
        self.door: Door = own if exercised is None else exercised.door(channel)
        self.poll_s = POLL_S if exercised is None else EXERCISE_POLL_S
        self.database = database
        self.world = world
        self.stop = stop
        self.work = ImportWork(database, world)

    def start(self) -> threading.Thread:
        """Begin, on a thread of its own."""
        thread = threading.Thread(target=self.run, name="imports", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Work until told to stop; a lost database is waited for."""
        keep_on(self._serve, self.stop, logger, "lists", RECONNECT_S)

    def _serve(self) -> None:
        with self.door.opened(self.stop) as bell:
            self._forget()
            while not self.stop.is_set():
                while not self.stop.is_set() and self.work.do_next():
                    pass
                bell.wait(self.poll_s)  # a ring that was missed costs seconds

    def _forget(self) -> None:
        with self.database.transaction(self.world) as session:
            forget_old(session, FORGET_AFTER_DAYS)
