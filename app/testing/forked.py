"""Parts of the product started from a process that has imported them already.

Every file of tests starts the service and the worker anew; importing them takes longer than what
is tested. One process imports them once and forks; what runs then is the same command.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

_IMPORTED = ["app.cli", "app.main", "app.worker", "app.live", "core.config"]


class Running(Protocol):
    """A process of ours, however it was started."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    def send_signal(self, sig: int) -> None: ...


class Forked:
    """A forked process, handled as one that was started."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return its exit code."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def send_signal(self, sig: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)


def fork(command: list[str], environment: Mapping[str, str], log: Path) -> Running:
    """Run ``python -P -m app.cli <command>`` in a fork; what it says goes to the end of a file."""
    arguments = (command, dict(environment), str(log))
    process = _context().Process(target=_run, args=arguments, name=" ".join(command))
    process.start()
    return Forked(process)


@cache
def _context() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context


def _run(command: list[str], environment: dict[str, str], log: str) -> None:
    """Become the command: its environment, its output, its signals."""
    from app.cli import cli
    from core.config import get_settings

    os.environ.clear()
    os.environ.update(environment)
    get_settings.cache_clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(
            number, signal.SIG_DFL if number == signal.SIGTERM else signal.default_int_handler
        )
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, sys.stdout.fileno())
    os.dup2(descriptor, sys.stderr.fileno())
    sys.argv = ["muster", *command]
    cli(command, prog_name="muster")
