"""Work done in a fresh process under limits of memory and time that hold: measured, then gone.

    python -P -m app.bench.optimiser.child      (reads one order as JSON, answers a line per seed)

A solver may overrun its own limit by minutes; the parent then ends the process and starts another.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import selectors
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.bench.child_environment import environment_of_child

MEMORY_MB = 8_000
START_S = 45.0
"""How long a process may take for an answer on top of the limit: to start, to draw the instance."""

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """A function by its module and name, called with the arguments and one seed after another."""

    work: str
    arguments: dict[str, Any]
    limit_s: float
    memory_mb: int = MEMORY_MB


def measure(order: Order, seeds: Sequence[int]) -> Iterator[Answer]:
    """One answer a seed: what the function returned, or {"killed": why} where it did not end."""
    left = list(seeds)
    while left:
        answered = 0
        for answer in _run(order, left):
            answered += 1
            yield answer
        left = left[answered:]


def _run(order: Order, seeds: list[int]) -> Iterator[Answer]:
    """Answers of one process, the last one a killing when not all seeds were answered."""
    told = {"work": order.work, "arguments": order.arguments, "seeds": seeds}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "app.bench.optimiser.child", str(order.memory_mb)],
        env=environment_of_child(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(told).encode())
    process.stdin.close()
    lines = _Lines(process.stdout)
    try:
        for seed in seeds:
            line = lines.next_within(START_S + order.limit_s)
            if not line:
                yield _death(process, seed, timed_out=line is None)
                return
            yield json.loads(line)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class _Lines:
    """Whole lines of a stream, each waited for only so long."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._received = bytearray()

    def next_within(self, limit_s: float) -> bytes | None:
        """The next line; nothing at the end of the stream; None when time is up."""
        give_up_at_s = time.monotonic() + limit_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._stream, selectors.EVENT_READ)
            while b"\n" not in self._received:
                if not selector.select(max(0.0, give_up_at_s - time.monotonic())):
                    return None
                part = os.read(self._stream.fileno(), 1 << 16)
                if not part:
                    return b""
                self._received += part
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received = bytearray(rest)
        return line


def _death(process: subprocess.Popen[bytes], seed: int, *, timed_out: bool) -> Answer:
    peak_mb = _peak_mb(process.pid)
    if timed_out:
        return {"seed": seed, "killed": "time", "memory_mb": peak_mb}
    code = process.wait()
    return {"seed": seed, "killed": f"process ended with {code}", "memory_mb": peak_mb}


def _peak_mb(pid: int | str = "self") -> float | None:
    """The most memory a process has held, in MB; None when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return round(int(peaks[0]) / 1024, 1) if peaks else None


def main() -> None:
    """Carry out the order on standard input; what solvers print goes to standard error."""
    most = int(sys.argv[1]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    order = json.load(sys.stdin)
    module, name = order["work"].split(":")
    work = getattr(importlib.import_module(module), name)
    for seed in order["seeds"]:
        found = _answer_of(work, seed, order["arguments"])
        print(
            json.dumps({"seed": seed, **found, "memory_mb": _peak_mb()}), file=answers, flush=True
        )


def _answer_of(work: Any, seed: int, arguments: dict[str, Any]) -> Answer:
    """What the work returns; its failure is an answer too, and is printed as one."""
    try:
        found: Answer = work(seed=seed, **arguments)
    except MemoryError:
        return {"killed": "memory"}
    except Exception as trouble:
        traceback.print_exc(limit=-1)
        return {"killed": f"{type(trouble).__name__}: {trouble}"[:200]}
    return found


if __name__ == "__main__":
    main()
