"""The live push over real sockets: nothing missed, nothing shown to whom it does not concern."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.server import RunningServer
from core import outbox
from core.db import Database, libpq_url
from core.outbox import Happening


class NoteWritten(Happening):
    """A note for this test."""

    kind: Literal["log_entry.written"] = "log_entry.written"
    log_entry: dict[str, Any]


@pytest.fixture
def service(shared_server: RunningServer) -> RunningServer:
    """The service that these tests share."""
    return shared_server


@pytest.fixture
def committed(shared_city_url: str) -> Iterator[Database]:
    """The database of that service."""
    database = Database(shared_city_url)
    yield database
    database.dispose()


def now(database: Database) -> int:
    """The number of the last event so far."""
    with database.picture() as session:
        return outbox.last_seq(session)


def note(database: Database, text: str, audience: str = "j:420100") -> None:
    """Let something happen."""
    with database.transaction() as session:
        entry = {"id": text, "text": text}
        outbox.record(session, NoteWritten(log_entry=entry), audience=[audience])


@contextmanager
def follow(
    server: RunningServer, caller: Caller, after: int, **headers: str
) -> Iterator[ClientConnection]:
    """Connect and say hello."""
    with connect(
        f"ws://127.0.0.1:{server.port}/api/live",
        additional_headers={"Cookie": caller.cookie, **headers},
        proxy=None,
    ) as socket:
        socket.send(json.dumps({"type": "hello", "after": after}))
        yield socket


def hear(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """Receive notes until there are as many as expected; a service may tell of other things."""
    events: list[dict[str, Any]] = []
    while len(events) < count:
        message = json.loads(socket.recv(timeout=120))
        told = message.get("events", [])
        events += [one for one in told if one["kind"] == "log_entry.written"]
    return events


def texts(events: list[dict[str, Any]]) -> list[str]:
    """The texts of the notes, in the order heard."""
    return [event["log_entry"]["text"] for event in events]


def test_a_client_that_comes_back_hears_what_it_missed_in_order(
    service: RunningServer, committed: Database
) -> None:
    with Caller(service.address, "duty", DEMO_PASSWORD) as caller:
        with follow(service, caller, now(committed)) as socket:
            note(committed, "1")
            note(committed, "2")
            heard = hear(socket, 2)
        for text in "345":
            note(committed, text)
        with follow(service, caller, heard[-1]["seq"]) as socket:
            note(committed, "6")
            later = hear(socket, 4)
    assert texts(heard) == ["1", "2"]
    assert texts(later) == ["3", "4", "5", "6"]


def test_a_county_hears_its_own_and_not_its_neighbour(
    service: RunningServer, committed: Database
) -> None:
    with (
        Caller(service.address, "clerk-hongshan", DEMO_PASSWORD) as clerk,
        follow(service, clerk, now(committed)) as socket,
    ):
        note(committed, "neighbour", "j:420103")
        note(committed, "city", "j:420100")
        note(committed, "own", "j:420111")
        assert texts(hear(socket, 1)) == ["own"]


def test_a_sequence_number_from_another_history_asks_for_a_new_snapshot(
    service: RunningServer,
) -> None:
    with (
        Caller(service.address, "duty", DEMO_PASSWORD) as caller,
        follow(service, caller, 10**9) as socket,
    ):
        assert json.loads(socket.recv(timeout=120)) == {"type": "reset"}


def test_a_page_of_another_site_gets_no_feed(service: RunningServer) -> None:
    with (
        Caller(service.address, "duty", DEMO_PASSWORD) as caller,
        pytest.raises(ConnectionClosed) as closed,
        follow(service, caller, 0, Origin="http://evil.example") as socket,
    ):
        socket.recv(timeout=120)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


def test_whoever_signed_out_gets_no_feed(service: RunningServer) -> None:
    with Caller(service.address, "duty", DEMO_PASSWORD) as caller:
        cookie = caller.cookie
        caller.send("DELETE", "/session")
        opened = connect(
            f"ws://127.0.0.1:{service.port}/api/live",
            additional_headers={"Cookie": cookie},
            proxy=None,
        )
        with opened as socket, pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=120)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


def test_the_feed_heals_when_every_database_connection_was_cut(
    service: RunningServer, committed: Database, shared_city_url: str
) -> None:
    with Caller(service.address, "duty", DEMO_PASSWORD) as caller:
        with follow(service, caller, now(committed)) as socket:
            note(committed, "before")
            hear(socket, 1)
            committed.dispose()
            with psycopg.connect(libpq_url(shared_city_url), autocommit=True) as control:
                control.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            note(committed, "after")
            assert texts(hear(socket, 1)) == ["after"]
        assert caller.get("/health")["database"] is True
