"""Solves one question about sites in a process of its own, so that no request ever waits for it.

Run as a program it reads the question from its standard input and prints the answer as a line of
JSON. It ends itself when it has used far more processor time than it was given.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from geo.siting import NoSiting, Siting
from geo.siting_task import SitingModel, SitingTask, solve

_PROJECT = Path(__file__).resolve().parents[1]
_SPARE_S = 60
_MEMORY_BYTES = 3 << 30


class SitingLost(RuntimeError):
    """The process ended without an answer: stopped, out of memory, or out of time."""


class SitingProcess:
    """One question under way; it can be stopped from another thread."""

    def __init__(self, task: SitingTask) -> None:
        self._task = task
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from geo.siting_child import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env={"PYTHONPATH": str(_PROJECT), "PATH": "/usr/bin:/bin"},
        )

    def answer(self) -> Siting:
        """Wait for the answer.

        Raises
        ------
        NoSiting : what is asked cannot be done. SitingLost : there is no answer.
        """
        try:
            told, _ = self._process.communicate(as_bytes(self._task), self._task.limit_s + _SPARE_S)
        except subprocess.TimeoutExpired:
            self.stop()
            raise SitingLost from None
        return read_answer(told)

    def stop(self) -> None:
        """End it at once."""
        self._process.kill()


def as_bytes(task: SitingTask) -> bytes:
    """The question as it goes to the process."""
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        times=task.times,
        standing=task.standing,
        people=task.people,
        words=np.array([task.model, task.within_s, task.count, task.limit_s], dtype=np.str_),
    )
    return stream.getvalue()


def read_task(given: bytes) -> SitingTask:
    """The question as it came."""
    with np.load(io.BytesIO(given), allow_pickle=False) as arrays:
        model, within_s, count, limit_s = arrays["words"].tolist()
        return SitingTask(
            SitingModel(model),
            arrays["times"],
            arrays["standing"],
            arrays["people"],
            int(within_s),
            int(count),
            float(limit_s),
        )


def read_answer(told: bytes) -> Siting:
    """The answer as it came; see `SitingProcess.answer`."""
    try:
        answer: dict[str, Any] = json.loads(told)
    except ValueError:
        raise SitingLost from None
    if "refused" in answer:
        raise NoSiting(answer["refused"])
    return Siting(
        tuple(answer["sites"]),
        answer["value"],
        answer["bound"],
        tuple(answer["out_of_reach"]),
    )


def main() -> None:
    """Answer the question on the standard input."""
    task = read_task(sys.stdin.buffer.read())
    seconds = int(task.limit_s) + _SPARE_S
    resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds, 2 * seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    try:
        told = asdict(solve(task))
    except NoSiting as refused:
        told = {"refused": str(refused)}
    sys.stdout.write(json.dumps(told))
