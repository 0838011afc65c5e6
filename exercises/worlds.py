"""Makes the world of an exercise and takes it away again, as the owner of the database.

No session of any world may do this: it runs in the worker of exercises, apart from requests.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, text
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import LIVE, LOCK_TIMEOUT_MS, Database
from core.errors import named
from core.models import Jurisdiction, SignInSession, World
from core.visibility import audience
from core.worlds import forget_role
from exercises import giving, queries, service
from exercises.branching import ask_dispatcher, begin_branch, branch_off
from exercises.copying import Start, copy_resources
from exercises.events import ExerciseFailed, ExercisePrepared
from exercises.models import Exercise
from exercises.replay_keeping import keep

CreateWorld = Callable[[Connection, str], None]
"""Creates the schema, tables and role of a world with this name."""


def prepare(database: Database, exercise_id: UUID, create_world: CreateWorld) -> None:
    """Make the world of an exercise that waits for it; what went wrong is told in the exercise.

    Its clock goes at once where that was wished.
    """
    try:
        copied = make(database, exercise_id, create_world)
    except Exception as error:
        with database.transaction(LIVE) as session:
            _settle(session, exercise_id, "failed", trouble=named(error))
        raise
    with database.transaction(LIVE) as session:
        _settle(session, exercise_id, "ready", copied=copied)


def make(
    database: Database,
    exercise_id: UUID,
    create_world: CreateWorld,
    as_of: datetime | None = None,
) -> int:
    """Make the world of an exercise and return how many rows came along.

    Instants of what comes along are moved by as much as the exercise begins after ``as_of``, which
    is now where nothing else is said.
    """
    with database.picture(LIVE) as session:
        row = session.get_one(Exercise, exercise_id)
        prefix = session.get_one(Jurisdiction, row.area_code).prefix
        shift = row.begins_at - (as_of or clock.now(session))
    start, taken = Start(row.world, prefix, row.begins_at, shift), None
    if row.branch is not None:
        start, taken = begin_branch(database, start, row.branch)
    with database.engine.begin() as connection:
        create_world(connection, row.world)
        copied = copy_resources(connection, start)
        if taken is not None:
            copied += branch_off(connection, start, taken)
    with database.transaction(row.world) as session:
        keep(session)
        if taken is not None:
            ask_dispatcher(session)
        giving.enter(session)
    return copied


def _settle(
    session: Session, exercise_id: UUID, state: str, copied: int = 0, trouble: str | None = None
) -> None:
    row = session.get_one(Exercise, exercise_id, with_for_update=True)
    row.state, row.copied, row.trouble = state, copied, trouble
    row.prepared_at = clock.now(session)
    row.version += 1
    session.flush()
    event = ExercisePrepared if state == "ready" else ExerciseFailed
    told = event(exercise=queries.view(session, row))
    outbox.record(session, told, audience=audience(row.area_code))
    service.start_by_itself(session, row)


def remove(database: Database, world: str) -> None:
    """Take a world away with everything in it, and end the sessions that were in it."""
    with database.engine.begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'"))
        connection.execute(text(f'DROP SCHEMA IF EXISTS "{world}" CASCADE'))
        connection.execute(delete(SignInSession).where(SignInSession.world == world))
        connection.execute(delete(World).where(World.name == world))
        forget_role(connection, world)
