"""People with roles, and things of the demo city to work on."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor, Grant
from core.db import LIVE, Database
from core.visibility import prefix_of
from resources.models import Depot, Team


@pytest.fixture
def city(served_city: Database, noon: object) -> Database:
    """The demo city at noon; whoever commits into it adds records of the test's own."""
    return served_city


@pytest.fixture
def town(desk: Session) -> Session:
    """A session in the demo city that is rolled back after the test."""
    return desk


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
    """An available team of the demo city's own inventory."""
    query = select(Team).where(Team.state == "available", Team.synthetic.is_(True))
    return town.scalars(query.order_by(Team.code).limit(1)).one()


@pytest.fixture
def depot(town: Session) -> Depot:
    """A depot of the demo city."""
    return town.scalars(select(Depot).order_by(Depot.code).limit(1)).one()
