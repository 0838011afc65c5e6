"""The database: the one transaction boundary, worlds as schemas, and the role of each.

Tables of a world carry the schema token ``world``; a session is bound to one world, which is where
the token points, and runs under that world's database role, which has no right on any other world.
Tables shared by all worlds live in the schema ``shared``.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction

from core import outbox
from core.clock import Clock, of_exercise, system_clock
from core.models import WORLD

LIVE = "live"
LOCK_TIMEOUT_MS = 5_000
"""Nobody waits longer for what somebody else has locked; the caller is asked to try again."""
OnConnect = Callable[[psycopg.Connection[Any]], object]
ROLE_PREFIX = "muster_world_"
_LIVE_SETTINGS = f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'"
_EXERCISE_SETTINGS = f"{_LIVE_SETTINGS}; SET LOCAL synchronous_commit = off"
"""An exercise waits for no disk: a crash may cost its last moments, whole transactions only."""
_WORLD_NAME = re.compile(r"^(live|exercise_[a-z0-9]{1,24})$")


def world_role(world: str) -> str:
    """Return the name of the database role that sessions of this world run under."""
    if not _WORLD_NAME.match(world):
        raise ValueError(f"not a world name: {world!r}")
    return f"{ROLE_PREFIX}{world}"


def sqlalchemy_url(url: str) -> str:
    """Return the address in the form that selects the psycopg 3 driver."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url)


def libpq_url(url: str) -> str:
    """Return the address in the form that libpq and psycopg understand."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)


class Database:
    """A connection pool for each login, and the sessions made from it.

    ``exercise_url`` is the same database with a login that is no member of the live world's role:
    sessions of exercises cannot go back to more than they have (``RESET ROLE``). Without it they
    are the owner's, kept apart by ``SET LOCAL ROLE`` alone. ``exercise_wall`` is what exercises
    take for the wall clock, where that is not the wall's own.
    """

    def __init__(
        self,
        url: str,
        *,
        exercise_url: str | None = None,
        pool_size: int = 10,
        clock: Clock = system_clock,
        exercise_wall: Clock | None = None,
        asks_first: bool = True,
        on_connect: OnConnect | None = None,
    ) -> None:
        """Open nothing yet; ``on_connect`` is called with each connection when it is made.

        ``asks_first``: a connection is asked for a sign of life each time it is used again, which
        whoever tries again by itself can do without.
        """
        self.url = url
        self.clock = clock
        self.exercise_wall = exercise_wall
        self.kept: dict[str, Any] = {}  # what this process keeps in memory of the database
        self.engine = self.exercise_engine = _engine(url, pool_size, asks_first, on_connect)
        if exercise_url:
            self.exercise_engine = _engine(exercise_url, pool_size, asks_first, on_connect)

    def open(self, world: str = LIVE, *, repeatable_read: bool = False) -> Session:
        """Return a session bound to one world; whoever opens it closes it."""
        options: dict[str, Any] = {"schema_translate_map": {WORLD: world}}
        if repeatable_read:
            options["isolation_level"] = "REPEATABLE READ"
        engine = self.engine if world == LIVE else self.exercise_engine
        session = Session(engine.execution_options(**options), expire_on_commit=False)
        wall = self.clock if world == LIVE else self.exercise_wall or self.clock
        session.info.update(world=world, role=world_role(world), kept=self.kept, wall=wall)
        session.info["clock"] = wall if world == LIVE else of_exercise(session, wall)
        return session

    @contextmanager
    def transaction(self, world: str = LIVE, *, repeatable_read: bool = False) -> Iterator[Session]:
        """One unit of work: everything written inside is committed together with its events."""
        session = self.open(world, repeatable_read=repeatable_read)
        try:
            yield session
            commit(session)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    @contextmanager
    def picture(self, world: str = LIVE) -> Iterator[Session]:
        """A read-only session that sees one instant: what it reads belongs together."""
        session = self.open(world, repeatable_read=True)
        try:
            yield session
        finally:
            session.expunge_all()  # a rollback would empty what the caller has read
            session.close()

    def dispose(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()
        self.exercise_engine.dispose()


def _engine(
    url: str, pool_size: int, asks_first: bool, on_connect: OnConnect | None = None
) -> Engine:
    engine = create_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=asks_first,
        pool_use_lifo=True,  # who has just served knows the tables and the statements
    )
    if on_connect is not None:
        event.listen(engine, "connect", lambda made, _record: on_connect(made))
    return engine


def commit(session: Session) -> None:
    """Write the buffered events last and commit: sequence order is commit order."""
    outbox.write(session)
    session.commit()


@event.listens_for(Session, "after_begin")
def _enter_world(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    role = session.info.get("role")
    if role is not None:
        settings = _LIVE_SETTINGS if session.info.get("world") == LIVE else _EXERCISE_SETTINGS
        connection.execute(text(f'{settings}; SET LOCAL ROLE "{role}"'))


def is_lost_connection(error: BaseException) -> bool:
    """Say whether the failure means that the database went away, so that trying again may help."""
    if isinstance(error, OperationalError):
        return True
    return isinstance(error, psycopg.OperationalError)
