"""Solves in a process of their own, which can be ended when a solver overruns, swells or crashes.

The process stays between solves, so that nothing is imported twice and only what changed is sent.
What it cannot do is harm: it has no connection to the database, no more memory than it was given
and no more time than its budget and a grace; the worker goes on whatever becomes of it.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import IO, Any

from app import solve_wire as wire
from app.solve_warm import solve_warm
from core.config import PROJECT_ROOT
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution

logger = logging.getLogger("muster.worker")

KILLED, OUT_OF_MEMORY, CRASHED = "solver_killed", "solver_out_of_memory", "solver_crashed"

TICK_S = 0.05
START_S = 60.0
"""How long a process may take to be ready, on a machine that is busy with starting."""

END_S = 5.0
"""How long an ended process may take to be gone."""

FLOOR = Budget(seconds=0.0, rounds=0)
"""What an answer costs that is only to be usable: the greedy one, with its reasons."""

FLOOR_S = 20.0
"""How long the greedy answer may take at least, in a process that has yet to start."""

_TAIL_BYTES = 2000

_Wanted = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], bool]
_START = "from app.solve_child import main; main()"


class SolveLost(Exception):
    """A solve that did not end well; ``last`` is the last answer it had reported, if any."""

    def __init__(self, code: str, detail: str, last: Any = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.last = last


@dataclass
class _Running:
    """A process with its channel and what it wrote beside it."""

    process: subprocess.Popen[bytes]
    channel: "Connection[Any, Any]"
    errors: IO[bytes]
    sender: wire.Sender = field(default_factory=wire.Sender)
    is_ready: bool = False

    def wait_until_ready(self) -> None:
        """Wait for the first word of the process: only from then on does a call's time count."""
        if self.is_ready:
            return
        if not self.channel.poll(START_S):
            raise _Broken(KILLED, f"not ready after {START_S:g} s")
        if wire.unpack(self.channel.recv_bytes())[0] != wire.READY:
            raise _Broken(CRASHED, "it spoke out of turn")
        self.is_ready = True

    def tail(self) -> str:
        """Return the end of what the process wrote to its error output."""
        with contextlib.suppress(OSError):
            self.errors.seek(0, 2)
            self.errors.seek(max(0, self.errors.tell() - _TAIL_BYTES))
            return self.errors.read().decode(errors="replace").strip()
        return ""

    def end(self) -> int:
        """End the process, by its own number, and return how it ended."""
        self.channel.close()
        self.process.kill()
        code = self.process.wait(END_S)
        self.errors.close()
        return code


class SolveProcess:
    """Runs functions of the optimiser, one at a time, in a process that can be ended.

    Parameters
    ----------
    memory_mb : address space that the process may use.
    grace_s : how long after its budget, or after it was told to stop, a call may still run.
    solver : the function that `solve` runs there.
    """

    def __init__(
        self,
        *,
        memory_mb: int = 2048,
        grace_s: float = 5.0,
        solver: Callable[..., Solution] = solve_warm,
    ) -> None:
        self.memory_mb = memory_mb
        self.grace_s = grace_s
        self._solver = solver
        self._one_at_a_time = threading.Lock()
        self._running: _Running | None = None
        self._number = 0

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return None if self._running is None else self._running.process.pid

    def start(self) -> None:
        """Start the process beforehand, so that the first solve does not wait for it.

        One that died while nothing was asked of it is replaced.
        """
        if self._running is not None and self._running.process.poll() is not None:
            logger.warning("the solver's process ended by itself; it is replaced")
            self.close()
        if self._running is None:
            self._running = _start(self.memory_mb)

    def close(self) -> None:
        """End the process."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def solve(
        self,
        problem: Problem,
        *,
        budget: Budget | None = None,
        on_progress: Callable[[Solution], None] | None = None,
        previous: Solution | None = None,
    ) -> Solution:
        """Solve as ``dispatch.optimiser.solve.solve`` does, in the process.

        A solve that is lost before its first answer is tried once more for the greedy answer.

        Raises
        ------
        SolveLost
            When the process was ended, crashed, ran out of memory or answered nonsense.
        """
        try:
            return self._solve(problem, budget or Budget(), on_progress, previous, self.grace_s)
        except SolveLost as lost:
            if lost.last is not None:
                raise
            logger.warning("no answer yet (%s), trying for the greedy one", lost)
            first = lost
        try:
            floor = self._solve(problem, FLOOR, None, previous, max(FLOOR_S, self.grace_s))
        except SolveLost:
            raise first from None
        raise SolveLost(first.code, first.detail, floor)

    def _solve(
        self,
        problem: Problem,
        budget: Budget,
        on_progress: Callable[[Solution], None] | None,
        previous: Solution | None,
        grace_s: float,
    ) -> Solution:
        told: list[Solution] = []

        def tell(better: Solution) -> None:
            told[:] = [better]
            if on_progress is not None:
                on_progress(better)

        call = (self._solver, (problem,), {"previous": previous}, True)
        kind, found = self._call(call, _Follower(budget, grace_s, tell, Solution))
        if kind == wire.RAISED:
            last = told[0] if told else None
            raise SolveLost(CRASHED, f"{type(found).__name__}: {found}", last) from found
        answer: Solution = found
        return answer

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        budget: Budget,
        on_progress: Callable[[Any], None] | None = None,
        returns: type | tuple[type, ...] = object,
        **named: Any,
    ) -> Any:
        """Run ``function(*args, budget=…, on_progress=…, **named)`` in the process.

        The function is one of a module, takes a ``budget`` and asks its ``stop``; what it is given
        and returns can be pickled. Its own errors are raised here. ``budget.stop`` is asked here,
        every few hundredths of a second while no answer waits.

        Raises
        ------
        SolveLost
            When the process was ended, crashed, ran out of memory or returned nothing of the
            expected kind.
        """
        follower = _Follower(budget, self.grace_s, on_progress, returns)
        kind, content = self._call((function, args, named, on_progress is not None), follower)
        if kind == wire.RAISED:
            raise content
        return content

    def _call(self, wanted: "_Wanted", follower: "_Follower") -> tuple[bytes, Any]:
        with self._one_at_a_time:
            self.start()
            self._number += 1
            function, args, named, tells = wanted
            call = wire.Call(self._number, function, args, named, follower.limits, tells)
            return self._follow(call, follower)

    def _follow(self, call: wire.Call, follower: "_Follower") -> tuple[bytes, Any]:
        running = self._running
        assert running is not None
        try:
            running.wait_until_ready()
            running.channel.send_bytes(running.sender.pack(call))
            return follower.follow(running.channel, call.number)
        except (EOFError, OSError):
            broken = self._how_it_died(running)
        except _Broken as found:
            broken = found
        except BaseException:
            self.close()  # the call goes on there, and nobody will hear its answer
            raise
        self.close()
        logger.error("%s: %s; the solver's process is replaced", broken.code, broken.detail)
        raise SolveLost(broken.code, broken.detail, follower.last)

    def _how_it_died(self, running: _Running) -> "_Broken":
        """Name the cause of a death: only the kernel, short of memory, kills without being asked.

        A library that is refused memory ends the process by itself, saying so.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.process.wait(END_S)
        tail, code = running.tail(), running.process.returncode
        if code == -signal.SIGKILL or "bad_alloc" in tail or "MemoryError" in tail:
            return _Broken(OUT_OF_MEMORY, f"limit {self.memory_mb} MB")
        if code is None:
            return _Broken(CRASHED, "the channel was closed")
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return _Broken(CRASHED, f"{name} {tail.splitlines()[-1] if tail else ''}".strip())


class _Broken(Exception):
    """The process can no longer be trusted with anything."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class _Follower:
    """Follows one call to its end: takes its answers, hands on a stop, keeps the time."""

    def __init__(
        self,
        budget: Budget,
        grace_s: float,
        on_progress: Callable[[Any], None] | None,
        returns: type | tuple[type, ...],
    ) -> None:
        self.last: Any = None
        self.limits = Budget(budget.seconds, budget.rounds)
        self._stop = budget.stop
        self._stopped = False
        self._grace_s = grace_s
        self._on_progress = on_progress
        self._returns = returns
        self._end_s = 0.0

    def follow(self, channel: "Connection[Any, Any]", number: int) -> tuple[bytes, Any]:
        """Return the last message of the call. Raises _Broken, EOFError or OSError."""
        self._end_s = time.perf_counter() + self.limits.seconds + self._grace_s
        while True:
            if channel.poll(0):
                kind, content = self._read(channel)
                if kind != wire.PROGRESS:
                    return kind, content
                self._take(content)
                continue
            self._between(channel, number)
            channel.poll(TICK_S)

    def _read(self, channel: "Connection[Any, Any]") -> tuple[bytes, Any]:
        try:
            kind, content = wire.unpack(channel.recv_bytes())
        except ValueError as error:
            raise _Broken(CRASHED, str(error)) from error
        if kind == wire.OUT_OF_MEMORY:
            raise _Broken(OUT_OF_MEMORY, "the solver was refused memory")
        if kind in (wire.PROGRESS, wire.DONE) and not isinstance(content, self._returns):
            raise _Broken(CRASHED, f"it answered with a {type(content).__name__}")
        return kind, content

    def _take(self, better: Any) -> None:
        self.last = better
        if self._on_progress is not None:
            self._on_progress(better)

    def _between(self, channel: "Connection[Any, Any]", number: int) -> None:
        """Nothing waits to be read: hand on a stop, and end what overruns."""
        now_s = time.perf_counter()
        if now_s > self._end_s:
            raise _Broken(KILLED, f"still running {self._grace_s:g} s after its time")
        if not self._stopped and self._stop is not None and self._stop():
            self._stopped = True
            self._end_s = min(self._end_s, time.perf_counter() + self._grace_s)
            channel.send_bytes(wire.STOP + b"%d" % number)


def _start(memory_mb: int) -> _Running:
    """Start a process that shares nothing with this one but one end of a channel."""
    if sys.platform != "linux":
        logger.warning("no memory limit and no end with its parent on %s", sys.platform)
    ours, theirs = Pipe()
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
    words = [sys.executable, "-c", _START, str(theirs.fileno()), str(memory_mb), str(os.getpid())]
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        cwd=PROJECT_ROOT,
        pass_fds=[theirs.fileno()],
        env={**os.environ, "MALLOC_ARENA_MAX": "2"},
    )
    theirs.close()
    return _Running(process, ours, errors)
