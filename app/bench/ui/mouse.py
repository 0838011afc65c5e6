"""A hand that drags at its own pace, whether the page keeps up or not, as a person's does.

Playwright waits for the page after each move; a page that is slow would then be asked less.
"""

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from playwright.sync_api import Page
from websockets.sync.client import ClientConnection, connect

MOVES_PER_S = 60
ROUND_S, RADIUS_PX = 2.5, 160
"""How the mouse drags: in circles, about 400 pixels a second."""


class Mouse:
    """Real mouse events for one page over the browser's own debugging port."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = count(1)

    def drag_about(self, x: float, y: float, seconds: float) -> None:
        """Press at a place, drag in circles at a steady speed for so long, and let go."""
        self._send("mouseMoved", x, y)
        self._send("mousePressed", x, y)
        begun_s = time.monotonic()
        for move in range(round(seconds * MOVES_PER_S)):
            time.sleep(max(0.0, begun_s + move / MOVES_PER_S - time.monotonic()))
            angle = (time.monotonic() - begun_s) / ROUND_S * 2 * math.pi
            self._send(
                "mouseMoved",
                x + RADIUS_PX * math.sin(angle),
                y + RADIUS_PX * (1 - math.cos(angle)),
                held=True,
            )
        self._send("mouseReleased", x, y)

    def _send(self, kind: str, x: float, y: float, *, held: bool = False) -> None:
        button = "none" if kind == "mouseMoved" and not held else "left"
        params: dict[str, Any] = {"type": kind, "x": x, "y": y, "button": button, "clickCount": 1}
        params["buttons"] = 1 if held or kind == "mousePressed" else 0
        message = {"id": next(self._numbers), "method": "Input.dispatchMouseEvent"}
        self._socket.send(json.dumps(message | {"params": params}))


@contextmanager
def mouse_on(page: Page, port: int) -> Iterator[Mouse]:
    """Take the mouse of a page whose browser listens for debuggers on this port of the machine."""
    target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]
    address = f"ws://127.0.0.1:{port}/devtools/page/{target['targetId']}"
    with connect(address, proxy=None, max_size=None) as socket:
        yield Mouse(socket)
