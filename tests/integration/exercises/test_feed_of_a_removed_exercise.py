"""The feed of an exercise that is taken away ends, instead of failing once a second for ever."""

from typing import Any

import anyio
from fastapi.testclient import TestClient

import exercises.worlds
from app.hub import Hub
from core.db import Database


def test_a_feed_ends_with_its_exercise_and_a_new_one_may_be_begun(
    rehearsed: Database, director: TestClient, exercise: dict[str, Any]
) -> None:
    async def follow() -> bool:
        hub = Hub(rehearsed, exercise["world"])
        await hub.start()
        assert not hub.is_over
        await anyio.to_thread.run_sync(exercises.worlds.remove, rehearsed, exercise["world"])
        with anyio.move_on_after(20):
            while not hub.is_over:
                await anyio.sleep(0.1)
        over = hub.is_over
        await hub.stop()
        return over

    assert director.get("/api/exercises").status_code == 200
    assert anyio.run(follow)
