"""An exercise that starts by itself once its world is made, with the system in the roles left."""

from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

import exercises.worlds
from app.migrate import create_world
from core.db import Database
from core.models import Event

WANTED = {"title": "夜间自动开始", "kind": "tabletop", "area_code": "420111"}


def planned(director: TestClient, **more: Any) -> dict[str, Any]:
    answer = director.post("/api/exercises", json={**WANTED, **more})
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


def told_of(database: Database, exercise_id: str) -> Iterator[tuple[str, str]]:
    """What the live log says of an exercise, oldest first, with the state it told."""
    with database.picture() as session:
        told = Event.data["exercise"]
        query = select(Event.kind, told["state"].astext).where(told["id"].astext == exercise_id)
        yield from (tuple(row) for row in session.execute(query.order_by(Event.seq)))


def test_an_exercise_starts_by_itself_once_its_world_is_made_where_that_was_wished(
    rehearsed: Database, director: TestClient
) -> None:
    row = planned(director, starts_when_ready=True, speed=5.0)
    assert (row["state"], row["starts_when_ready"]) == ("preparing", True)
    exercises.worlds.prepare(rehearsed, row["id"], create_world)
    now = director.get(f"/api/exercises/{row['id']}").json()
    assert (now["state"], now["started_at"]) == ("running", now["prepared_at"])
    assert list(told_of(rehearsed, row["id"]))[-2:] == [
        ("exercise.prepared", "ready"),
        ("exercise.started", "running"),
    ]


def test_the_system_plays_the_rest_of_the_roles_and_decides_only_where_nobody_does(
    director: TestClient,
) -> None:
    me = director.get("/api/me").json()["account"]["id"]
    seat = {"account_id": me, "role": "commander", "jurisdiction_code": "420111"}
    many = ["county_clerk", "team_leader"]
    assert planned(director, played_by_system="rest", seats=[seat])["played_by_system"] == many
    alone = planned(director, played_by_system="rest")["played_by_system"]
    assert alone == ["commander", "county_clerk", "duty_officer", "team_leader"]
    assert planned(director)["played_by_system"] == []
