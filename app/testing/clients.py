"""A person at a screen, for tests and benchmarks: signed-in HTTP calls and a live picture."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx
from websockets.sync.client import ClientConnection, connect

import exercises.replay
from core.ids import new_id

JsonObject = dict[str, Any]
Picture = dict[str, dict[str, JsonObject]]
WAIT_S = 180.0


class Caller:
    """Somebody signed in, making calls over HTTP as the command UI does."""

    def __init__(self, address: str, username: str, password: str, language: str = "zh-CN") -> None:
        self.address = address
        self.http = httpx.Client(
            base_url=address,
            headers={"X-Muster": "1", "Accept-Language": language},
            timeout=60,
            trust_env=False,
        )
        answer = self.http.post("/api/session", json={"username": username, "password": password})
        answer.raise_for_status()
        self.me: JsonObject = answer.json()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.http.close()

    @property
    def cookie(self) -> str:
        """The session cookie as a header value."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def get(self, path: str, **params: Any) -> Any:
        """Read; a failure raises with the server's own words."""
        return self._answer(self.http.get(f"/api{path}", params=params))

    def post(self, path: str, body: Any = None, version: int | None = None) -> Any:
        """Write with a fresh idempotency key."""
        return self._answer(self.send("POST", path, body, version))

    def patch(self, path: str, body: Any, version: int | None = None) -> Any:
        """Change, stating the version seen."""
        return self._answer(self.send("PATCH", path, body, version))

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        version: int | None = None,
        key: str | None = None,
    ) -> httpx.Response:
        """Make a call and return the whole answer, whatever its status."""
        headers = {"Idempotency-Key": key or str(new_id())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.http.request(method, f"/api{path}", json=body, headers=headers)

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        if response.is_error:
            raise AssertionError(f"{response.request.method} {response.url}: {response.text}")
        return response.json() if response.content else None


class Screen:
    """A live picture: a snapshot, then every event put by id if newer, from a WebSocket."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.picture: Picture = {}
        self.kinds: list[str] = []
        self.positions: dict[str, JsonObject] = {}
        self.received_s: dict[int, float] = {}
        self._changed = threading.Condition()
        snapshot = caller.get("/snapshot")
        self.seq: int = snapshot["seq"]
        self._take(snapshot)
        self._open = ExitStack()
        self._socket = self._open.enter_context(self._connect())
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the live push."""
        self._open.close()
        self._thread.join(5)

    def _connect(self) -> AbstractContextManager[ClientConnection]:
        address = self.caller.address.replace("http", "ws", 1) + "/api/live"
        headers = {"Cookie": self.caller.cookie}
        opened: AbstractContextManager[ClientConnection] = connect(
            address, additional_headers=headers, max_size=None, proxy=None
        )
        return opened

    def _take(self, snapshot: JsonObject) -> None:
        self.picture.update(picture_of(snapshot))

    def _follow(self) -> None:
        self._socket.send(json.dumps({"type": "hello", "after": self.seq}))
        for text in self._socket:
            message = json.loads(text)
            with self._changed:
                if message["type"] == "events":
                    for event in message["events"]:
                        self._put(event)
                elif message["type"] == "positions":
                    for position in message["positions"]:
                        self.positions[position["team_id"]] = position
                self._changed.notify_all()

    def _put(self, event: JsonObject) -> None:
        if event["seq"] <= self.seq:
            return
        self.seq = event["seq"]
        self.received_s[self.seq] = time.monotonic()
        self.kinds.append(event["kind"])
        fold(self.picture, event)

    def all(self, noun: str) -> list[JsonObject]:
        """Return what the screen knows of a noun."""
        return list(self.picture.get(noun, {}).values())

    def wait(
        self, noun: str, wanted: Callable[[JsonObject], bool], within_s: float = WAIT_S
    ) -> JsonObject:
        """Wait until something of this noun is as wanted, without asking the server again."""
        deadline = time.monotonic() + within_s
        with self._changed:
            while True:
                for thing in self.picture.get(noun, {}).values():
                    if wanted(thing):
                        return thing
                left_s = deadline - time.monotonic()
                if left_s <= 0 or not self._changed.wait(left_s):
                    raise AssertionError(f"no {noun} as wanted; last events {self.kinds[-12:]}")

    def wait_until_quiet(self, quiet_s: float = 3.0, within_s: float = WAIT_S) -> int:
        """Wait until nothing has happened for a while and return the last sequence number."""
        deadline = time.monotonic() + within_s
        with self._changed:
            while self._changed.wait(quiet_s):
                if time.monotonic() > deadline:
                    raise AssertionError(f"it never became quiet; last {self.kinds[-12:]}")
        return self.seq


def picture_of(snapshot: JsonObject) -> Picture:
    """Index a snapshot by noun and id."""
    return {
        _singular(plural): {row["id"]: row for row in rows}
        for plural, rows in snapshot.items()
        if isinstance(rows, list) and rows and "id" in rows[0]
    }


def fold(picture: Picture, event: JsonObject) -> None:
    """Put what an event carries by id if it is newer: the whole rule of a client."""
    exercises.replay.fold(picture, event)


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural.removesuffix("s")
