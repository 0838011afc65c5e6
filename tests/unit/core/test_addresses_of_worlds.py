"""Which world an address stands for, and which addresses stand for none."""

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from core.world_paths import NOWHERE, WorldPaths


def led_to(path: str, kind: str = "http") -> tuple[str, str]:
    """Return the world and the path that a request to an address arrives at."""
    seen: list[tuple[str, str]] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append((scope["state"]["world"], scope["path"]))

    async def nothing() -> Message:
        return {"type": "http.request"}

    async def ignore(_message: Message) -> None:
        return

    async def call() -> None:
        await WorldPaths(application)({"type": kind, "path": path}, nothing, ignore)

    anyio.run(call)
    return seen[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_an_address_leads_into_its_own_world(kind: str) -> None:
    assert led_to("/api/me", kind) == ("live", "/api/me")
    assert led_to("/w/exercise_0a1b/api/me", kind) == ("exercise_0a1b", "/api/me")
    assert led_to("/w/exercise_0a1b", kind) == ("exercise_0a1b", "/")
    assert led_to("/wall", kind) == ("live", "/wall")


@pytest.mark.parametrize(
    "path",
    [
        "/w/",
        "/w",
        "/W/exercise_0a1b/api/me",
        "/w/Exercise_0a1b/api/me",
        "/w/live/api/me",
        "/w/shared/api/me",
        "/w//exercise_0a1b/api/me",
        "//w/exercise_0a1b/api/me",
        "/w/exercise_0a1b/../../api/me",
        "/w/exercise_0a1b/..\\..\\api/me",
        "/w/../api/me",
        "/api/../w/exercise_0a1b/api/me",
        "/w/exercise_0a1b/w/exercise_0c2d/api/me",
        "/w/exercise_0a1b\n/api/me",
        "/w/exercise_0123456789abcdef012345678/api/me",
        "/w\\exercise_0a1b/api/me",
    ],
)
def test_what_looks_like_a_world_and_is_none_leads_nowhere(path: str) -> None:
    assert led_to(path)[1] == NOWHERE
