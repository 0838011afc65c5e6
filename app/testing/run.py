"""Runs the chosen checks and tests and sums them up in one last line."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from app.embedded_db import Cluster
from app.supervisor import ending_on_signals
from app.testing.lanes import Outcome, run_steps
from app.testing.steps import (
    BROWSER_PARTS,
    DATABASE_LEVELS,
    GROUPS,
    LEVELS,
    Step,
    code_checks,
    in_order,
    level_in_parts,
    pytest_step,
    screen_checks,
    test_level,
)

CLUSTER_VARIABLE = "MUSTER_TEST_CLUSTER_URL"
DATA_VARIABLE = "MUSTER_TEST_DATA_DIR"
KEPT_VARIABLES = ("MUSTER_CHROMIUM", CLUSTER_VARIABLE, DATA_VARIABLE)
LANES = 2
INTERRUPTED = 130


def run_tests(arguments: Sequence[str]) -> int:
    """Run what the arguments name, or everything, and return the exit code of the run."""
    groups, others = _split(arguments)
    outcomes: list[Outcome] = []
    completed = False
    started_at_s = time.monotonic()
    with ending_on_signals():
        steps = _steps(groups, others)
        with _test_cluster() if _needs_database(groups) else nullcontext():
            outcomes = run_steps(steps, _environment(), lanes=LANES, show=len(steps) == 1)
        completed = True
    _sum_up(outcomes, time.monotonic() - started_at_s)
    if not completed:
        return INTERRUPTED
    return 1 if not outcomes or any(outcome.code for outcome in outcomes) else 0


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The groups to run, and what is handed on to pytest."""
    count = next(
        (index for index, argument in enumerate(arguments) if argument not in GROUPS),
        len(arguments),
    )
    others = list(arguments[count:])
    names_tests = any(Path(argument.split("::")[0]).exists() for argument in others)
    groups = list(dict.fromkeys(arguments[:count]))
    return groups or ([] if names_tests else list(GROUPS)), others


def _steps(groups: Sequence[str], others: Sequence[str]) -> list[Step]:
    """All steps of the run as they are begun."""
    if not groups:
        return [pytest_step("chosen", others)]
    checks = code_checks() if "checks" in groups else []
    screens = screen_checks() if "screens" in groups else []
    tests = [step for level in LEVELS if level in groups for step in _dealt(level, others)]
    return in_order([*checks, *screens, *tests])


def _dealt(level: str, others: Sequence[str]) -> list[Step]:
    """Return a level, the browser's in parts unless pytest is told more."""
    if level == "browser" and not others:
        return level_in_parts(level, BROWSER_PARTS)
    return [test_level(level, others)]


def _needs_database(groups: Sequence[str]) -> bool:
    return not groups or any(level in groups for level in DATABASE_LEVELS)


def _environment() -> dict[str, str]:
    """The environment of the tests: the settings of this machine do not reach them."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MUSTER_") or name in KEPT_VARIABLES
    }
    return kept | {"MUSTER_ENVIRONMENT": "test", "FORCE_COLOR": "0", "NO_COLOR": "1"}


@contextmanager
def _test_cluster() -> Iterator[None]:
    """One throw-away database cluster for the whole run; each level clones from its template."""
    with throwaway_cluster() as cluster:
        os.environ[CLUSTER_VARIABLE] = cluster.url("{database}", "{role}")
        os.environ[DATA_VARIABLE] = str(cluster.home.parent / "data")
        yield


@contextmanager
def throwaway_cluster() -> Iterator[Cluster]:
    """A database cluster in a temporary directory that does not wait for the disk."""
    with tempfile.TemporaryDirectory(prefix="muster-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)  # the server runs as another user when this is root
        cluster = Cluster(Path(name) / "postgres", throwaway=True)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def _sum_up(outcomes: Sequence[Outcome], took_s: float) -> None:
    failing = [outcome.step for outcome in outcomes if outcome.code != 0]
    print(f"\n{len(outcomes)} steps in {took_s:.0f} s")
    for step in failing:
        print(f"FAIL  {step.name}: {step.log}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed", flush=True)


__all__ = ["LEVELS", "run_tests", "throwaway_cluster"]
