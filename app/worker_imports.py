"""Works on lists beside the solver: a thread of the worker that waits for what offices bring in."""

import logging
import threading
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError

from core.db import LIVE, Database, libpq_url
from resources.importing.service import CHANNEL
from resources.importing.work import ImportWork, forget_old

logger = logging.getLogger("muster.worker")

POLL_S = 2.0
RECONNECT_S = 1.0
FORGET_AFTER_DAYS = 90
"""Lists are kept so long for looking back and undoing; what they changed stays in the events."""


class ImportWorker:
    """Does the work on lists of one world until it is told to stop."""

    def __init__(self, database: Database, stop: threading.Event, world: str = LIVE) -> None:
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
        while not self.stop.is_set():
            try:
                self._serve()
            except (psycopg.Error, DBAPIError, OSError) as error:
                logger.warning("database interrupted, lists wait: %s", error)
            except Exception:
                logger.exception("work on lists failed, starting over")
            self.stop.wait(RECONNECT_S)

    def _serve(self) -> None:
        with psycopg.connect(libpq_url(self.database.url), autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._forget()
            while not self.stop.is_set():
                while not self.stop.is_set() and self.work.do_next():
                    pass
                _wait(connection)

    def _forget(self) -> None:
        with self.database.transaction(self.world) as session:
            forget_old(session, FORGET_AFTER_DAYS)


def _wait(connection: psycopg.Connection[Any]) -> None:
    """Wait for the doorbell, or for a while: a ring that was missed costs seconds."""
    list(connection.notifies(timeout=POLL_S, stop_after=1))
