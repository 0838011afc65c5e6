"""Rights hold where they were granted, for as long as they last, and no further than a key says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

import app.live
from app.live import NOT_FROM_HERE, NOT_SIGNED_IN
from app.main import create_app
from app.seed.load import DEMO_PASSWORD
from core import auth, clock, outbox
from core.config import Environment, Settings
from core.db import Database
from core.models import Account, Membership
from incidents.events import CallerRead
from incidents.schemas import CallerAccess

SignIn = Callable[[str], TestClient]


@contextmanager
def account_with(database: Database, **roles: str) -> Iterator[str]:
    """An account of this test with these roles, each in its jurisdiction."""
    with database.transaction() as session:
        account = Account(
            username="two-hats",
            display_name="两职",
            password_hash=auth.hash_password(DEMO_PASSWORD),
            created_at=clock.now(session),
        )
        session.add(account)
        session.flush()
        for role, code in roles.items():
            session.add(Membership(account_id=account.id, role=role, jurisdiction_code=code))
    yield account.username
    with database.transaction() as session:
        session.delete(session.get_one(Account, account.id))


def key(client: TestClient, *scopes: str) -> dict[str, Any]:
    """Make a key for a program."""
    wanted = {"name": "程序", "scopes": list(scopes), "days": 1}
    made: dict[str, Any] = client.post("/api/tokens", json=wanted).json()
    return made


def program(client: TestClient, secret: str) -> TestClient:
    """A client that carries a key and no cookie."""
    return TestClient(client.app, headers={"Authorization": f"Bearer {secret}"})


def test_an_officer_of_a_county_who_may_look_at_the_city_acts_in_the_county_alone(
    served_city: Database, sign_in: SignIn, tanker: dict[str, Any]
) -> None:
    with account_with(served_city, auditor="420100", duty_officer="420115") as username:
        client = sign_in(username)
        answer = client.post("/api/incidents", json=tanker)
        assert (answer.status_code, answer.json()["code"]) == (403, "outside_your_jurisdiction")
        assert client.get("/api/teams").json()["total"] > 0


def test_a_key_that_reads_nothing_gets_neither_picture_nor_events(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    blind = program(admin, key(admin, "plans.read")["secret"])
    assert blind.get("/api/plans").status_code == 200
    for path in ("/api/snapshot", "/api/events"):
        assert blind.get(path).status_code == 403, path
    feed = blind.websocket_connect("/api/live")
    with feed as socket, pytest.raises(WebSocketDisconnect) as refused:
        socket.receive_json()
    assert refused.value.code == NOT_FROM_HERE


def test_no_key_is_made_that_could_make_keys(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    for scope in ("tokens.manage", "tokens.own"):
        refused = key(admin, "picture.read", scope)
        assert (refused["code"], refused["facts"]["unknown"]) == ("invalid", [scope])
    reader = program(admin, key(admin, "picture.read")["secret"])
    wanted = {"name": "更强", "scopes": ["audit.read"], "days": 1}
    assert reader.post("/api/tokens", json=wanted).status_code == 403


def test_who_signed_out_hears_no_more_however_busy_the_feed_is(
    served_city: Database, noon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.live, "RECHECK_EVERY_S", 0.0)
    application = create_app(Settings(environment=Environment.TEST), served_city)
    with TestClient(application, headers={"X-Muster": "1"}) as client:
        client.post("/api/session", json={"username": "duty", "password": DEMO_PASSWORD})
        with client.websocket_connect("/api/live") as socket:
            after = client.get("/api/events").json()["last_seq"]
            socket.send_json({"type": "hello", "after": after})
            assert socket.receive_json()["type"] in ("events", "reset")
            assert client.delete("/api/session").status_code == 204
            with served_city.transaction() as session:
                look = CallerAccess(id=UUID(int=1), read_at=clock.now(session))
                outbox.record(session, CallerRead(caller=look), audience=["j:420100"])
            with pytest.raises(WebSocketDisconnect) as ended:
                socket.receive_json()
    assert ended.value.code == NOT_SIGNED_IN
