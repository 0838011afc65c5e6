"""A real server process for tests, on a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.embedded_db import login_of_exercises
from app.serve import HEALTH_PATH, is_healthy
from app.testing.forked import Running, fork

READY_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class RunningServer:
    """A service that answers: where, and the process, so that a test can kill it."""

    address: str
    port: int
    process: Running
    log: Path


Start = Callable[[list[str], Mapping[str, str], Path], Running]
Serve = Callable[..., RunningServer]
"""``serve(url, workers=1, environment={...})``: the fixture that starts real processes."""


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def anew(command: list[str], environment: Mapping[str, str], log: Path) -> Running:
    """Start ``./muster <command>`` as a process of its own, as a site does."""
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )


@contextmanager
def running_process(
    part: str,
    database_url: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    start: Start | None = None,
) -> Iterator[Running]:
    """Run ``./muster <part>`` on this database as long as the block; its log goes to the folder.

    ``start`` says how: as a process of its own (``anew``), or as a fork of one that has imported
    everything, which is what tests want.
    """
    settings = {
        "MUSTER_DATABASE_URL": database_url,
        "MUSTER_EXERCISE_DATABASE_URL": login_of_exercises(database_url),
        "MUSTER_DATA_DIR": str(folder / "data"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    told = {**os.environ, **settings, **(environment or {}), "PYTHONPATH": _python_path()}
    process = (start or fork)([part], told, folder / f"{part}.log")
    try:
        yield process
    finally:
        _end(process)


@contextmanager
def running_server(
    database_url: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    start: Start | None = None,
) -> Iterator[RunningServer]:
    """A service on this database that answers its health check."""
    port = free_port()
    settings = {"MUSTER_PORT": str(port), "MUSTER_HOST": "127.0.0.1", **(environment or {})}
    with running_process("serve", database_url, folder, settings, start=start) as process:
        server = RunningServer(f"http://127.0.0.1:{port}", port, process, folder / "serve.log")
        _wait_until_healthy(server)
        yield server


def _wait_until_healthy(server: RunningServer) -> None:
    give_up_at_s = time.monotonic() + READY_TIMEOUT_S
    while not is_healthy(server.address + HEALTH_PATH):
        if server.process.poll() is not None or time.monotonic() > give_up_at_s:
            raise RuntimeError(f"the server did not start:\n{server.log.read_text()[-4000:]}")
        time.sleep(0.1)


def _end(process: Running) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _python_path() -> str:
    return os.pathsep.join(path for path in sys.path if path)
