"""Carries out tests of all plans: one at a time, on demand and by night, in a process of its own.

The worker of the live world only watches: when a run waits, or was left by a process that ended, it
starts a child that gives way to everything else, and gives its memory back when it ends. The child
holds an advisory lock as long as it works, so that nobody begins a second one.
"""

import logging
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError

from app import wiring
from core.config import Environment, Settings
from core.db import Database, libpq_url
from geo.road_book import RoadBook
from plans import queries_readiness, service_readiness

MOST_LOST = 3
"""A run whose process is lost so often is given up."""
logger = logging.getLogger("muster.readiness")

Report = Callable[[str, int, int], None]
LOOK_EVERY_S = 2.0
GIVES_WAY = 15
"""How much nicer than the live world's processes a test is."""
STOP_WITHIN_S = 5.0
_WORKING = 0x4D52_4459  # "MRDY"


class UnderWay(RuntimeError):
    """Somebody else tests all plans just now."""


@contextmanager
def working(database: Database) -> Iterator[bool]:
    """Hold the lock of whoever tests plans; whether it could be had."""
    with psycopg.connect(libpq_url(database.url), autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [_WORKING]).fetchone()
        yield row is not None and bool(row[0])


def open_roads(settings: Settings) -> RoadBook:
    """Open the roads of the site for one run."""
    return RoadBook(wiring.road_file(settings), settings.data_dir / "roads")


def carry_out(settings: Settings, run_id: UUID) -> str | None:
    """Carry out one entered run, unless somebody else is at it; how it ended."""
    from app.readiness import RunJob  # the worker that only watches need not hold all of it

    os.nice(GIVES_WAY)
    database = Database(settings.required_database_url, pool_size=2)
    try:
        with working(database) as is_ours:
            if not is_ours:
                return None
            return RunJob(database, open_roads(settings), settings, run_id).run()
    finally:
        database.dispose()


def carry_out_now(database: Database, settings: Settings, told: Report) -> tuple[UUID, str]:
    """Enter a run from the command line and carry it out here; its id and how it ended."""
    from app.readiness import RunJob

    with working(database) as is_ours:
        if not is_ours:
            raise UnderWay("a test of all plans is under way already")
        with database.transaction() as session:
            waiting = queries_readiness.under_way(session)
            run_id = (waiting or service_readiness.request(session, "asked", None)).id
        return run_id, RunJob(database, open_roads(settings), settings, run_id, told).run()


class ReadinessWatch:
    """Starts the tests that wait, and asks for the night's, until it is told to stop."""

    def __init__(self, settings: Settings, database: Database, stop: threading.Event) -> None:
        self.settings, self.database, self.stop = settings, database, stop
        self.child: subprocess.Popen[bytes] | None = None
        self.at: UUID | None = None
        self.lost: Counter[UUID] = Counter()

    def start(self) -> threading.Thread:
        """Begin, on a thread of its own."""
        thread = threading.Thread(target=self.run, name="readiness", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Watch until told to stop; a lost database is waited for."""
        while not self.stop.wait(LOOK_EVERY_S):
            try:
                self.look()
            except (psycopg.Error, DBAPIError, OSError) as error:
                logger.warning("database interrupted, tests of plans wait: %s", error)
            except Exception:
                logger.exception("the watch for tests of plans failed, going on")
        self._end()

    def look(self) -> None:
        """Look once: ask for the night's run when it is due, start what waits."""
        if self.child is not None and self.child.poll() is None:
            return
        self._note_lost()
        self.child = None
        self._ask_by_night()
        with self.database.picture() as session:
            waiting = queries_readiness.under_way(session)
        if waiting is None:
            return
        with working(self.database) as nobody_is_at_it:
            if not nobody_is_at_it:
                return
        self.child, self.at = self._start(waiting.id), waiting.id

    def _note_lost(self) -> None:
        """Give a run up whose process was lost each time, such as one that needs much memory."""
        if self.child is None or self.child.returncode == 0 or self.at is None:
            return
        self.lost[self.at] += 1
        if self.lost[self.at] >= MOST_LOST:
            trouble = f"process lost {MOST_LOST} times ({self.child.returncode})"
            with self.database.transaction() as session:
                service_readiness.fail_run(session, self.at, trouble)

    def _ask_by_night(self) -> None:
        """Tests of the product itself have no nights."""
        if self.settings.environment is Environment.TEST:
            return
        with self.database.picture() as session:
            if not service_readiness.is_night_due(session, self.settings.nightly_hour):
                return
        with self.database.transaction() as session:
            service_readiness.request(session, "nightly", None)

    def _start(self, run_id: UUID) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "app.cli", "readiness", "--run", str(run_id)]
        paths = os.pathsep.join(path for path in sys.path if path)
        environment = {
            **os.environ,
            "MUSTER_DATABASE_URL": self.database.url,
            "MUSTER_DATA_DIR": str(self.settings.data_dir),
            "PYTHONPATH": paths,
        }
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)

    def _end(self) -> None:
        """End the child; the run it was at waits for whoever comes next."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.child.kill()
