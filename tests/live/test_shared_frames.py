"""A large message for many is compressed once, and everybody reads the same whatever was agreed."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.sync.client import ClientConnection, connect

from app.live_frames import SharedFrames, _last
from app.testing.server import free_port

LONG = "应急调度 " * 20_000
SHORT = "在"


async def tell(scope: Any, receive: Any, send: Any) -> None:
    """Tell everybody who connects a long, a short and the long message again."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    for text in (LONG, SHORT, LONG):
        await send({"type": "websocket.send", "text": text})
    await receive()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve `tell` in a thread."""
    port = free_port()
    config = uvicorn.Config(tell, port=port, ws=SharedFrames, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"ws://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def heard(socket: ClientConnection) -> list[str]:
    with socket:
        return [str(socket.recv(timeout=120)) for _ in range(3)]


def test_screens_with_and_without_compression_read_the_same(address: str) -> None:
    narrow = ClientPerMessageDeflateFactory(server_max_window_bits=10)
    sockets = [
        connect(address, proxy=None, max_size=None),
        connect(address, proxy=None, max_size=None),
        connect(address, proxy=None, max_size=None, compression=None),
        connect(address, proxy=None, max_size=None, compression=None, extensions=[narrow]),
    ]
    assert [heard(socket) for socket in sockets] == [[LONG, SHORT, LONG]] * 4


def test_each_way_of_compressing_keeps_only_the_last_frame(address: str) -> None:
    assert heard(connect(address, proxy=None, max_size=None)) == [LONG, SHORT, LONG]
    assert all(text is LONG for text, _frame in _last.values())
    shared = [len(frame) for kind, (_text, frame) in _last.items() if kind]
    assert max(shared) < len(LONG.encode()) / 10
