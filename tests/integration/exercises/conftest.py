"""A city of the test's own, with an exercise that is prepared on it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

import exercises.worlds
from app.embedded_db import login_of_exercises
from app.migrate import create_world
from app.testing.services import Services
from core.db import Database
from tests.integration.conftest import MovableClock

Door = Callable[[str], TestClient]
AT_NIGHT = datetime(2026, 7, 2, 19, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def rehearsed(shared_city_url: str) -> Iterator[Database]:
    """The demo city that the tests of a file share; its clock stands until it is moved."""
    database = Database(
        shared_city_url,
        exercise_url=login_of_exercises(shared_city_url),
        clock=MovableClock(),
    )
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def door(services: Services, rehearsed: Database) -> Iterator[Door]:
    """Sign in as a demo account."""
    with services.door(rehearsed) as enter:
        yield enter


@pytest.fixture(scope="module")
def director(door: Door) -> TestClient:
    """The commander of the city, who directs the exercise."""
    return door("commander")


@pytest.fixture
def exercise(rehearsed: Database, director: TestClient) -> dict[str, Any]:
    """An exercise of Hongshan that begins on a night in July, with its world made."""
    wanted = {
        "title": "液氯泄漏桌面推演",
        "kind": "tabletop",
        "area_code": "420111",
        "begins_at": AT_NIGHT.isoformat(),
        "speed": 10.0,
    }
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    found: dict[str, Any] = director.get(f"/api/exercises/{planned.json()['id']}").json()
    return found
