"""How live messages travel: a large one that many screens hear is compressed and framed once.

uvicorn compresses each message for each connection anew; a proposal told to a thousand screens then
costs seconds. Here messages are compressed without a context kept from one to the next
(`server_no_context_takeover`, RFC 7692 §7.1.1.1), so that all connections can share the same bytes.
"""

import logging
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import (
    PerMessageDeflate,
    ServerPerMessageDeflateFactory,
)
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

SHARED_FROM = 2_048
"""Messages of so many characters and more are shared; small ones go the usual way."""

_Kind = tuple[int, ...]
_last: dict[_Kind, tuple[str, bytes]] = {}
"""The text last sent and its frame, for each way of compressing that clients have agreed to."""


class SharedFrames(WebSocketsSansIOProtocol):
    """A connection that takes the frame of a large message from the one that sent it before."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.conn = ServerProtocol(
            extensions=[ServerPerMessageDeflateFactory(server_no_context_takeover=True)],
            max_size=self.config.ws_max_size,
            logger=logging.getLogger("uvicorn.error"),
        )

    async def send(self, message: Any) -> None:
        """Send as uvicorn does, but for the large text messages."""
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is None or len(text) < SHARED_FROM or self.conn.state is not State.OPEN:
            await super().send(message)
            return
        await self.writable.wait()
        if self.disconnected:
            raise ClientDisconnected()
        if not self.close_sent:
            self.transport.write(_framed(text, self.conn))


def _framed(text: str, connection: ServerProtocol) -> bytes:
    """The frame of a text; the very same text object is compressed once for all alike."""
    extensions = connection.extensions
    kind = tuple(e.local_max_window_bits for e in extensions if isinstance(e, PerMessageDeflate))
    known, frame = _last.get(kind, ("", b""))
    if known is not text:
        frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False, extensions=extensions)
        _last[kind] = (text, frame)
    return frame
