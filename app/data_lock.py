"""One holder of a data directory at a time; the second start is told who the first is."""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOCK_NAME = "muster.lock"


class DataDirInUse(RuntimeError):
    """Another running process holds this data directory."""


@contextmanager
def hold_data_dir(data_dir: Path) -> Iterator[None]:
    """Hold the data directory; the kernel releases it even when this process is killed."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK_NAME).open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirInUse(_who_holds(data_dir)) from None
        stream.seek(0)
        stream.truncate()
        json.dump(_this_process(), stream)
        stream.flush()
        yield


def holder(data_dir: Path) -> dict[str, Any]:
    """What the present or last holder wrote about itself; empty when nobody ever did."""
    try:
        written: dict[str, Any] = json.loads((data_dir / LOCK_NAME).read_text())
    except (OSError, ValueError):
        return {}
    return written


def _this_process() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "command": " ".join(["muster", *sys.argv[1:]]),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _who_holds(data_dir: Path) -> str:
    who = holder(data_dir)
    if not who:
        return f"{data_dir} is in use by another start of muster"
    return (
        f"{data_dir} is in use by process {who['pid']} ({who['command']}, since {who['since']}); "
        "stop that first, or choose another directory with --data"
    )
