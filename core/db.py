"""The database: the one transaction boundary, worlds as schemas, and the role of each.

Tables of a world carry the schema token ``world``; a session is bound to one world, which is where
the token points, and runs under that world's database role, which has no right on any other world.
Tables shared by all worlds live in the schema ``shared``.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction

from core import outbox
from core.clock import Clock, system_clock
from core.models import WORLD

LIVE = "live"
LOCK_TIMEOUT_MS = 5_000
"""Nobody waits longer for what somebody else has locked; the caller is asked to try again."""
_WORLD_NAME = re.compile(r"^(live|exercise_[a-z0-9]{1,24})$")


def world_role(world: str) -> str:
    """Return the name of the database role that sessions of this world run under."""
    if not _WORLD_NAME.match(world):
        raise ValueError(f"not a world name: {world!r}")
    return f"muster_world_{world}"


def sqlalchemy_url(url: str) -> str:
    """Return the address in the form that selects the psycopg 3 driver."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url)


def libpq_url(url: str) -> str:
    """Return the address in the form that libpq and psycopg understand."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)


class Database:
    """A connection pool and the sessions made from it."""

    def __init__(self, url: str, *, pool_size: int = 10, clock: Clock = system_clock) -> None:
        self.url = url
        self.clock = clock
        self.engine: Engine = create_engine(
            sqlalchemy_url(url), pool_size=pool_size, max_overflow=10, pool_pre_ping=True
        )

    def open(self, world: str = LIVE, *, repeatable_read: bool = False) -> Session:
        """Return a session bound to one world; whoever opens it closes it."""
        options: dict[str, Any] = {"schema_translate_map": {WORLD: world}}
        if repeatable_read:
            options["isolation_level"] = "REPEATABLE READ"
        session = Session(self.engine.execution_options(**options), expire_on_commit=False)
        session.info.update(world=world, clock=self.clock, role=world_role(world))
        return session

    @contextmanager
    def transaction(self, world: str = LIVE) -> Iterator[Session]:
        """One unit of work: everything written inside is committed together with its events."""
        session = self.open(world)
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
        connection.execute(
            text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'; SET LOCAL ROLE \"{role}\"")
        )


def is_lost_connection(error: BaseException) -> bool:
    """Say whether the failure means that the database went away, so that trying again may help."""
    if isinstance(error, OperationalError):
        return True
    return isinstance(error, psycopg.OperationalError)
