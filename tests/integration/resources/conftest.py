"""The demo city in a database shared by these tests; sessions are rolled back."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.seed.load import seed_demo
from app.testing.databases import Address, cloned_database
from core.auth import Actor, Grant
from core.config import Environment, Settings
from core.db import LIVE, Database, world_role
from core.models import WORLD
from core.visibility import prefix_of
from resources.models import Depot, Team


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


class People:
    """Makes actors: who holds which role where."""

    def named(self, role: str, code: str, team_id: UUID | None = None) -> Actor:
        """Return somebody with one role in one jurisdiction."""
        return Actor(
            account_id=uuid4(),
            username=role,
            name=role,
            locale="zh-CN",
            team_id=team_id,
            world=LIVE,
            grants=(Grant(role, code, code, prefix_of(code)),),
            permissions=frozenset(),
            session_id=None,
        )

    @property
    def officer(self) -> Actor:
        """The duty officer of the city."""
        return self.named("duty_officer", "420100")

    def clerk(self, code: str) -> Actor:
        """The clerk of a district."""
        return self.named("county_clerk", code)


@pytest.fixture
def people() -> People:
    """A maker of actors."""
    return People()


@pytest.fixture
def free_team(town: Session) -> Team:
    """An available team of the demo city."""
    query = select(Team).where(Team.state == "available").order_by(Team.code).limit(1)
    return town.scalars(query).one()


@pytest.fixture
def depot(town: Session) -> Depot:
    """A depot of the demo city."""
    return town.scalars(select(Depot).order_by(Depot.code).limit(1)).one()
