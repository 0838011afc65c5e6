"""Reads a file in a process that can be lost: limited in memory and time, without connections."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.config import PROJECT_ROOT
from resources.importing.problems import FileRefused

MEMORY_MB = 512
CPU_S = 30
LEAST_S = 10
"""What a second reading may use at least, however long the first one took."""

WALL_S = 60.0
"""A machine busy with other work takes longer than the time the process itself may use."""

TICK_S = 0.2
_START = "from resources.importing.child import main; main()"

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Somebody asked for the work to be stopped."""


@dataclass
class Workshop:
    """A private folder in which one file is read; it is gone afterwards."""

    folder: Path

    def put(self, name: str, content: bytes) -> None:
        """Lay something into the folder."""
        (self.folder / name).write_bytes(content)

    def get(self, name: str) -> bytes:
        """Take something out of the folder."""
        return (self.folder / name).read_bytes()

    def lines(self, name: str) -> Iterator[Any]:
        """Return what a file of JSON lines holds, line by line."""
        with (self.folder / name).open(encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)


@contextmanager
def workshop() -> Iterator[Workshop]:
    """Open a folder that only this account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="muster-import-"))
    try:
        yield Workshop(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(
    shop: Workshop,
    job: dict[str, Any],
    *,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    start: str = _START,
) -> dict[str, Any]:
    """Do a job of ``resources.importing.child``, or of another child of its kind; its answer.

    A workbook that Calamine's process does not survive is read once more, with openpyxl, in what is
    left of the time.

    Raises
    ------
    FileRefused
        When the file is no table, is hostile, or needs more memory or time than there is.
    Cancelled
        When ``cancelled`` said so meanwhile.
    """
    began_s = time.monotonic()
    try:
        return _run_once(shop, job, on_progress, cancelled, start, CPU_S)
    except FileRefused as refused:
        again = job["action"] == "read" and refused.code in (
            "reader_died",
            "file_needs_too_much_memory",
        )
        if not again:
            raise
    left_s = max(LEAST_S, CPU_S - int(time.monotonic() - began_s))
    again_job = job | {"engine": "openpyxl"}
    return _run_once(shop, again_job, on_progress, cancelled, start, left_s)


def _run_once(
    shop: Workshop,
    job: dict[str, Any],
    on_progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    start: str,
    cpu_s: int,
) -> dict[str, Any]:
    shop.put("job", json.dumps(job, ensure_ascii=False).encode())
    with contextlib.suppress(FileNotFoundError):
        (shop.folder / "answer").unlink()
    process = _start(shop.folder, start, cpu_s)
    try:
        _follow(process, on_progress, cancelled)
    finally:
        process.kill()
        code = process.wait()
        if process.stdout:
            process.stdout.close()
    return _answer(shop, code)


def _start(folder: Path, start: str, cpu_s: int) -> subprocess.Popen[bytes]:
    words = [
        sys.executable,
        "-c",
        start,
        str(folder),
        str(MEMORY_MB),
        str(cpu_s),
        str(os.getpid()),
    ]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "LANG": "C.UTF-8",
    }
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT_ROOT,
        env=environment,
        close_fds=True,
    )


def _follow(
    process: subprocess.Popen[bytes],
    on_progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Wait for the end, hand on how far it is, and end what takes too long or is not wanted."""
    assert process.stdout is not None
    ends_s = time.monotonic() + WALL_S
    while True:
        ready, _, _ = select.select([process.stdout], [], [], TICK_S)
        if ready:
            line = process.stdout.readline(100)
            if not line:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(5.0)
                return
            _hand_on(line, on_progress)
        if cancelled is not None and cancelled():
            raise Cancelled
        if time.monotonic() > ends_s:
            raise FileRefused("file_takes_too_long", most_s=CPU_S)


def _hand_on(line: bytes, on_progress: Progress | None) -> None:
    done, _, total = line.decode("ascii", "replace").strip().partition(" ")
    if on_progress is not None and done.isdigit() and total.isdigit():
        on_progress(int(done), int(total))


def _answer(shop: Workshop, code: int) -> dict[str, Any]:
    if -code in (signal.SIGXCPU,):
        raise FileRefused("file_takes_too_long", most_s=CPU_S)
    try:
        told = json.loads(shop.get("answer"))
    except (FileNotFoundError, ValueError):
        raise FileRefused("reader_died") from None
    if "refused" in told:
        raise FileRefused(told["refused"], **told["facts"])
    answer: dict[str, Any] = told["answer"]
    return answer
