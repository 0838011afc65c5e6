"""What moves an exercise on by itself, second by second: injects first, then the simulated field.

Each step has a transaction of its own in the world's own session. One that fails is logged and told
in the exercise, and stops none of the others; what it did not do it does the next time. While the
clock stands nothing is stepped.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import outbox
from core.db import LIVE, Database, is_lost_connection
from core.errors import named
from core.visibility import audience
from exercises import giving, queries
from exercises.events import ExerciseTroubled
from exercises.field import steps as field
from exercises.lifecycle import State
from exercises.models import Exercise

logger = logging.getLogger("muster.exercises")

Step = Callable[[Session], object]
STEPS: list[Step] = [giving.step, *field.STEPS]
"""In the order in which they are taken; each is given a session of the exercise's world."""
EVERY_S = 1.0
TURNS = 2
"""Of the steps one half is taken in one second, the other in the next: each has time for it."""


class Stepper:
    """Takes the steps of one exercise, each every two seconds, while its clock goes."""

    def __init__(
        self,
        database: Database,
        world: str,
        steps: Sequence[Step] = (),
        goes: Callable[[], bool] | None = None,
    ) -> None:
        """Step in a world; ``goes`` says whether its clock goes, where somebody knows it anyway."""
        self.database = database
        self.goes = goes or self._goes
        self.world = world
        self.steps = tuple(steps) or tuple(STEPS)
        self.stop = threading.Event()
        self.trouble: str | None = "not yet known"  # a worker that went may have left some
        self._troubles: dict[Step, str] = {}

    def run(self) -> None:
        """Step until told to stop; a lost database is waited for."""
        turn = 0
        while not self.stop.wait(EVERY_S):
            try:
                self.step(self.steps[turn::TURNS])
            except (DBAPIError, OSError) as error:
                logger.warning("database interrupted, trying again: %s", error)
            except Exception:
                logger.exception("a step of %s failed, trying again", self.world)
            turn = (turn + 1) % TURNS

    def step(self, steps: Sequence[Step] | None = None) -> None:
        """Take these steps, or all, if the clock goes; tell what went wrong when that changes."""
        if not self.goes():
            return
        for one in self.steps if steps is None else steps:
            told = self._take(one)
            self._troubles.pop(one, None)
            if told is not None:
                self._troubles[one] = told
        trouble = "; ".join(self._troubles.values()) or None
        if trouble != self.trouble:
            tell_trouble(self.database, self.world, trouble)
            self.trouble = trouble

    def _goes(self) -> bool:
        """Say whether the exercise is running: paused, nothing comes by itself."""
        with self.database.picture(LIVE) as session:
            query = select(Exercise.state).where(Exercise.world == self.world)
            return session.scalar(query) == State.RUNNING

    def _take(self, step: Step) -> str | None:
        name = step.__module__
        try:
            with self.database.transaction(self.world) as session:
                step(session)
        except Exception as error:
            if is_lost_connection(error):  # or somebody held a lock too long: the next second
                logger.warning("%s interrupted in %s: %s", name, self.world, error)
                return None
            logger.exception("%s failed in %s", name, self.world)
            return f"{name}: {named(error)}"
        return None


def tell_trouble(database: Database, world: str, trouble: str | None) -> None:
    """Write into the list of exercises what does not go on by itself; None once it does again."""
    with database.transaction(LIVE) as session:
        row = session.scalar(select(Exercise).where(Exercise.world == world).with_for_update())
        if row is None or row.trouble == trouble:
            return
        row.trouble = trouble
        row.version += 1
        session.flush()
        told = ExerciseTroubled(exercise=queries.view(session, row))
        outbox.record(session, told, audience=audience(row.area_code))
