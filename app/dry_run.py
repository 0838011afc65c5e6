"""An exercise played in steps of its own clock, by the system alone: the same each time.

Nothing waits for the wall clock. Identifiers are drawn from the seed, solves end by proof and keep
no times, every part acts in turn on one thread; so the same scenario, seed and acts of players
give the same log, byte for byte, but for the name of the world. A director sees in a minute how
hours would go. The live world keeps its own time and hears nothing of it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

import exercises.telling
from app.alarm_watch import AlarmWatch
from app.dry_run_world import begin, entered
from app.worker import Worker
from core.auth import Actor
from core.config import Settings
from core.db import Database
from core.ids import drawn_from
from core.models import Event
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import solve
from exercises.schemas import ExerciseIn, ExerciseView
from exercises.stepping import STEPS
from geo.road_book import RoadBook

PATIENCE_S = 600.0
"""So long may one solve take; one that ended by the clock could end differently the next time."""
TENDED_EVERY_S = 30
ANY_WORLD = b"exercise_dry_run"
"""Stands in the log for the name of the world, which is another one each time."""


class StandingClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.at


@dataclass
class DryRun:
    """An exercise that is under way in steps, and the parts that act in it."""

    database: Database
    clock: StandingClock
    view: ExerciseView
    worker: Worker
    watch: AlarmWatch
    elapsed_s: int = 0

    @property
    def world(self) -> str:
        """The world it is played in."""
        return self.view.world

    def step(self, by_s: int) -> None:
        """Let so much of the exercise's time pass, and everybody act once."""
        self.clock.at += timedelta(seconds=by_s)
        before, self.elapsed_s = self.elapsed_s, self.elapsed_s + by_s
        for one in STEPS:
            with self.database.transaction(self.world) as session:
                one(session)
        self.worker.catch_up()
        if self.elapsed_s // TENDED_EVERY_S > before // TENDED_EVERY_S:
            self.worker.tend()
        self.watch.look()

    def kinds(self) -> list[str]:
        """Return the kinds of what has happened, in order."""
        with self.database.picture(self.world) as session:
            return list(session.scalars(select(Event.kind).order_by(Event.seq)))

    def log(self) -> Iterator[bytes]:
        """Return what has happened, one event a line, in order and in one way of writing."""
        with self.database.picture(self.world) as session:
            for event in session.scalars(select(Event).order_by(Event.seq)):
                yield _line(event).replace(self.world.encode(), ANY_WORLD)


def _line(event: Event) -> bytes:
    columns = {column.name: getattr(event, column.name) for column in Event.__table__.columns}
    told = json.dumps(columns, ensure_ascii=False, sort_keys=True, default=_plain)
    return told.encode() + b"\n"


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


@contextmanager
def dry_run_of(
    settings: Settings,
    url: str,
    roads: RoadBook,
    director: Actor,
    wanted: ExerciseIn,
    as_of: datetime | None = None,
) -> Iterator[DryRun]:
    """Make a world beside the list of exercises, start it, and take it away at the block's end.

    Instants of what comes along count from ``as_of``: where nothing else is said, from when the
    live world was last told anything.
    """
    clock = StandingClock(wanted.begins_at or datetime(2026, 1, 1, tzinfo=UTC))
    database = Database(url, exercise_wall=clock)
    begins_ms = int(clock.at.timestamp() * 1000)
    try:
        with entered(database, director, wanted) as view, drawn_from(wanted.seed or 0, begins_ms):
            begin(database, view, clock.at, as_of)
            yield _begun(settings, database, roads, view, clock)
    finally:
        database.dispose()


def _begun(
    settings: Settings,
    database: Database,
    roads: RoadBook,
    view: ExerciseView,
    clock: StandingClock,
) -> DryRun:
    exercises.telling.tell_clock(database, view.world)
    worker = Worker(settings, database, roads, view.world, solver=_whole_solve, is_timed=False)
    worker.take_lead()
    watch = AlarmWatch(settings, database, worker.stop, view.world)
    return DryRun(database, clock, view, worker, watch)


def _whole_solve(
    problem: Problem,
    *,
    budget: Budget,
    on_progress: Callable[[Solution], object],
    previous: Solution | None,
) -> Solution:
    """Solve to the end, however long the clock says it takes, and keep no times."""
    whole = replace(budget, seconds=PATIENCE_S)
    return replace(solve(problem, budget=whole, previous=previous), timings_s={"total": 0.0})
