"""An exercise is attacked from inside: nothing of the live world is reached, whatever is tried.

The attacker holds the session of an exercise and nothing else. Everything of the live world bears a
mark that came into it after the exercise was made, so that the mark in an answer is a leak.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import anyio
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from starlette.websockets import WebSocketDisconnect

import exercises.worlds
from app.migrate import create_world
from core import outbox
from core.config import EXERCISE_LOGIN
from core.db import LIVE, Database, world_role
from core.models import Event

Door = Callable[[str], TestClient]
MARK = f"真实{uuid4().hex[:10]}"
PUBLIC = ("/api/health", "/api/settings", "/api/openapi.json", "/api/session")
"""What anybody may ask before signing in; none of it says anything of the live picture."""
KEPT_BY_EACH = '"shared"."account_choice"'
"""How somebody likes a screen: the one shared table that is kept from within an exercise too."""
REFUSED = (307, 400, 401, 403, 404, 405, 409, 411, 412, 413, 415, 422, 428)


@dataclass
class Attack:
    """What the attacker has, what was tried, and what of it got through."""

    application: FastAPI
    world: str
    secret: str
    live_ids: dict[str, str]
    tried: int = 0
    reached: list[str] = field(default_factory=list)

    def client(self, **cookies: str) -> TestClient:
        """Return a browser that holds these cookies and no others."""
        client = TestClient(
            self.application, headers={"X-Muster": "1"}, base_url="https://testserver"
        )
        client.cookies.clear()
        line = "; ".join(f"{name}={value}" for name, value in cookies.items())
        client.headers["cookie"] = line
        return client

    def note(self, what: str, got_through: bool) -> None:
        """Count an attempt."""
        self.tried += 1
        if got_through:
            self.reached.append(what)

    def operations(self, *methods: str) -> Iterator[tuple[str, str]]:
        """Return every operation of the service, aimed at what stands in the live world."""
        for path, found in self.application.openapi()["paths"].items():
            for method in found:
                if method in methods and path not in PUBLIC:
                    yield method, self._aimed(path)

    def _aimed(self, path: str) -> str:
        steps = [
            self.live_ids.get(step[1:-1], str(uuid4())) if step.startswith("{") else step
            for step in path.split("/")
        ]
        return "/".join(steps)


def raw(application: FastAPI, path: str, cookie: str) -> tuple[int, bytes]:
    """Ask for a path exactly as it is written: no client tidies it up on the way."""
    parts: list[bytes] = []
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])
        parts.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 443),
    }
    anyio.run(application, scope, receive, send)
    return status[0], b"".join(parts)


@pytest.fixture
def attack(
    rehearsed: Database, door: Door, director: TestClient, exercise: dict[str, Any]
) -> Attack:
    """A player of an exercise turns on the live world, which has just been given its marks."""
    duty = door("duty")
    reported = duty.post(
        "/api/incidents",
        json={
            "kind": "hazmat_leak",
            "title": f"{MARK}泄漏",
            "place_name": f"{MARK}路口",
            "position": {"lon": 114.35, "lat": 30.55},
            "received_via": "phone",
        },
    )
    assert reported.status_code == 201, reported.text
    incident = reported.json()["id"]
    written = duty.post(f"/api/incidents/{incident}/log", json={"text": f"{MARK}记录"})
    assert written.status_code == 201, written.text
    assert leaks(duty.get(f"/api/incidents/{incident}").content), "the mark is seen where it may be"
    assert director.post(f"/api/exercises/{exercise['id']}/enter").status_code == 200
    account = director.get("/api/me").json()["account"]["id"]
    for role in ("commander", "duty_officer"):
        seat = {"account_id": account, "role": role, "jurisdiction_code": "420111"}
        assert director.post(f"/api/exercises/{exercise['id']}/seats", json=seat).status_code == 201
    secret = director.cookies.get(f"muster_session_{exercise['world']}")
    assert secret
    application = director.app
    assert isinstance(application, FastAPI)
    ids = {"incident_id": incident, "exercise_id": exercise["id"], "entry_id": written.json()["id"]}
    with rehearsed.picture(LIVE) as session:
        ids["need_id"] = str(session.scalar(text("SELECT id FROM live.need LIMIT 1")) or uuid4())
        ids["order_id"] = str(
            session.scalar(text('SELECT id FROM live."order" LIMIT 1')) or uuid4()
        )
    return Attack(application, exercise["world"], secret, ids)


def leaks(body: bytes) -> bool:
    """Say whether an answer tells something that only the live world knows."""
    return MARK.encode() in body or MARK.encode("unicode_escape") in body


def test_two_hundred_ways_from_an_exercise_into_the_live_world_all_fail(
    rehearsed: Database, attack: Attack
) -> None:
    with rehearsed.picture(LIVE) as session:
        before = outbox.last_seq(session)
        assert session.scalar(select(func.count()).select_from(Event)) is not None
    _cookies_moved_between_worlds(attack)
    _every_read_inside_aimed_at_live_records(attack)
    _every_write_inside_aimed_at_live_records(attack)
    _paths_that_climb_or_pretend(attack)
    _secrets_as_keys(attack)
    with rehearsed.picture(LIVE) as session:
        assert outbox.last_seq(session) == before, "something was written into the live log"
    assert attack.tried >= 200
    assert attack.reached == []


def _cookies_moved_between_worlds(attack: Attack) -> None:
    """The exercise's secret under every name, at the live address, reading and writing."""
    own = f"muster_session_{attack.world}"
    holders = [attack.client(**{name: attack.secret}) for name in ("muster_session", own)]
    for client, (method, path) in itertools.product(
        holders, attack.operations("get", "post", "patch", "delete", "put")
    ):
        answer = client.request(method, path)
        known = answer.status_code in REFUSED and not leaks(answer.content)
        attack.note(f"{method} {path} → {answer.status_code}", not known)


def _every_read_inside_aimed_at_live_records(attack: Attack) -> None:
    """Every read at the exercise's own address, with the numbers of live records."""
    inside = attack.client(**{f"muster_session_{attack.world}": attack.secret})
    for method, path in attack.operations("get"):
        answer = inside.request(method, f"/w/{attack.world}{path}")
        attack.note(f"inside {path} → {answer.status_code}", leaks(answer.content))


def _every_write_inside_aimed_at_live_records(attack: Attack) -> None:
    """Every change of one record that has the number of a live one, with its version and a key."""
    inside = attack.client(**{f"muster_session_{attack.world}": attack.secret})
    inside.headers["If-Match"] = '"1"'
    incident = attack.live_ids["incident_id"]
    for method, path in attack.operations("post", "patch", "delete", "put"):
        if incident not in path and attack.live_ids["need_id"] not in path:
            continue
        inside.headers["Idempotency-Key"] = str(uuid4())
        answer = inside.request(method, f"/w/{attack.world}{path}", json={})
        refused = answer.status_code in REFUSED and not leaks(answer.content)
        attack.note(f"inside {method} {path} → {answer.status_code}", not refused)


def _paths_that_climb_or_pretend(attack: Attack) -> None:
    world, incident = attack.world, attack.live_ids["incident_id"]
    own = f"muster_session_{world}={attack.secret}"
    cookies = (own, f"muster_session={attack.secret}", f"{own}; muster_session={attack.secret}")
    targets = ("api/snapshot", f"api/incidents/{incident}", "api/log", "api/me")
    ways = (
        f"/w/{world}/../",
        f"/w/{world}/../../",
        f"/w/{world}/%2e%2e/",
        f"/w/{world}/..%2f",
        f"/w/{world}/..\\",
        f"/w/{world}/./../",
        f"/w/{world}//",
        f"/w/{world}%2f..%2f",
        f"/w/{world.upper()}/",
        f"/W/{world}/",
        "/w/live/",
        "/w/LIVE/",
        "/w/shared/",
        "/w//",
        "/w/../",
        "//",
        f"/w/{world}/w/live/",
        f"/w/{world}\x00/",
        f"/w/{world};world=live/",
        f"/w/{world}?world=live/",
    )
    for way, target, cookie in itertools.product(ways, targets, cookies):
        status, body = raw(attack.application, way + target, cookie)
        is_page = status == 200 and b"<!doctype html" in body[:100].lower()
        got = leaks(body) or (status == 200 and not is_page)
        attack.note(f"{way}{target} → {status}", got)


def _secrets_as_keys(attack: Attack) -> None:
    """The secret as a program's key, at both addresses; a forged host and forged worlds."""
    bare = attack.client()
    forged: tuple[dict[str, str], ...] = (
        {},
        {"x-world": "live"},
        {"x-forwarded-prefix": "/w/live"},
        {"host": "live"},
    )
    paths = ("/api/snapshot", "/api/me", f"/w/{attack.world}/api/me", "/api/exports/lots")
    for path, more in itertools.product(paths, forged):
        told = {"authorization": f"Bearer {attack.secret}", **more}
        answer = bare.get(path, headers=told)
        attack.note(f"bearer {path} → {answer.status_code}", answer.status_code == 200)


def test_no_socket_of_an_exercise_hears_the_live_world(
    rehearsed: Database, door: Door, attack: Attack
) -> None:
    own = {f"muster_session_{attack.world}": attack.secret}
    for path, cookies in (
        ("/api/live", own),
        ("/api/live", {"muster_session": attack.secret}),
        ("/w/live/api/live", own | {"muster_session": attack.secret}),
        (f"/W/{attack.world}/api/live", own),
        ("/w/exercise_000000000000/api/live", own),
    ):
        with (
            pytest.raises(WebSocketDisconnect),
            attack.client(**cookies).websocket_connect(path) as socket,
        ):
            socket.send_json({"type": "hello", "after": 0})
            assert "events" not in socket.receive_json()
    with (
        attack.client(**own) as inside,
        inside.websocket_connect(f"/w/{attack.world}/api/live") as socket,
    ):
        socket.send_json({"type": "hello", "after": 0})
        missed = socket.receive_json()
        door("duty").post(
            f"/api/incidents/{attack.live_ids['incident_id']}/log", json={"text": f"{MARK}再记"}
        )
        with rehearsed.transaction(attack.world) as session:
            session.execute(
                text(
                    f'INSERT INTO "{attack.world}".event (at, kind, audience, data, schema)'
                    " VALUES (now(), 'exercise.seated', ARRAY['all:'], '{}', 1)"
                )
            )
            session.execute(text(f"NOTIFY {outbox.event_channel(attack.world)}"))
        heard = socket.receive_json()
    assert not leaks(str([missed, heard]).encode())
    assert [one["kind"] for one in heard["events"]] == ["exercise.seated"]


def test_the_key_of_a_live_call_answers_nothing_in_an_exercise(
    director: TestClient, attack: Attack
) -> None:
    key, incident = {"Idempotency-Key": str(uuid4())}, attack.live_ids["incident_id"]
    told = {"text": f"{MARK}一次"}
    first = director.post(f"/api/incidents/{incident}/log", json=told, headers=key)
    assert first.status_code == 201, first.text
    inside = attack.client(**{f"muster_session_{attack.world}": attack.secret})
    again = inside.post(f"/w/{attack.world}/api/incidents/{incident}/log", json=told, headers=key)
    assert again.status_code == 404
    assert "idempotency-replayed" not in again.headers


def test_the_role_of_an_exercise_is_refused_every_table_of_every_other_world(
    rehearsed: Database, director: TestClient, attack: Attack
) -> None:
    other = director.post(
        "/api/exercises",
        json={"title": "另一场", "kind": "tabletop", "area_code": "420111"},
    ).json()
    exercises.worlds.prepare(rehearsed, other["id"], create_world)
    tables = text(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = :of ::regnamespace"
    )
    tried, got = 0, []
    with rehearsed.engine.connect() as connection:
        names = {
            of: connection.execute(tables, {"of": of}).scalars().all()
            for of in (LIVE, other["world"], "shared")
        }
        for of, name in ((of, name) for of, listed in names.items() for name in listed):
            for statement in _statements(of, name):
                if of == "shared" and statement.startswith("SELECT"):
                    continue
                tried += 1
                with connection.begin_nested() as trial:
                    connection.execute(text(f'SET LOCAL ROLE "{world_role(attack.world)}"'))
                    try:
                        connection.execute(text(statement))
                        got.append(statement)
                    except DBAPIError:
                        pass
                    trial.rollback()
    assert tried >= 400
    assert {one.split(" WHERE")[0].split(" IN ")[0].split()[-1] for one in got} == {KEPT_BY_EACH}


def test_who_writes_any_statement_in_an_exercise_goes_back_to_no_more_than_the_exercise_has(
    rehearsed: Database, attack: Attack
) -> None:
    ways = (
        "RESET ROLE", "RESET ALL", "SET ROLE NONE", f'SET ROLE "{world_role(LIVE)}"',
        'SET ROLE "muster"', "SET SESSION AUTHORIZATION muster",
        "RESET SESSION AUTHORIZATION", "DISCARD ALL", "COMMIT", "ROLLBACK",
    )  # fmt: skip
    asked = (
        "SELECT count(*) FROM live.incident", "SELECT data FROM live.event LIMIT 1",
        "DELETE FROM live.log_entry", "SELECT password_hash FROM shared.account",
        "SELECT token_hash FROM shared.sign_in_session", "UPDATE shared.plan SET title = ''",
        f'ALTER ROLE "{EXERCISE_LOGIN}" CREATEROLE', f'DROP SCHEMA "{attack.world}" CASCADE',
        f'GRANT "{world_role(LIVE)}" TO "{EXERCISE_LOGIN}"', "CREATE TABLE live.own (id int)",
    )  # fmt: skip
    reached, stays = [], text("SELECT rolname FROM pg_roles WHERE rolname = session_user")
    for way, statement in itertools.product(ways, asked):
        with rehearsed.transaction(attack.world) as session:
            assert session.scalar(stays) == EXERCISE_LOGIN
            raw_connection = session.connection().connection.cursor()
            for step in (way, statement):
                try:
                    raw_connection.execute(step)
                    reached += [statement] if step is statement else []
                except psycopg.Error:
                    raw_connection.execute("ROLLBACK")
    assert reached == []


def _statements(schema: str, table: str) -> tuple[str, ...]:
    name = f'"{schema}"."{table}"'
    return (
        f"SELECT 1 FROM {name} LIMIT 1",
        f"DELETE FROM {name} WHERE false",
        f"TRUNCATE {name}",
        f"LOCK TABLE {name} IN ROW EXCLUSIVE MODE NOWAIT",
    )


def test_an_exercise_ends_no_session_but_its_own(rehearsed: Database, attack: Attack) -> None:
    live = text(
        "SELECT count(*) FROM shared.sign_in_session WHERE revoked_at IS NULL AND world = 'live'"
    )
    with rehearsed.transaction(LIVE) as session:
        before = session.scalar(live)
    with rehearsed.transaction(attack.world) as session:
        session.execute(text("UPDATE shared.sign_in_session SET revoked_at = now()"))
    with rehearsed.transaction(LIVE) as session:
        assert session.scalar(live) == before
        own = text(
            "SELECT count(*) FROM shared.sign_in_session WHERE world = :w AND revoked_at IS NULL"
        )
        assert session.scalar(own, {"w": attack.world}) == 0
