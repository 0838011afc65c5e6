"""How what serves exercises leaves the processor to the live world: own processes and database's.

Each connection to PostgreSQL has a process of its own at the server. Where that runs on this
machine and this user may say so, those that serve only exercises are served after the live
world's; elsewhere they stay as they are, which costs the live world time and nothing else.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any

import psycopg

logger = logging.getLogger("muster.exercises")

GIVES_WAY = 10
"""How much nicer than the live world's processes, where nothing better is known."""
NICEST = 19
PATIENT_S = 0.05
"""So long a thread may keep the interpreter: many wait for it, and each wakes up to ask."""
_TITLE = b"postgres: "


def give_way() -> None:
    """Let this process and the solver it starts have only what the live world leaves.

    Linux has a policy for that: whoever wakes in the live world goes first at once, where a nice
    process would end its turn before.
    """
    os.nice(GIVES_WAY)
    sys.setswitchinterval(PATIENT_S)
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        os.sched_setaffinity(0, _left_over())


def _left_over() -> set[int]:
    """The half of the processors that exercises keep to: the live world has the other's caches."""
    mine = sorted(os.sched_getaffinity(0))
    return set(mine[len(mine) // 2 :])


def let_server_give_way(connection: psycopg.Connection[Any]) -> None:
    """Let the server's process of a connection give way too, where it is one of this machine."""
    pid = connection.info.backend_pid
    if sys.platform != "linux" or not _is_here(connection, pid):
        return
    try:
        nicer = min(os.getpriority(os.PRIO_PROCESS, pid) + GIVES_WAY, NICEST)
        os.setpriority(os.PRIO_PROCESS, pid, nicer)
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        os.sched_setaffinity(pid, os.sched_getaffinity(0))
    except OSError as error:
        logger.info("the database's processes do not give way: %s", error)


def _is_here(connection: psycopg.Connection[Any], pid: int) -> bool:
    """Say whether this number is that server process and nothing else that happens to have it."""
    if not connection.info.host.startswith("/"):
        return False
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    wanted = f"{connection.info.user} {connection.info.dbname} [local]".encode()
    return title.startswith(_TITLE) and wanted in title
