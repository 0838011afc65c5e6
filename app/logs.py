"""Log files of child processes: appended to, and put aside once when they have grown large."""

from pathlib import Path
from typing import BinaryIO

LARGEST_LOG_BYTES = 10_000_000


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending; one that has grown large is kept beside it under ``.1``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")
