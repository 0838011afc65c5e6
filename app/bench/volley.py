"""Many HTTP requests at the same moment, sent and read so cheaply that the servers set the pace.

A thread and a client library for each rival would take more of two processors than the servers do.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

WAIT_S = 60.0
_HEAD_END = b"\r\n\r\n"


@dataclass
class Answer:
    """What came back on one connection."""

    received: bytearray = field(default_factory=bytearray)

    @property
    def is_whole(self) -> bool:
        """Say whether head and body are there."""
        end = self.received.find(_HEAD_END)
        return end >= 0 and len(self.received) >= end + len(_HEAD_END) + self._length(end)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.received.split(b" ", 2)[1])

    @property
    def text(self) -> str:
        """The body of the answer."""
        return self.received.split(_HEAD_END, 1)[1].decode()

    def _length(self, end: int) -> int:
        for line in bytes(self.received[:end]).lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return int(line.split(b":", 1)[1])
        return 0


def request(address: str, path: str, headers: dict[str, str], body: bytes = b"{}") -> bytes:
    """Return a POST request as it travels."""
    fields = {"Host": urlsplit(address).netloc, "Content-Type": "application/json", **headers}
    fields["Content-Length"] = str(len(body))
    head = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(head).encode() + _HEAD_END + body


def fire(requests: Sequence[tuple[str, bytes]]) -> tuple[float, list[Answer]]:
    """Send each request on a connection of its own, all at once; return the time and the answers.

    The connections are open before the clock starts; it stops with the last answer.
    """
    answers = [Answer() for _ in requests]
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        sockets = [stack.enter_context(_connected(address)) for address, _text in requests]
        for number, opened in enumerate(sockets):
            selector.register(opened, selectors.EVENT_READ, number)
        began = time.perf_counter()
        for opened, (_address, text) in zip(sockets, requests, strict=True):
            opened.sendall(text)
        _collect(selector, answers)
        return time.perf_counter() - began, answers


def _connected(address: str) -> socket.socket:
    where = urlsplit(address)
    assert where.hostname is not None
    return socket.create_connection((where.hostname, where.port or 80), timeout=WAIT_S)


def _collect(selector: selectors.BaseSelector, answers: Sequence[Answer]) -> None:
    missing = len(answers)
    while missing:
        ready = selector.select(WAIT_S)
        if not ready:
            raise TimeoutError(f"{missing} answers did not come within {WAIT_S} s")
        for key, _events in ready:
            opened, answer = key.fileobj, answers[key.data]
            assert isinstance(opened, socket.socket)
            answer.received += opened.recv(65_536)
            if answer.is_whole:
                selector.unregister(opened)
                missing -= 1
