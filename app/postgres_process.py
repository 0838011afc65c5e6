"""Processes of a PostgreSQL server: as whom they run, whether they live, how they are stopped."""

import os
import pwd
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

STOP_TIMEOUT_S = 30.0
UNPRIVILEGED_USERS = ("postgres", "nobody")


class ClusterError(RuntimeError):
    """The private database could not be prepared, started or stopped."""


@dataclass(frozen=True)
class RunAs:
    """The user a server process runs as; all None means: as this process does."""

    name: str
    uid: int | None = None
    gid: int | None = None
    extra_groups: tuple[int, ...] | None = None


def server_user() -> RunAs:
    """This user, or an unprivileged one when this is root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return RunAs(user_name())
    for name in UNPRIVILEGED_USERS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(name, found.pw_uid, found.pw_gid, ())
    raise ClusterError("PostgreSQL cannot run as root and there is no user postgres or nobody")


def user_name() -> str:
    """The name of the operating-system user that this process runs as."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise ClusterError(f"user id {os.geteuid()} has no name; PostgreSQL needs one") from None


def server_environment() -> dict[str, str]:
    """What a server process sees of the environment: nothing that is particular to this site."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def stop_orphan(pg_data: Path, say: Callable[[str], None]) -> None:
    """Stop whatever still runs on this data directory and remove what a dead server left."""
    pid_file = pg_data / "postmaster.pid"
    pid = _first_number(pid_file)
    if pid is not None and _serves(pid, pg_data):
        say(f"stopping the database that an earlier start left running (process {pid})")
        stop_process(pid, partial(_has_left, pid, pg_data))
    for left_over in _processes_in(pg_data):
        stop_process(left_over, partial(_has_left, left_over, pg_data))
    if pid is not None:
        pid_file.unlink(missing_ok=True)


def stop_process(pid: int, has_ended: Callable[[], bool]) -> None:
    """Ask for a fast shutdown, then an immediate one, and only then kill."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            os.kill(pid, request)
        except ProcessLookupError:
            return
        give_up_at = time.monotonic() + STOP_TIMEOUT_S
        while time.monotonic() < give_up_at:
            if has_ended():
                return
            time.sleep(0.02)
    raise ClusterError(f"process {pid} could not be stopped")


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _serves(pid: int, pg_data: Path) -> bool:
    """Say whether this process works in the data directory (servers change into it)."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == pg_data.resolve() and _is_alive(pid)
    except OSError:
        return False


def _has_left(pid: int, pg_data: Path) -> bool:
    return not _serves(pid, pg_data)


def _is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state not in "ZX"


def _processes_in(pg_data: Path) -> list[int]:
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if _serves(pid, pg_data)]
