"""The exercise in play, as far as it has got: whose area, since when, by which second."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.local_time import BEIJING
from exercises.errors import OnlyInAnExercise
from exercises.lifecycle import OPEN
from exercises.models import Exercise


@dataclass(frozen=True)
class Play:
    """An exercise in play.

    ``shift`` is from the day the scenario was written for to the day on which it is played.
    """

    world: str
    area_code: str
    state: str
    begins_at: datetime
    elapsed_s: int
    shift: timedelta

    @property
    def is_open(self) -> bool:
        """Say whether people are in their seats, so that something can be given."""
        return self.state in {state.value for state in OPEN}

    def second_of(self, instant: datetime) -> int:
        """Return the second of the exercise at which an instant of its clock lies."""
        return int((instant - self.begins_at).total_seconds())

    def at(self, second: int) -> datetime:
        """Return the instant of a second of the exercise."""
        return self.begins_at + timedelta(seconds=second)


def playing(session: Session) -> Play | None:
    """Return the exercise of this world as far as it has got; None in the live world."""
    written_for = Exercise.scenario["begins_local"].astext
    query = select(Exercise.area_code, Exercise.state, Exercise.begins_at, written_for)
    found = session.execute(query.where(Exercise.world == session.info["world"])).first()
    if found is None:
        return None
    area_code, state, began_at, local = found
    begins = datetime.fromisoformat(local).replace(tzinfo=BEIJING) if local else began_at
    return Play(
        world=session.info["world"],
        area_code=area_code,
        state=state,
        begins_at=began_at,
        elapsed_s=int((clock.now(session) - began_at).total_seconds()),
        shift=began_at - begins,
    )


def require_play(session: Session) -> Play:
    """Return the exercise of this world; the live world has none."""
    play = playing(session)
    if play is None:
        raise OnlyInAnExercise(noun="exercise")
    return play
