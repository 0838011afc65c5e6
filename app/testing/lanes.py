"""Runs steps side by side in lanes, one process a lane, and says how each ended."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from app.testing.steps import Step

LOOK_EVERY_S = 0.1
LONGEST_STEP_S = 60 * 60
SHOWN_LOG_LINES = 300


@dataclass(frozen=True)
class Outcome:
    """How a step ended: its exit code, its time, and the tests it counted."""

    step: Step
    code: int
    took_s: float
    passed: int
    failed: int


@dataclass
class _Run:
    step: Step
    process: subprocess.Popen[bytes]
    started_at_s: float


def run_steps(
    steps: Sequence[Step], environment: dict[str, str], *, lanes: int = 1, show: bool = False
) -> list[Outcome]:
    """Run all steps in their order: a lane that is free takes the next one that waits.

    ``show`` sends the output to the terminal instead of a log.
    """
    waiting = list(steps)
    runs: list[_Run | None] = [None] * lanes
    outcomes: list[Outcome] = []
    with _killing(runs):
        while waiting or any(runs):
            for index, run in enumerate(runs):
                if run is not None and _has_ended(run):
                    outcomes.append(_outcome(run))
                    _tell(outcomes[-1], show)
                    runs[index] = None
                if runs[index] is None and waiting:
                    runs[index] = _start(waiting.pop(0), environment, show)
            time.sleep(LOOK_EVERY_S)
    return outcomes


def _has_ended(run: _Run) -> bool:
    """Say whether the step is over; one that takes far too long is ended and so fails."""
    if time.monotonic() - run.started_at_s > LONGEST_STEP_S:
        os.killpg(run.process.pid, signal.SIGKILL)
        run.process.wait()
    return run.process.poll() is not None


@contextmanager
def _killing(runs: list[_Run | None]) -> Iterator[None]:
    """End whatever still runs when the block is left early."""
    try:
        yield
    finally:
        for run in runs:
            if run is not None and run.process.poll() is None:
                os.killpg(run.process.pid, signal.SIGTERM)
                run.process.wait()


def _start(step: Step, environment: dict[str, str], show: bool) -> _Run:
    print(f"  ... {step.name}", flush=True)
    step.log.parent.mkdir(exist_ok=True)
    if step.report is not None:
        step.report.unlink(missing_ok=True)
    command = ["/usr/bin/env", "-C", str(step.cwd), *step.command]  # fails where cwd is missing
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "TERM", "--", *command]
    with step.log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=None if show else stream,
            stderr=None if show else subprocess.STDOUT,
            start_new_session=True,
        )
    return _Run(step, process, time.monotonic())


def _outcome(run: _Run) -> Outcome:
    took_s = time.monotonic() - run.started_at_s
    code = run.process.returncode
    passed, failed = _counts(run.step.report)
    if code != 0 and failed == 0:
        failed = 1
    return Outcome(run.step, code, took_s, passed, failed)


def _counts(report: Path | None) -> tuple[int, int]:
    """The tests that passed and that failed according to a JUnit report."""
    if report is None or not report.exists():
        return 0, 0
    root = ElementTree.parse(report).getroot()
    cases = list(root.iter("testcase"))
    failed = sum(_has(case, "failure", "error") for case in cases)
    skipped = sum(_has(case, "skipped") for case in cases)
    return len(cases) - failed - skipped, failed


def _has(case: ElementTree.Element, *names: str) -> bool:
    return any(case.find(name) is not None for name in names)


def _tell(outcome: Outcome, show: bool) -> None:
    mark = "ok  " if outcome.code == 0 else "FAIL"
    counts = f", {outcome.passed} passed" if outcome.step.report else ""
    counts += f", {outcome.failed} failed" if outcome.failed else ""
    if outcome.code != 0 and not show:
        lines = outcome.step.log.read_text(errors="replace").splitlines()
        print("\n".join(lines[-SHOWN_LOG_LINES:]))
    print(f"{mark}  {outcome.step.name} ({outcome.took_s:.1f} s{counts})", flush=True)
    sys.stdout.flush()
