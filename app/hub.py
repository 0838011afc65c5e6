"""Fans events out to everybody who listens: one reader of the outbox per process, one queue each.

A slow listener is cut off when its queue is full and comes back with the sequence number it has.
Besides the doorbell (LISTEN) the hub polls, so a missed ring costs seconds and not correctness.
Positions go by another lane: the latest value wins, at most once a second.
"""

import asyncio
import contextlib
import json
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import psycopg
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

import resources.queries
from app.feed import event_for, roles_of
from core import outbox
from core.auth import Actor
from core.db import LIVE, Database, libpq_url
from core.models import Event, World
from core.outbox import event_channel, position_channel

logger = logging.getLogger("muster.hub")

POLL_S = 3.0
POSITION_EVERY_S = 1.0
RECONNECT_S = 1.0
GOODBYE_WITHIN_S = 1.0
QUEUE_SIZE = 256
BATCH = 500

Scope = tuple[tuple[str, ...], UUID | None, frozenset[str]]


@dataclass(frozen=True)
class Parcel:
    """Something to be sent: events with their sequence numbers, or one ready message."""

    events: tuple[tuple[int, str], ...] = ()
    message: str | None = None

    def text(self, after: int) -> str | None:
        """Return what is to be sent to somebody who has everything up to ``after``."""
        if self.message is not None:
            return self.message
        if self.events and self.events[0][0] > after:
            return self._whole
        return _message([text for seq, text in self.events if seq > after])

    @cached_property
    def _whole(self) -> str | None:
        """All of it: one and the same text for everybody, so that it is compressed only once."""
        return _message([text for _seq, text in self.events])


def _message(texts: list[str]) -> str | None:
    return f'{{"type":"events","events":[{",".join(texts)}]}}' if texts else None


@dataclass(eq=False)
class Listener:
    """One connected client: who it is, what it has already, and what waits to be sent to it."""

    actor: Actor
    has_seq: int = 0
    queue: asyncio.Queue[Parcel] = field(default_factory=lambda: asyncio.Queue(QUEUE_SIZE))
    overrun: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, parcel: Parcel) -> None:
        """Put something into the queue; a full queue ends the connection."""
        try:
            self.queue.put_nowait(parcel)
        except asyncio.QueueFull:
            self.overrun.set()


class Hub:
    """Reads the outbox of one world in order and hands each event to those who may see it."""

    def __init__(self, database: Database, world: str = LIVE) -> None:
        self.database = database
        self.world = world
        self.seq = 0
        self._has_begun = False
        self.listeners: set[Listener] = set()
        self._moved = asyncio.Event()
        self._positions_at: datetime | None = None
        self._positions_due = False
        self._positions_sent_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to read at the present end of the outbox; a database that is away is waited for."""
        with contextlib.suppress(Exception):
            await self.begin()
        self._task = asyncio.create_task(self._run())

    async def begin(self) -> None:
        """Find the present end of the outbox, once; nobody listens before it is known.

        Without it the whole log would be read and handed out before anything new.
        """
        if self._has_begun:
            return
        last = await run_in_threadpool(self._last_seq)
        if not self._has_begun:
            self.seq, self._has_begun = last, True

    async def say_goodbye(self) -> None:
        """Tell everybody that the service goes away; wait a moment until it has been sent."""
        farewell = Parcel(message=json.dumps({"type": "going_away", "seq": self.seq}))
        told = list(self.listeners)
        for listener in told:
            listener.offer(farewell)
        waits = [asyncio.create_task(listener.queue.join()) for listener in told]
        if waits:
            _sent, slow = await asyncio.wait(waits, timeout=GOODBYE_WITHIN_S)
            for wait in slow:
                wait.cancel()

    async def stop(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def join(self, actor: Actor) -> Listener:
        """Register a listener; from this moment on it misses nothing."""
        listener = Listener(actor)
        self.listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self.listeners.discard(listener)

    async def wait_beyond(self, seq: int, within_s: float) -> None:
        """Wait until something has happened after ``seq``, at most so long."""
        moved = self._moved
        if self.seq <= seq:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), within_s)

    def _is_taken_away(self) -> bool:
        """Say whether the exercise that was read is not there any more; not while nobody knows."""
        with contextlib.suppress(DBAPIError), self.database.picture(LIVE) as session:
            return session.get(World, self.world) is None
        return False

    @property
    def is_over(self) -> bool:
        """Say whether nothing is read any more, because its world was taken away."""
        return self._task is not None and self._task.done()

    def _last_seq(self) -> int:
        with self.database.picture(self.world) as session:
            return outbox.last_seq(session)

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                logger.warning("event feed interrupted, reconnecting: %s", error)
            except Exception:
                if await run_in_threadpool(self._is_taken_away):
                    await self.say_goodbye()
                    return
                logger.exception("event feed failed, reconnecting")
            await asyncio.sleep(RECONNECT_S)

    async def _listen(self) -> None:
        address, positions = libpq_url(self.database.url), position_channel(self.world)
        connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {event_channel(self.world)}")
            await connection.execute(f"LISTEN {positions}")
            await self.begin()
            while True:
                await self._deliver()
                wait_s = POSITION_EVERY_S if self._positions_due else POLL_S
                async for notice in connection.notifies(timeout=wait_s, stop_after=1):
                    self._positions_due |= notice.channel == positions
                if connection.closed:
                    return
                await connection.execute("SELECT 1")

    async def _deliver(self) -> None:
        while rows := await run_in_threadpool(self._read):
            self._hand_out(rows)
        if self._positions_due and time.monotonic() - self._positions_sent_s >= POSITION_EVERY_S:
            await self._hand_out_positions()

    def _read(self) -> list[Event]:
        with self.database.picture(self.world) as session:
            return outbox.after(session, self.seq, BATCH)

    def _hand_out(self, rows: list[Event]) -> None:
        for audience in self._by_scope().values():
            seen = ((row.seq, event_for(audience[0].actor, row)) for row in rows)
            heard = tuple(
                (seq, json.dumps(event, ensure_ascii=False)) for seq, event in seen if event
            )
            parcel = Parcel(heard)
            for listener in audience if heard else ():
                listener.offer(parcel)
        self.seq = rows[-1].seq
        self._moved.set()
        self._moved = asyncio.Event()

    async def _hand_out_positions(self) -> None:
        self._positions_due = False
        self._positions_sent_s = time.monotonic()
        since, self._positions_at = self._positions_at, await run_in_threadpool(self._present)
        for scope, audience in self._by_scope().items():
            moved = await run_in_threadpool(self._moved_since, scope, since)
            message = json.dumps({"type": "positions", "positions": moved})
            for listener in audience if moved else ():
                listener.offer(Parcel(message=message))

    def _by_scope(self) -> dict[Scope, list[Listener]]:
        """Group the listeners by what they see, so that each group costs one query.

        Roles tell what is seen in exercises alone.
        """
        groups: dict[Scope, list[Listener]] = {}
        for listener in self.listeners:
            actor = listener.actor
            roles = frozenset() if self.world == LIVE else roles_of(actor)
            scope = tuple(actor.prefixes), actor.team_id, roles
            groups.setdefault(scope, []).append(listener)
        return groups

    def _present(self) -> datetime:
        """Return the time by the database's clock, which also stamps when positions arrived."""
        with self.database.picture(self.world) as session:
            return session.scalars(select(func.now())).one()

    def _moved_since(self, scope: Scope, since: datetime | None) -> list[dict[str, Any]]:
        prefixes, team_id, _roles = scope
        own = [team_id] if team_id else None
        with self.database.picture(self.world) as session:
            rows = resources.queries.positions(
                session, prefixes, team_ids=own, since=since, shared=True
            )
        return [row.model_dump(mode="json") for row in rows]


class Hubs:
    """One hub for each world that somebody follows; the live world always has one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.live = Hub(database)
        self._of: dict[str, Hub] = {LIVE: self.live}
        self._starting = asyncio.Lock()

    async def of(self, world: str) -> Hub:
        """Return the hub of a world; the first who asks has it started, once it knows its end."""
        async with self._starting:
            hub = self._of.get(world)
            if hub is None or hub.is_over:
                hub = Hub(self.database, world)
                await hub.start()
                self._of[world] = hub
        await hub.begin()
        return hub

    async def close(self, world: str) -> None:
        """Stop the hub of an exercise that is over."""
        hub = self._of.pop(world, None)
        if hub is not None:
            await hub.say_goodbye()
            await hub.stop()

    async def say_goodbye(self) -> None:
        """Tell all listeners of all worlds that the service goes away."""
        await asyncio.gather(*(hub.say_goodbye() for hub in self._of.values()))

    async def stop(self) -> None:
        """Stop reading in every world."""
        await asyncio.gather(*(hub.stop() for hub in self._of.values()))
