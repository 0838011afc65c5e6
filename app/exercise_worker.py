"""The worker of exercises: makes their worlds, works in those that are running, takes them away.

It is a process of its own and gives way to the live world's: whatever an exercise asks for, the
processor is the live world's first. One solver is shared by all exercises, one solve at a time.
"""

import logging
import signal
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import Protocol
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import exercises.queries
import exercises.service_drills
import exercises.service_improvement_tasks
import exercises.telling
import exercises.worlds
from app import wiring
from app.doors import Ear, Exercised
from app.giving_way import give_way, let_server_give_way
from app.migrate import create_world
from app.solve_process import SolveProcess
from app.worker import Worker
from core.config import Settings, get_settings
from core.db import LIVE, Database, libpq_url
from core.models import World
from exercises.models import Exercise
from exercises.stepping import Stepper
from geo.road_book import RoadBook

logger = logging.getLogger("muster.exercises")

POLL_S = 1.0
WORLD_CONNECTIONS = 4
"""Kept for each world: a server process that knows one world's tables answers soon."""
KEPT_ROADS = 12
"""Each exercise has closures of its own; with fewer than are running, each look would work anew."""
ENDS_WITHIN_S = 30.0
DRILLS_EVERY_S = 3600.0
LEAD_KEY = 0x4D55_4558  # "MUEX"


class Runs(Protocol):
    """What works in a world until it is told to stop."""

    stop: threading.Event

    def run(self) -> None:
        """Work until told to stop."""


@dataclass(frozen=True)
class AtWork:
    """Something that works in a world on a thread of its own."""

    stop: threading.Event
    thread: threading.Thread

    @property
    def goes_on(self) -> bool:
        """Say whether it has not ended by itself."""
        return self.thread.is_alive()

    @classmethod
    def begin(cls, world: str, works: Runs) -> "AtWork":
        """Let it work."""
        thread = threading.Thread(target=works.run, name=world, daemon=True)
        thread.start()
        return cls(works.stop, thread)


@dataclass(frozen=True)
class Opened:
    """An exercise at work: its connections, whether its clock goes, and what works in it."""

    database: Database
    exercised: Exercised
    parts: list[AtWork]

    @property
    def fell_out(self) -> bool:
        """Say whether something stopped working there by itself."""
        return not all(one.goes_on for one in self.parts)

    def end(self) -> None:
        """Ask all that works there to end."""
        for one in self.parts:
            one.stop.set()
        self.exercised.ring()

    def close(self) -> None:
        """Wait for what works there, and close its connections."""
        for one in self.parts:
            one.thread.join(ENDS_WITHIN_S)
        self.database.dispose()


class ExerciseWorker:
    """Keeps a worker and a stepper in every exercise that goes on, and makes worlds as listed."""

    def __init__(self, settings: Settings, database: Database, roads: RoadBook) -> None:
        self.settings = settings
        self.database = database
        self.roads = roads
        self.stop = threading.Event()
        self.ear = Ear(database, self.stop)
        self.at_work: dict[str, Opened] = {}
        self._solver: SolveProcess | None = None
        self.told: dict[str, datetime] = {}
        self.drills_told_s = 0.0

    def run(self) -> None:
        """Work until told to stop; a lost database is waited for."""
        self.ear.start()
        while not self.stop.is_set():
            try:
                self.look()
            except (DBAPIError, OSError) as error:
                logger.warning("database interrupted, trying again: %s", error)
            except Exception:
                logger.exception("the list of exercises could not be worked through, trying again")
            self.stop.wait(POLL_S)
        self._end(list(self.at_work))
        if self._solver is not None:
            self._solver.close()

    def look(self) -> None:
        """Do once what the list of exercises asks for."""
        with self.database.picture(LIVE) as session:
            waiting = exercises.queries.preparing(session)
            running = exercises.queries.running_worlds(session)
        for exercise_id in waiting:
            self._prepare(exercise_id)
        self._end([one for one in self.at_work if self._is_over(one, running)])
        for world, goes in running.items():
            if world not in self.at_work:
                self._begin(world)
            self.at_work[world].exercised.goes = goes
        exercises.telling.catch_up(self.database, self.told)
        self._tell_of_drills()
        self._clear_away()

    def _is_over(self, world: str, running: Collection[str]) -> bool:
        """Say whether nobody works there any more, or something fell out and is begun anew."""
        return world not in running or self.at_work[world].fell_out

    def _tell_of_drills(self) -> None:
        """Tell once an hour, in the live world, which drills and improvements have fallen due."""
        if time.monotonic() < self.drills_told_s:
            return
        with self.database.transaction(LIVE) as session:
            exercises.service_drills.tell_due(session)
            exercises.service_improvement_tasks.tell_due(session)
        self.drills_told_s = time.monotonic() + DRILLS_EVERY_S

    def _prepare(self, exercise_id: UUID) -> None:
        try:
            exercises.worlds.prepare(self.database, exercise_id, create_world)
        except Exception:
            logger.exception("the world of exercise %s could not be made", exercise_id)

    def _begin(self, world: str) -> None:
        if self._solver is None:
            memory_mb, grace_s = self.settings.solver_memory_mb, self.settings.solver_grace_s
            self._solver = SolveProcess(memory_mb=memory_mb, grace_s=grace_s)
        database = _connections(self.settings, WORLD_CONNECTIONS, asks_first=False)
        exercised = self.ear.follow(world)
        worker = Worker(
            self.settings,
            database,
            self.roads,
            world,
            solver_process=self._solver,
            exercised=exercised,
        )
        stepper = Stepper(database, world, goes=lambda: exercised.goes)
        parts = [AtWork.begin(world, one) for one in (worker, stepper)]
        self.at_work[world] = Opened(database, exercised, parts)
        logger.info("working in %s", world)

    def _end(self, worlds: list[str]) -> None:
        ending = [self.at_work.pop(world) for world in worlds]
        for one in ending:
            self.ear.leave(one.exercised.world)
            one.end()
        for one in ending:
            one.close()

    def _clear_away(self) -> None:
        """Take away the worlds whose exercises were removed."""
        with self.database.picture(LIVE) as session:
            listed = select(Exercise.world).where(Exercise.state != exercises.queries.REMOVED)
            query = select(World.name).where(World.kind == "exercise", World.name.not_in(listed))
            left = list(session.scalars(query))
        for world in left:
            try:
                exercises.worlds.remove(self.database, world)
                logger.info("%s taken away", world)
            except DBAPIError:
                logger.exception("%s could not be taken away, trying again", world)


def _connections(settings: Settings, kept: int, asks_first: bool) -> Database:
    """Return connections whose server processes give way to the live world's."""
    return Database(
        settings.required_database_url,
        exercise_url=settings.exercise_database_url,
        pool_size=kept,
        asks_first=asks_first,
        on_connect=let_server_give_way,
    )


def main() -> None:
    """Run the worker of exercises until SIGTERM or Ctrl-C; one at a time for each database."""
    settings = get_settings()
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    give_way()
    wiring.register_reactions()
    database = _connections(settings, 2, asks_first=True)
    roads = RoadBook(wiring.road_file(settings), settings.data_dir / "roads", KEPT_ROADS)
    worker = ExerciseWorker(settings, database, roads)

    def end(_number: int, _frame: FrameType | None) -> None:
        worker.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    with psycopg.connect(libpq_url(database.url), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LEAD_KEY])
        worker.run()
    database.dispose()
    logger.info("worker of exercises stopped")


if __name__ == "__main__":
    main()
