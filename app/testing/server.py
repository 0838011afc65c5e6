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

from app.serve import HEALTH_PATH, is_healthy

READY_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class RunningServer:
    """A service that answers: where, and the process, so that a test can kill it."""

    address: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path


Serve = Callable[..., RunningServer]
"""``serve(url, workers=1, environment={...})``: the fixture that starts real processes."""


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running_process(
    part: str, database_url: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``./muster <part>`` on this database as long as the block; its log goes to the folder."""
    settings = {"MUSTER_DATABASE_URL": database_url, "MUSTER_DATA_DIR": str(folder / "data")}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{part}.log").open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", part],
            env={**os.environ, **settings, **(environment or {}), "PYTHONPATH": _python_path()},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    try:
        yield process
    finally:
        _end(process)


@contextmanager
def running_server(
    database_url: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[RunningServer]:
    """A service on this database that answers its health check."""
    port = free_port()
    settings = {"MUSTER_PORT": str(port), "MUSTER_HOST": "127.0.0.1", **(environment or {})}
    with running_process("serve", database_url, folder, settings) as process:
        server = RunningServer(f"http://127.0.0.1:{port}", port, process, folder / "serve.log")
        _wait_until_healthy(server)
        yield server


def _wait_until_healthy(server: RunningServer) -> None:
    give_up_at_s = time.monotonic() + READY_TIMEOUT_S
    while not is_healthy(server.address + HEALTH_PATH):
        if server.process.poll() is not None or time.monotonic() > give_up_at_s:
            raise RuntimeError(f"the server did not start:\n{server.log.read_text()[-4000:]}")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _python_path() -> str:
    return os.pathsep.join(path for path in sys.path if path)
