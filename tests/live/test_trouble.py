"""Trouble in real processes: the database restarts, the roads are missing, a client is too slow."""

import json
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.migrate import upgrade
from app.seed.load import DEMO_PASSWORD, seed_demo_at
from app.testing.clients import Caller, Screen
from app.testing.run import throwaway_cluster
from app.testing.server import RunningServer
from core import outbox
from core.db import Database
from core.outbox import Happening

Serve = Callable[..., RunningServer]
PATIENCE_S = 180.0
DEMO = {"MUSTER_ENVIRONMENT": "demo"}


class NoteWritten(Happening):
    """A note for this test."""

    kind: Literal["log_entry.written"] = "log_entry.written"
    log_entry: dict[str, Any]


def note(database: Database, name: str, content: str = "") -> None:
    """Let something happen."""
    with database.transaction() as session:
        entry = {"id": name, "text": content}
        outbox.record(session, NoteWritten(log_entry=entry), audience=["j:420100"])


@contextmanager
def follow(
    server: RunningServer, caller: Caller, after: int, **given: Any
) -> Iterator[ClientConnection]:
    """Connect and say hello."""
    with connect(
        f"ws://127.0.0.1:{server.port}/api/live",
        additional_headers={"Cookie": caller.cookie},
        proxy=None,
        max_size=None,
        **given,
    ) as opened:
        opened.send(json.dumps({"type": "hello", "after": after}))
        yield opened


def events_until_the_end(
    opened: ClientConnection,
) -> tuple[list[dict[str, Any]], list[str], int | None]:
    """Everything heard until the server closed: events, types of messages, the closing code."""
    events: list[dict[str, Any]] = []
    types: list[str] = []
    while True:
        try:
            message = json.loads(opened.recv(timeout=PATIENCE_S))
        except ConnectionClosed as closed:
            return events, types, closed.rcvd.code if closed.rcvd else None
        types.append(message["type"])
        events += message.get("events", [])


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    give_up_at_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_at_s, f"waited in vain for {what}"
        time.sleep(0.1)


def report(duty: Caller, **changes: Any) -> dict[str, Any]:
    """Report a fire in the city."""
    body = {
        "kind": "fire_explosion",
        "title": "厂房火灾",
        "position": {"lon": 114.35, "lat": 30.53},
        "place_name": "演示地点",
    }
    reported: dict[str, Any] = duty.post("/incidents", body | changes)
    return reported


def test_a_database_that_restarts_is_found_again_by_service_and_screens(
    serve: Serve,
) -> None:
    with throwaway_cluster() as cluster:
        upgrade(cluster.url())
        seed_demo_at(cluster.url(), lambda _line: None)
        server = serve(cluster.url(), environment=DEMO)
        with Caller(server.address, "duty", DEMO_PASSWORD) as duty:
            with Screen(duty) as screen:
                before = report(duty, title="重启之前")
                screen.wait("incident", lambda one: one["id"] == before["id"])
                cluster.stop()
                health = duty.http.get("/api/health")
                assert (health.status_code, health.json()["database"]) == (503, False)
                away = duty.send("POST", "/incidents", {})
                assert away.status_code == 503, away.text
                assert away.json()["code"] == "unavailable"
                assert "稍后重试" in away.json()["detail"]
                with pytest.raises(ConnectionClosed) as refused, follow(server, duty, 0) as early:
                    early.recv(timeout=PATIENCE_S)
                assert refused.value.rcvd is not None
                assert refused.value.rcvd.code == 1013
                cluster.start()
                wait_until(lambda: duty.http.get("/api/health").status_code == 200, "health")
                after = report(duty, title="重启之后")
                heard = screen.wait("incident", lambda one: one["id"] == after["id"])
                assert heard == duty.get(f"/incidents/{after['id']}")
            assert {one["id"] for one in screen.all("incident")} >= {before["id"], after["id"]}
        assert server.process.poll() is None


def test_without_the_road_file_the_service_says_so_and_times_are_estimates(
    serve: Serve, city_url: str, tmp_path: Path
) -> None:
    nowhere = {"MUSTER_ROAD_FILE": str(tmp_path / "no-roads.osm.pbf")}
    server = serve(city_url, workers=1, environment=DEMO | nowhere)
    with Caller(server.address, "duty", DEMO_PASSWORD) as duty:
        assert duty.http.get("/api/health").json()["roads"] is False
        status = duty.get("/roads")
        assert status["available"] is False
        assert "找不到路网文件 no-roads.osm.pbf" in status["message"]
        english = duty.http.get("/api/roads", headers={"Accept-Language": "en"}).json()
        assert "The road file no-roads.osm.pbf is missing" in english["message"]
        route = duty.get("/route", from_lon=114.3, from_lat=30.5, to_lon=114.4, to_lat=30.6)
        assert route["estimated"] is True
        assert route["seconds"] > 0
        with Screen(duty) as screen:
            incident = report(duty)
            code = duty.get("/teams", limit=1)["rows"][0]["capabilities"][0]["capability_code"]
            wanted = {"capability_code": code, "quantity": 2, "within_s": 7200}
            duty.post(f"/incidents/{incident['id']}/needs", wanted)
            proposal = screen.wait(
                "proposal", lambda one: one["state"] == "proven" and one["picks"]
            )
        assert all(pick["estimated"] for pick in proposal["picks"])
        assert proposal["data_age"]["road_data"] is False
        assert proposal["data_age"]["estimated_travel_pairs"] > 0


@contextmanager
def deaf_socket(port: int) -> Iterator[socket.socket]:
    """A connection whose reader takes in next to nothing."""
    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", port))
        yield narrow


def test_a_client_that_is_too_slow_is_cut_off_and_comes_back_without_a_gap(
    serve: Serve, city: Database, city_url: str
) -> None:
    server = serve(city_url, environment=DEMO)
    sent: list[str] = []

    def cut_off() -> bool:
        for _ in range(20):
            sent.append(f"note-{len(sent)}")
            note(city, sent[-1], secrets.token_hex(40_000))
        return b"too slow" in server.log.read_bytes()

    with Caller(server.address, "duty", DEMO_PASSWORD) as duty:
        start: int = duty.get("/events")["last_seq"]
        with (
            deaf_socket(server.port) as narrow,
            follow(server, duty, start, sock=narrow, max_queue=1) as slow,
        ):
            wait_until(cut_off, "the cut")
            heard, _types, code = events_until_the_end(slow)
            assert code in (None, 1013)
            assert len(heard) < len(sent)
        last: int = heard[-1]["seq"] if heard else start
        with follow(server, duty, last) as again:
            while len(heard) < len(sent):
                heard += json.loads(again.recv(timeout=PATIENCE_S)).get("events", [])
    assert [event["log_entry"]["id"] for event in heard] == sent


def test_asked_to_end_the_service_takes_leave_of_its_listeners_and_ends_at_once(
    serve: Serve, city_url: str
) -> None:
    server = serve(city_url, environment=DEMO)
    with Caller(server.address, "duty", DEMO_PASSWORD) as duty:
        after: int = duty.get("/events")["last_seq"]
        with follow(server, duty, after) as one, follow(server, duty, after) as other:
            for opened in (one, other):
                assert json.loads(opened.recv(timeout=PATIENCE_S))["type"] == "events"
            server.process.send_signal(signal.SIGTERM)
            for opened in (one, other):
                _events, types, code = events_until_the_end(opened)
                assert types[-1] == "going_away"
                assert code == 1012
            server.process.wait(5)
