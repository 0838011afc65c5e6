"""Many screens in one process, each a WebSocket of its own: when does each hear of an answer?

    python -P -m app.bench.screen_wall ADDRESS COUNT    (cookie and seq on standard input)

Prints {"ready": COUNT}, then a line for each proven proposal: seconds since the epoch at which
each screen had received the whole of it. The screens take compressed messages as browsers do, but
look only into the head of each, so that a thousand of them fit beside the service they measure.
"""

import asyncio
import json
import os
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import IO, Any
from urllib.parse import urlsplit

from app.bench.child_environment import environment_of_child

MARK = b'"proposal.proven"'
HEAD = 600
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
OPENING_AT_ONCE = 20


class Wall:
    """The screens' process as the measuring one sees it."""

    def __init__(self, process: "Popen[bytes]") -> None:
        self._process = process

    def next_receipts(self) -> list[float]:
        """When each screen had the next proven proposal, in order of time."""
        return sorted(_line_of(self._process.stdout)["received_at"])


@contextmanager
def screen_wall(address: str, cookie: str, seq: int, count: int) -> Iterator[Wall]:
    """Run so many screens as long as the block; all are connected when it begins."""
    process = Popen(
        [sys.executable, "-P", "-m", "app.bench.screen_wall", address, str(count)],
        env=environment_of_child(),
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps({"cookie": cookie, "seq": seq}).encode() + b"\n")
        process.stdin.flush()
        _line_of(process.stdout)
        yield Wall(process)
    finally:
        process.kill()
        process.communicate()


def _line_of(stream: IO[bytes] | None) -> dict[str, Any]:
    assert stream is not None
    text = stream.readline()
    if not text:
        raise RuntimeError("the screens' process has ended")
    found: dict[str, Any] = json.loads(text)
    return found


class _Receipts:
    """Collects when each screen heard of each answer, and tells once all have."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._heard = [0] * count
        self._rounds: list[list[float]] = []

    def note(self, screen: int) -> None:
        number = self._heard[screen]
        self._heard[screen] += 1
        if number == len(self._rounds):
            self._rounds.append([])
        self._rounds[number].append(time.time())
        if len(self._rounds[number]) == self._count:
            print(json.dumps({"received_at": self._rounds[number]}), flush=True)


class _Screen:
    """One connection: shakes hands, says hello, then reads frame after frame."""

    def __init__(self, number: int, address: str, told: dict[str, Any]) -> None:
        self.number = number
        self._where = urlsplit(address)
        self._told = told
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        host, port = self._where.hostname, self._where.port
        self._reader, self._writer = await asyncio.open_connection(host, port, limit=1 << 22)
        lines = (
            "GET /api/live HTTP/1.1",
            f"Host: {self._where.netloc}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: c2NyZWVuIG9mIGEgd2FsbA==",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
            f"Cookie: {self._told['cookie']}",
        )
        self._writer.write("\r\n".join((*lines, "", "")).encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer or b"server_no_context_takeover" not in answer:
            raise RuntimeError(f"no shared live feed: {answer.decode()}")
        self._send(TEXT, json.dumps({"type": "hello", "after": self._told["seq"]}).encode())

    async def follow(self, receipts: _Receipts) -> None:
        while True:
            opcode, compressed, payload = await self._frame()
            if opcode == PING:
                self._send(PONG, payload)
            elif opcode == CLOSE:
                raise RuntimeError("the service closed a screen")
            elif MARK in (_head(payload) if compressed else payload[:HEAD]):
                receipts.note(self.number)

    async def _frame(self) -> tuple[int, bool, bytes]:
        first, second = await self._reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return first & 0x0F, bool(first & 0x40), await self._reader.readexactly(length)

    def _send(self, opcode: int, payload: bytes) -> None:
        """Send a short masked frame, as clients must."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[k % 4] for k, byte in enumerate(payload))
        self._writer.write(bytes((0x80 | opcode, 0x80 | len(payload))) + mask + masked)


def _head(payload: bytes) -> bytes:
    return zlib.decompressobj(wbits=-15).decompress(payload, HEAD)


async def _main(address: str, count: int, told: dict[str, Any]) -> None:
    screens = [_Screen(number, address, told) for number in range(count)]
    for start in range(0, count, OPENING_AT_ONCE):
        await asyncio.gather(*(s.open() for s in screens[start : start + OPENING_AT_ONCE]))
    print(json.dumps({"ready": count}), flush=True)
    receipts = _Receipts(count)
    async with asyncio.TaskGroup() as group:
        for screen in screens:
            group.create_task(screen.follow(receipts))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), json.loads(sys.stdin.readline())))
