"""The steps of a test run: each is one command with its own log and, for tests, a report."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.config import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "test-results"
FRONTEND = PROJECT_ROOT / "frontend"

DATABASE_LEVELS = ("integration", "browser", "live", "acceptance", "migrations")
LEVELS = ("unit", "architecture", *DATABASE_LEVELS)
GROUPS = ("checks", "screens", *LEVELS)
BROWSER_PARTS = 3
BUILT_VARIABLE = "MUSTER_SCREENS_BUILT"
"""Set where the set-up of this very run has built the screens."""

ORDER = (
    *("format", "lint", "imports", "generated client", "screen build"),
    *("integration", "browser", "live", "types", "unit"),
    *("screen tests", "acceptance", "screen types", "screen lint", "architecture", "migrations"),
)
"""What tells of a slip at once comes first, then the longest, so that all lanes end together."""


@dataclass(frozen=True)
class Step:
    """One command; ``report`` is the JUnit file that says how many tests passed."""

    name: str
    command: tuple[str, ...]
    cwd: Path = PROJECT_ROOT
    report: Path | None = None

    @property
    def log(self) -> Path:
        """Where the output goes."""
        return RESULTS / f"{self.name.replace(' ', '-')}.log"


def _tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).parent / name), *arguments)


def code_checks() -> list[Step]:
    """Formatting, lint, types and import rules of the Python code."""
    return [
        Step("format", _tool("ruff", "format", "--check", ".")),
        Step("lint", _tool("ruff", "check", ".")),
        Step("imports", _tool("lint-imports")),
        Step("types", _tool("mypy")),
    ]


def screen_checks() -> list[Step]:
    """Generated client, types, lint and tests of the command UI."""
    report = RESULTS / "screens.xml"
    reporters = ("--reporter=default", "--reporter=junit", f"--outputFile.junit={report}")
    build = Step("screen build", ("npm", "run", "build"), FRONTEND)
    return [
        Step("generated client", (sys.executable, "-P", "-m", "app.testing.generated_client")),
        *([] if BUILT_VARIABLE in os.environ else [build]),
        Step("screen types", ("npm", "run", "typecheck"), FRONTEND),
        Step("screen lint", ("npm", "run", "lint"), FRONTEND),
        Step("screen tests", ("npm", "run", "test", "--", *reporters), FRONTEND, report),
    ]


def test_level(level: str, arguments: Sequence[str] = ()) -> Step:
    """The tests of one level, with further arguments for pytest."""
    return pytest_step(level, [*_as_written(level), f"tests/{level}", *arguments])


def level_in_parts(level: str, parts: int) -> list[Step]:
    """The tests of one level dealt out file by file, so that several lanes can have a part."""
    files = sorted((PROJECT_ROOT / "tests" / level).glob("test_*.py"))
    return [
        pytest_step(f"{level} {part + 1}", [*_as_written(level), *map(str, files[part::parts])])
        for part in range(parts)
    ]


def _as_written(level: str) -> list[str]:
    """Tests that share a city come in the order they were written; the others are shuffled."""
    return ["--randomly-dont-reorganize"] if level in DATABASE_LEVELS else []


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps as they are begun; the parts of a level come where their level stands."""

    def place(step: Step) -> int:
        return ORDER.index(step.name if step.name in ORDER else step.name.split()[0])

    return sorted(steps, key=place)


def pytest_step(name: str, arguments: Sequence[str]) -> Step:
    """One run of pytest that writes a report."""
    report = RESULTS / f"{name}.xml"
    command = (sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments)
    return Step(name, command, report=report)
