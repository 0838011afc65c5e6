"""Each world has an address of its own, so that a window is in one world and cannot slip."""

import re

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core.db import LIVE

_PATH = re.compile(r"/w/(exercise_[a-z0-9]{1,24})(/.*)?", re.DOTALL)
_LIKE_A_WORLD = re.compile(r"[/\\]+w([/\\]|$)", re.IGNORECASE)
NOWHERE = "/api/no-such-world"
_COOKIE = "muster_session"


class WorldPaths:
    """Takes ``/w/<world>`` off an address and remembers which world it stands for."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as to the live address, with its world in the state.

        What begins like a world's address and is none leads to no world, least of all the live one.
        """
        if scope["type"] in ("http", "websocket"):
            world, within = split(scope["path"])
            scope.setdefault("state", {})["world"] = world
            scope = dict(scope, path=NOWHERE if _leads_nowhere(within) else within)
        await self.inner(scope, receive, send)


def split(path: str) -> tuple[str, str]:
    """Return the world that a path leads to, and the path within it."""
    found = _PATH.fullmatch(path)
    return (found[1], found[2] or "/") if found else (LIVE, path)


def _leads_nowhere(path: str) -> bool:
    """Say whether a path looks like a world's address and is none, or climbs: none of ours does."""
    return _LIKE_A_WORLD.match(path) is not None or ".." in re.split(r"[/\\]", path)


def world_of(connection: HTTPConnection) -> str:
    """Return the world whose address was called."""
    return str(connection.scope.get("state", {}).get("world", LIVE))


def address_of(world: str) -> str:
    """Return the path under which a world is served, without a slash at its end."""
    return "" if world == LIVE else f"/w/{world}"


def cookie_of(world: str) -> str:
    """Return the name of a world's session cookie: none is read at another world's address."""
    return _COOKIE if world == LIVE else f"{_COOKIE}_{world}"
