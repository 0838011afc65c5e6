"""Keeps child processes running: restarts them with back-off, stops them all together.

A child is started so that the kernel asks it to end when this process dies, even by ``kill -9``.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from app.logs import open_log

FIRST_BACK_OFF_S = 0.5
LONGEST_BACK_OFF_S = 30.0
STEADY_AFTER_S = 60.0
STOP_TIMEOUT_S = 10.0
LOOK_EVERY_S = 0.2


class StopRequested(BaseException):
    """Somebody asked this process to end; not an error, so nothing catches it by accident."""


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into one orderly end of the block."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _request_stop) for number in signals}
    try:
        yield
    except StopRequested:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _request_stop(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise StopRequested


_UNLESS_ORPHANED = '[ "$PPID" = "$0" ] || exit 0; exec "$@"'
"""A parent that died before the signal was asked for leaves no child behind."""


@dataclass
class Child:
    """A process that must run: what starts it, where its output goes, how often it died."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    back_off_s: float = field(default=FIRST_BACK_OFF_S, init=False)
    started_at_s: float = field(default=0.0, init=False)
    restart_at_s: float | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the process; its output is appended to the log."""
        command = list(self.command)
        if setpriv := shutil.which("setpriv"):
            orphaned_or = ["sh", "-c", _UNLESS_ORPHANED, str(os.getpid())]
            command = [setpriv, "--pdeathsig", "TERM", "--", *orphaned_or, *command]
        with open_log(self.log) as stream:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                env={**os.environ, **self.environment},
            )
        self.started_at_s = time.monotonic()
        self.restart_at_s = None

    def restart_when_due(self, say: Callable[[str], None]) -> None:
        """Start the process again after it died, later each time it dies young."""
        if self.process is None or self.process.poll() is None:
            return
        now_s = time.monotonic()
        if self.restart_at_s is None:
            if now_s - self.started_at_s > STEADY_AFTER_S:
                self.back_off_s = FIRST_BACK_OFF_S
            say(
                f"{self.name} ended unexpectedly ({self._how_it_ended()}); starting it again in "
                f"{self.back_off_s:g} s; see {self.log}"
            )
            self.restart_at_s = now_s + self.back_off_s
            self.back_off_s = min(2 * self.back_off_s, LONGEST_BACK_OFF_S)
        if now_s >= self.restart_at_s:
            self.start()

    def _how_it_ended(self) -> str:
        code = self.process.returncode if self.process else 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def ask_to_end(self) -> None:
        """Ask the process to end by itself."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, within_s: float) -> None:
        """Wait until the process has ended, and kill it and what it started after that time."""
        if self.process is None:
            return
        try:
            self.process.wait(max(within_s, 0.0))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def supervise(
    children: Sequence[Child],
    say: Callable[[str], None],
    each_time: Callable[[], object],
) -> NoReturn:
    """Keep the children running until this process is asked to stop."""
    while True:
        each_time()
        for child in children:
            child.restart_when_due(say)
        time.sleep(LOOK_EVERY_S)


@contextmanager
def running(children: Sequence[Child]) -> Iterator[None]:
    """The children run as long as the block; then all are asked to end and waited for."""
    try:
        for child in children:
            child.start()
        yield
    finally:
        for child in children:
            child.ask_to_end()
        give_up_at_s = time.monotonic() + STOP_TIMEOUT_S
        for child in children:
            child.end(give_up_at_s - time.monotonic())
