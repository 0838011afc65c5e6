"""Work that goes on survives a lost database and a failure, and ends when it is told to."""

import logging
import threading

import psycopg
import pytest

from app.keeping_on import keep_on


def test_work_is_begun_anew_after_a_lost_database_and_after_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = threading.Event()
    fails: list[Exception] = [psycopg.OperationalError("gone"), ValueError("wrong")]
    begun = 0

    def serve() -> None:
        nonlocal begun
        begun += 1
        if fails:
            raise fails.pop(0)
        stop.set()

    keep_on(serve, stop, logging.getLogger("test"), "lists", 0.0)
    assert begun == 3
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert "lists wait: gone" in caplog.text


def test_nothing_is_begun_once_it_is_told_to_end() -> None:
    stop = threading.Event()
    stop.set()
    keep_on(lambda: pytest.fail("begun"), stop, logging.getLogger("test"), "lists", 0.0)
