"""Exercises beside the live world: one ear for all of them, lower priority, no wait for a disk."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app.doors import WORKER_KEY, Ear
from app.giving_way import GIVES_WAY, NICEST, let_server_give_way
from core.db import LIVE, Database, libpq_url
from core.outbox import event_channel
from resources.importing.service import import_channel

PATIENCE_S = 180.0
FIRST, SECOND = "exercise_heard1", "exercise_heard2"


@pytest.fixture
def ear(rehearsed: Database) -> Iterator[Ear]:
    """An ear that listens in the city's database until the test ends."""
    stop = threading.Event()
    listening = Ear(rehearsed, stop)
    thread = listening.start()
    yield listening
    stop.set()
    thread.join(PATIENCE_S)


def _until(true: Callable[[], bool]) -> None:
    give_up_at_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < give_up_at_s, "it did not come about"
        time.sleep(0.02)


def _leader(database: Database, world: str) -> int | None:
    """Return the server process that holds the lead of a world, None if there is none."""
    query = text(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :key"
        " AND objid = hashtext(:world)::oid"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with database.engine.connect() as connection:
        found: int | None = connection.scalar(query, {"key": WORKER_KEY, "world": world})
    return found


def _notify(database: Database, channel: str) -> None:
    with psycopg.connect(libpq_url(database.url), autocommit=True) as connection:
        connection.execute(f"NOTIFY {channel}")


def test_one_connection_leads_and_hears_for_all_exercises_each_by_its_own_bell(
    rehearsed: Database, ear: Ear
) -> None:
    first, second = ear.follow(FIRST), ear.follow(SECOND)
    assert first.is_led.wait(PATIENCE_S)
    assert second.is_led.wait(PATIENCE_S)
    assert _leader(rehearsed, FIRST) == _leader(rehearsed, SECOND)
    with (
        first.door(event_channel(FIRST)).opened(threading.Event()) as events,
        first.door(import_channel(FIRST)).opened(threading.Event()) as lists,
        second.door(event_channel(SECOND)).opened(threading.Event()) as elsewhere,
    ):
        _notify(rehearsed, event_channel(FIRST))
        assert events.wait(PATIENCE_S)
        assert not lists.wait(0)
        assert not elsewhere.wait(0)


def test_a_world_that_is_left_is_free_for_another_to_lead_and_whoever_waited_is_woken(
    rehearsed: Database, ear: Ear
) -> None:
    first = ear.follow(FIRST)
    assert first.is_led.wait(PATIENCE_S)
    with first.door(event_channel(FIRST)).opened(threading.Event()) as bell:
        ear.leave(FIRST)
        assert bell.wait(PATIENCE_S)
    _until(lambda: _leader(rehearsed, FIRST) is None)


def test_an_ear_whose_connection_was_lost_leads_again_and_rings_for_what_it_missed(
    rehearsed: Database, ear: Ear
) -> None:
    first = ear.follow(FIRST)
    assert first.is_led.wait(PATIENCE_S)
    lost = _leader(rehearsed, FIRST)
    with first.door(event_channel(FIRST)).opened(threading.Event()) as bell:
        with rehearsed.engine.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": lost})
        assert bell.wait(PATIENCE_S)
    _until(lambda: _leader(rehearsed, FIRST) not in (None, lost))


def test_what_an_exercise_commits_waits_for_no_disk_and_what_the_live_world_commits_does(
    rehearsed: Database, exercise: dict[str, Any]
) -> None:
    with rehearsed.engine.connect() as connection:
        standing = connection.scalar(text("SHOW synchronous_commit"))
    with rehearsed.picture(exercise["world"]) as session:
        assert session.scalar(text("SHOW synchronous_commit")) == "off"
    with rehearsed.picture(LIVE) as session:
        assert session.scalar(text("SHOW synchronous_commit")) == standing


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of other processes are Linux's")
def test_the_servers_processes_of_exercises_give_way_and_those_of_the_live_world_do_not(
    rehearsed: Database,
) -> None:
    modest = Database(rehearsed.url, pool_size=1, on_connect=let_server_give_way)
    try:
        nice = [_niceness(one) for one in (modest, rehearsed)]
    finally:
        modest.dispose()
    assert nice[0] == min(nice[1] + GIVES_WAY, NICEST)


def _niceness(database: Database) -> int:
    with database.engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        return os.getpriority(os.PRIO_PROCESS, pid or 0)
