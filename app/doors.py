"""What wakes those who work in a world: its doorbells, and the lead that one of them holds.

The live world's workers each listen on a connection of their own. Exercises share one for all their
worlds: every ring of a doorbell wakes every connection that listens, and a live command rings too.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg

from core.db import Database, libpq_url
from core.outbox import event_channel
from resources.importing.service import import_channel

logger = logging.getLogger("muster.worker")

WORKER_KEY = 0x4D57_4F52
"""The lock that the leading solver worker of a world holds."""
GLANCE_S = 0.5
RECONNECT_S = 1.0
_TAKE = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
_GIVE_BACK = "SELECT pg_advisory_unlock(%s, hashtext(%s))"


@dataclass(frozen=True)
class Pace:
    """How often something is looked at that nobody rang for.

    ``poll_s`` without a ring, ``apart_s`` between two looks however often it rings, ``tend_s`` for
    what is due by the clock alone, ``alarms_s`` and ``alarms_apart_s`` the same for alarms.
    """

    poll_s: float
    apart_s: float
    tend_s: float
    alarms_s: float
    alarms_apart_s: float


LIVE_PACE = Pace(poll_s=1.0, apart_s=0.0, tend_s=30.0, alarms_s=5.0, alarms_apart_s=1.0)
GOING = Pace(poll_s=1.0, apart_s=1.0, tend_s=30.0, alarms_s=5.0, alarms_apart_s=3.0)
"""An exercise whose clock goes."""
STANDING = Pace(poll_s=15.0, apart_s=1.0, tend_s=120.0, alarms_s=60.0, alarms_apart_s=3.0)
"""An exercise whose clock stands: nothing comes by itself, only by a ring."""


class Bell(Protocol):
    """Something that rings when there is work."""

    def wait(self, within_s: float) -> bool:
        """Wait until it rings, at most so long; say whether it did."""

    def check(self) -> None:
        """Raise an error if it could not ring any more."""


class Door(Protocol):
    """Where a part of a world's workers waits for its bell, once it may work."""

    @property
    def pace(self) -> Pace:
        """How often it looks without a ring."""

    def opened(self, stop: threading.Event) -> AbstractContextManager[Bell]:
        """Wait for the lead, or until told to stop, and listen as long as the block runs."""


class OwnDoor:
    """A connection of one's own that holds a lock as the leader's sign and then listens."""

    pace = LIVE_PACE

    def __init__(
        self, database: Database, world: str, channel: str, key: int | None, standby_s: float = 1.0
    ) -> None:
        """Listen on a channel; without a key there is nobody to lead."""
        self._url = libpq_url(database.url)
        self._world = world
        self._channel = channel
        self._key = key
        self._standby_s = standby_s

    @contextmanager
    def opened(self, stop: threading.Event) -> Iterator[Bell]:
        """Stand by until the lead is free, then listen; what came before is looked up, not rung."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not stop.is_set() and not self._leads(connection):
                stop.wait(self._standby_s)
            connection.execute(f"LISTEN {self._channel}")
            yield OwnBell(connection)

    def _leads(self, connection: psycopg.Connection[Any]) -> bool:
        return self._key is None or _takes(connection, self._key, self._world)


class OwnBell:
    """Rings by a notice on a connection that only one waits at."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def wait(self, within_s: float) -> bool:
        """Wait for a notice, at most so long; say whether one came."""
        return bool(list(self._connection.notifies(timeout=within_s, stop_after=1)))

    def check(self) -> None:
        """Ask the server for a sign of life."""
        self._connection.execute("SELECT 1")


class SharedBell:
    """Rung by whoever listens for many; a ring that nobody waited for is kept."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Wake who waits, or the next one who does."""
        self._rung.set()

    def wait(self, within_s: float) -> bool:
        """Wait for a ring, at most so long; say whether it came."""
        came = self._rung.wait(within_s)
        self._rung.clear()
        return came

    def check(self) -> None:
        """Do nothing: the connection is the ear's to look after."""


@dataclass
class Exercised:
    """A world of an exercise as those who work in it share it."""

    world: str
    goes: bool = True
    is_led: threading.Event = field(default_factory=threading.Event)
    bells: dict[str, list[SharedBell]] = field(default_factory=dict)

    def door(self, channel: str) -> "SharedDoor":
        """Return a door at which a channel of this world is heard."""
        return SharedDoor(self, channel)

    def ring(self, channel: str | None = None) -> None:
        """Ring the bells of a channel, or all there are."""
        for name, bells in list(self.bells.items()):
            for bell in list(bells) if channel in (None, name) else ():
                bell.ring()


class SharedDoor:
    """A door of an exercise's world: the ear listens and leads for all of them."""

    def __init__(self, exercised: Exercised, channel: str) -> None:
        self._exercised = exercised
        self._channel = channel

    @property
    def pace(self) -> Pace:
        """How often one looks there: seldom while the clock stands."""
        return GOING if self._exercised.goes else STANDING

    @contextmanager
    def opened(self, stop: threading.Event) -> Iterator[Bell]:
        """Wait until this process leads in the world, then hear its bell."""
        bell = SharedBell()
        bells = self._exercised.bells.setdefault(self._channel, [])
        while not stop.is_set() and not self._exercised.is_led.wait(GLANCE_S):
            pass
        bells.append(bell)
        try:
            yield bell
        finally:
            bells.remove(bell)


class Ear:
    """Listens for all exercises on one connection, which also holds the lead in each of them."""

    def __init__(self, database: Database, stop: threading.Event) -> None:
        self._url = libpq_url(database.url)
        self._stop = stop
        self._worlds: dict[str, Exercised] = {}

    def start(self) -> threading.Thread:
        """Begin, on a thread of its own."""
        thread = threading.Thread(target=self.run, name="ear", daemon=True)
        thread.start()
        return thread

    def follow(self, world: str) -> Exercised:
        """Begin to lead in a world and to listen for it."""
        return self._worlds.setdefault(world, Exercised(world))

    def leave(self, world: str) -> None:
        """Lead there no longer; whoever still waits there is woken."""
        gone = self._worlds.pop(world, None)
        if gone is not None:
            gone.ring()

    def run(self) -> None:
        """Listen until told to stop; after a lost connection everybody looks for themselves."""
        while not self._stop.is_set():
            try:
                self._listen()
            except (psycopg.Error, OSError) as error:
                logger.warning("exercises are not heard, trying again: %s", error)
            for one in list(self._worlds.values()):
                one.is_led.clear()
            self._stop.wait(RECONNECT_S)

    def _listen(self) -> None:
        heard: dict[str, Exercised] = {}
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._stop.is_set():
                self._keep_to(connection, heard)
                for notice in connection.notifies(timeout=GLANCE_S):
                    _ring(heard, notice.channel)

    def _keep_to(self, connection: psycopg.Connection[Any], heard: dict[str, Exercised]) -> None:
        """Begin in worlds that are new, and end in those that were left."""
        wanted = dict(self._worlds)
        for world in [one for one in heard if heard[one] is not wanted.get(one)]:
            for channel in _channels(world):
                connection.execute(f"UNLISTEN {channel}")
            connection.execute(_GIVE_BACK, [WORKER_KEY, world])
            del heard[world]
        for world, exercised in wanted.items():
            if world not in heard and _takes(connection, WORKER_KEY, world):
                for channel in _channels(world):
                    connection.execute(f"LISTEN {channel}")
                heard[world] = exercised
                exercised.is_led.set()
                exercised.ring()


def _channels(world: str) -> tuple[str, str]:
    return event_channel(world), import_channel(world)


def _ring(heard: dict[str, Exercised], channel: str) -> None:
    for world, exercised in heard.items():
        if channel in _channels(world):
            exercised.ring(channel)


def _takes(connection: psycopg.Connection[Any], key: int, world: str) -> bool:
    row = connection.execute(_TAKE, [key, world]).fetchone()
    return row is not None and bool(row[0])
