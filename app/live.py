"""The live push: a WebSocket that first catches up, then follows, gap-free after a reconnect."""

import asyncio
import contextlib
import json
import logging
import time
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from app.feed import LARGEST_GAP, event_for, may_follow
from app.hub import Hub, Listener, Parcel
from core import outbox
from core.auth import Actor, identify, same_site

logger = logging.getLogger("muster.live")

router = APIRouter(prefix="/api")

HELLO_WITHIN_S = 10.0
HEARTBEAT_S = 15.0
RECHECK_EVERY_S = 60.0
NOT_SIGNED_IN = 4401
NOT_FROM_HERE = 4403
BAD_HELLO = 4400
TRY_AGAIN_LATER = 1013
CLOSE_WITHIN_S = 2.0


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """Follow the world: hello with the last sequence number, then events without a gap."""
    await socket.accept()
    try:
        await _converse(socket)
    except (WebSocketDisconnect, RuntimeError):
        return
    except (DBAPIError, PoolExhausted):
        await _close_within(socket, "the database is away; come back with your last seq")


async def _converse(socket: WebSocket) -> None:
    headers = {name.lower(): value for name, value in socket.headers.items()}
    if not same_site(headers, socket.app.state.settings):
        await socket.close(NOT_FROM_HERE, "not from this site")
        return
    actor = await _who(socket)
    if actor is None:
        await socket.close(NOT_SIGNED_IN, "not signed in")
        return
    if not may_follow(actor):
        await socket.close(NOT_FROM_HERE, "not allowed to follow")
        return
    after = await _hello(socket)
    if after is None:
        return
    hub: Hub = await socket.app.state.hubs.of(actor.world)
    listener = hub.join(actor)
    try:
        await _follow(socket, hub, listener, after)
    finally:
        hub.leave(listener)


async def _who(socket: WebSocket) -> Actor | None:
    state = socket.app.state
    return await run_in_threadpool(
        identify, state.database, state.settings, state.permissions, socket
    )


async def _hello(socket: WebSocket) -> int | None:
    try:
        hello: Any = await asyncio.wait_for(socket.receive_json(), HELLO_WITHIN_S)
        after = hello["after"] if hello["type"] == "hello" else None
    except (TimeoutError, KeyError, TypeError, ValueError):
        after = None
    except WebSocketDisconnect:
        return None
    if not isinstance(after, int) or after < 0:
        await socket.close(BAD_HELLO, "expected a hello with a sequence number")
        return None
    return after


async def _follow(socket: WebSocket, hub: Hub, listener: Listener, after: int) -> None:
    await _catch_up(socket, hub, listener, after)
    watch = asyncio.create_task(_until_gone(socket))
    overrun = asyncio.create_task(listener.overrun.wait())
    send = asyncio.create_task(_send(socket, hub, listener))
    try:
        await asyncio.wait({watch, overrun, send}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (watch, overrun, send):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
    if listener.overrun.is_set():
        logger.warning("a listener was too slow and is cut off")
        await _close_within(socket, "too slow; come back with your last seq")


async def _close_within(socket: WebSocket, reason: str) -> None:
    """Close politely; a peer that takes nothing more is left without a word after a moment."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(socket.close(TRY_AGAIN_LATER, reason), CLOSE_WITHIN_S)


async def _catch_up(socket: WebSocket, hub: Hub, listener: Listener, after: int) -> None:
    missed = await run_in_threadpool(_missed, hub, listener.actor, after)
    if missed is None:
        await socket.send_text(json.dumps({"type": "reset"}))
        return
    events, listener.has_seq = missed
    await socket.send_text(json.dumps({"type": "events", "events": events}, ensure_ascii=False))


def _missed(hub: Hub, actor: Actor, after: int) -> tuple[list[dict[str, Any]], int] | None:
    """Return what the actor missed and up to where, or None when the gap is too large."""
    with hub.database.picture(hub.world) as session:
        last = outbox.last_seq(session)
        if after > last or last - after > LARGEST_GAP:
            return None
        rows = outbox.after(session, after, LARGEST_GAP)
    seen = (event_for(actor, row) for row in rows)
    return [event for event in seen if event is not None], last


async def _until_gone(socket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()


async def _send(socket: WebSocket, hub: Hub, listener: Listener) -> None:
    checked_s = time.monotonic()
    while True:
        parcel = await _next_parcel(listener)
        if time.monotonic() - checked_s >= RECHECK_EVERY_S:
            if not await _is_still_welcome(socket, listener):
                await socket.close(NOT_SIGNED_IN, "session ended")
                return
            checked_s = time.monotonic()
        if parcel is None:
            await socket.send_json(
                {"type": "heartbeat", "seq": hub.seq, "at": datetime.now(UTC).isoformat()}
            )
            continue
        if (message := parcel.text(listener.has_seq)) is not None:
            await socket.send_text(message)
        listener.queue.task_done()


async def _next_parcel(listener: Listener) -> Parcel | None:
    """Return what is to be sent next, or None when nothing came for a heartbeat's time."""
    try:
        return await asyncio.wait_for(listener.queue.get(), HEARTBEAT_S)
    except TimeoutError:
        return None


async def _is_still_welcome(socket: WebSocket, listener: Listener) -> bool:
    """Look again who is listening, however busy the feed is, and follow a change of rights."""
    actor = await _who(socket)
    if actor is None or not may_follow(actor):
        return False
    listener.actor = actor
    return True
