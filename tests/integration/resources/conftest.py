"""People with roles, and things of the demo city to work on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.testing.services import Enter, Services
from core.auth import Actor
from core.db import LIVE, Database
from core.grants import Grant
from core.visibility import prefix_of
from resources.importing.work import ImportWork
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

    def may(self, actor: Actor, permission: str) -> Actor:
        """Return an actor who holds a permission besides."""
        return replace(actor, permissions=actor.permissions | {permission})

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


@pytest.fixture
def county(city_url: str) -> Iterator[Database]:
    """A database of this test's own that holds the demo city."""
    database = Database(city_url)
    yield database
    database.dispose()


@pytest.fixture
def at_the_door(services: Services, county: Database) -> Iterator[Enter]:
    """Sign in as one of the demo accounts, at this test's own city; once each."""
    with services.door(county) as enter:
        yield cache(enter)


@pytest.fixture
def work(county: Database) -> Callable[[], None]:
    """Do all the work on lists that waits."""
    worker = ImportWork(county, LIVE)

    def work_off() -> None:
        while worker.do_next():
            pass

    return work_off


@pytest.fixture
def bring(
    at_the_door: Callable[[str], TestClient], work: Callable[[], None]
) -> Callable[..., dict[str, Any]]:
    """Bring a list in as somebody: read, previewed as suggested, applied where that is wanted."""

    def bring_in(
        username: str,
        kind: str,
        content: bytes,
        *,
        apply: bool = False,
        mapping: dict[str, str] | None = None,
        name: str = "list.csv",
        **options: Any,
    ) -> dict[str, Any]:
        client = at_the_door(username)
        told = {"kind": kind, "name": name}
        answer = client.post("/api/imports", params=told, content=content)
        assert answer.status_code == 201, answer.text
        address = f"/api/imports/{answer.json()['id']}"
        work()
        batch = client.get(address).json()
        assert batch["state"] == "read", batch
        wish = {"mapping": mapping or batch["options"]["mapping"], **options}
        for verb, body in (("preview", wish), ("apply", None))[: 2 if apply else 1]:
            headers = {"If-Match": f'"{batch["version"]}"'}
            answer = client.post(f"{address}/{verb}", json=body, headers=headers)
            assert answer.status_code == 200, answer.text
            work()
            batch = client.get(address).json()
            assert batch["error"] is None, batch["error"]
        faulty = client.get(f"{address}/rows", params={"outcome": "error", "limit": 20}).json()
        told = [[one["detail"] for one in row["problems"]] for row in faulty["rows"]]
        return dict(batch) | {"faults": told}

    return bring_in
