"""The demo city as a running service, and as a session that is rolled back after the test."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.seed.load import seed_demo
from app.testing.databases import Address, cloned_database
from app.testing.services import Enter, Services
from app.wiring import register_reactions
from core.auth import Actor
from core.config import Environment, Settings
from core.db import LIVE, Database, world_role
from core.grants import Grant
from core.models import WORLD, Account
from core.visibility import prefix_of

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.at

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@pytest.fixture(scope="session")
def served_city(template: Address) -> Iterator[Database]:
    """A database with the demo city whose clock stands at noon in Wuhan."""
    with cloned_database(template) as url:
        database = Database(url, clock=MovableClock())
        seed_demo(database, Settings(environment=Environment.TEST), lambda _line: None)
        yield database
        database.dispose()


@pytest.fixture
def noon(served_city: Database) -> MovableClock:
    """The clock of the served city, set to noon."""
    clock = served_city.clock
    assert isinstance(clock, MovableClock)
    clock.at = NOON
    return clock


@pytest.fixture(scope="session")
def services() -> Services:
    """The services of this run, each used again on one database after another."""
    return Services()


@pytest.fixture
def sign_in(services: Services, served_city: Database, noon: MovableClock) -> Iterator[Enter]:
    """Sign in as one of the demo accounts; what is written stays in the shared city."""
    with services.door(served_city) as enter:
        yield enter


@pytest.fixture
def duty(sign_in: Enter) -> TestClient:
    """The duty officer of the city, signed in."""
    return sign_in("duty")


@pytest.fixture
def desk(served_city: Database, noon: MovableClock) -> Iterator[Session]:
    """A session of the duty officer in the served city that is rolled back after the test."""
    register_reactions()
    engine = served_city.engine.execution_options(schema_translate_map={WORLD: LIVE})
    with engine.connect() as connection:
        outer = connection.begin()
        session = Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        session.info.update(world=LIVE, clock=noon, role=world_role(LIVE))
        yield session
        session.close()
        outer.rollback()


@pytest.fixture
def officer(desk: Session) -> Actor:
    """The duty officer of the city as services see her."""
    account = desk.scalars(select(Account).where(Account.username == "duty")).one()
    desk.info.update(actor_id=account.id, actor_name=account.display_name)
    return actor_of(account, "duty_officer", "420100")


def actor_of(account: Account, role: str, code: str) -> Actor:
    """Return an account as services see it."""
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.display_name,
        locale=account.locale,
        team_id=account.team_id,
        world=LIVE,
        grants=(Grant(role, code, code, prefix_of(code)),),
        permissions=frozenset(),
        session_id=None,
    )


@pytest.fixture
def tanker() -> dict[str, Any]:
    """A chlorine tanker leaking on the third ring road, as it is taken down."""
    return {
        "kind": "hazmat_leak",
        "title": "三环线液氯槽车泄漏",
        "description": "槽车侧翻，罐体阀门泄漏，有刺激性气味。",
        "position": {"lon": 114.35, "lat": 30.53},
        "place_name": "三环线珞狮南路段",
        "received_via": "phone",
        "caller_name": "来电人",
        "caller_phone": "027-00000000",
        "deaths": 1,
        "missing": 2,
        "serious_injuries": 12,
        "exposed": 400,
        "substance_un": "1017",
        "spill": "large",
        "container": "road_tanker",
        "wind_from_deg": 90,
        "wind_speed_ms": 2.0,
        "facts": {"unit_profile": "某化工物流公司（演示）"},
    }
