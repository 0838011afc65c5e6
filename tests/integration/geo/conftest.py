"""The demo city in a database shared by these tests; sessions are rolled back."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.seed.load import seed_demo
from app.testing.databases import Address, cloned_database
from core.auth import Actor, Grant
from core.config import Environment, Settings
from core.db import LIVE, Database, world_role
from core.models import WORLD
from core.visibility import prefix_of

MakeActor = Callable[[str, str], Actor]


@pytest.fixture(scope="session")
def city(template: Address) -> Iterator[Database]:
    """A database with the demo city; whoever commits into it adds records of the test's own."""
    with cloned_database(template) as url:
        database = Database(url)
        seed_demo(database, Settings(environment=Environment.TEST), lambda _line: None)
        yield database
        database.dispose()


@pytest.fixture
def town(city: Database) -> Iterator[Session]:
    """A session in the demo city that is rolled back after the test."""
    engine = city.engine.execution_options(schema_translate_map={WORLD: LIVE})
    with engine.connect() as connection:
        outer = connection.begin()
        session = Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        session.info.update(world=LIVE, clock=city.clock, role=world_role(LIVE))
        yield session
        session.close()
        outer.rollback()


@pytest.fixture
def actor_in() -> MakeActor:
    """A maker of actors with one role in one jurisdiction."""

    def make(role: str, code: str) -> Actor:
        return Actor(
            account_id=uuid4(),
            username=role,
            name=role,
            locale="zh-CN",
            team_id=None,
            world=LIVE,
            grants=(Grant(role, code, code, prefix_of(code)),),
            permissions=frozenset(),
            session_id=None,
        )

    return make
