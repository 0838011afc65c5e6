"""A reader that asks for "greater than the last seen" misses nothing, whatever writers do."""

import random
import threading
import time
from typing import Literal

from core import outbox
from core.db import Database
from core.outbox import Happening

WRITERS = 8
EACH = 20


class NoteWritten(Happening):
    """A note for this test."""

    kind: Literal["log_entry.written"] = "log_entry.written"
    log_entry: dict[str, str]


def _write(database: Database, writer: int) -> None:
    dice = random.Random(writer)
    for number in range(EACH):
        with database.transaction() as session:
            entry = {"id": f"{writer}-{number}"}
            outbox.record(session, NoteWritten(log_entry=entry), audience=["j:420100"])
            time.sleep(dice.random() * 0.004)


def _read(database: Database, seen: list[str], done: threading.Event) -> None:
    last = 0
    while True:
        finished = done.is_set()
        with database.picture() as session:
            rows = outbox.after(session, last, 1000)
        seen += [row.data["log_entry"]["id"] for row in rows]
        last = rows[-1].seq if rows else last
        if finished and not rows:
            return


def test_no_event_is_missed_while_many_write_at_once(committed: Database) -> None:
    seen: list[str] = []
    done = threading.Event()
    reader = threading.Thread(target=_read, args=(committed, seen, done))
    writers = [threading.Thread(target=_write, args=(committed, n)) for n in range(WRITERS)]
    reader.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert len(seen) == len(set(seen)) == WRITERS * EACH


def test_a_transaction_that_fails_leaves_no_event(committed: Database) -> None:
    try:
        with committed.transaction() as session:
            outbox.record(session, NoteWritten(log_entry={"id": "1"}), audience=[])
            raise RuntimeError("no")
    except RuntimeError:
        pass
    with committed.picture() as session:
        assert outbox.last_seq(session) == 0
