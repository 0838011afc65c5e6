"""The steps of a test run: each is one command with its own log and, for tests, a report."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.config import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "test-results"
FRONTEND = PROJECT_ROOT / "frontend"

QUICK_LEVELS = ("unit", "architecture")
FIRST_LANE_LEVELS = ("live",)
SECOND_LANE_LEVELS = ("migrations", "integration", "acceptance")
DATABASE_LEVELS = FIRST_LANE_LEVELS + SECOND_LANE_LEVELS
LAST_LEVELS = ("browser",)
LEVELS = QUICK_LEVELS + DATABASE_LEVELS + LAST_LEVELS
GROUPS = ("checks", "screens", *LEVELS)


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
    return [
        Step("generated client", (sys.executable, "-P", "-m", "app.testing.generated_client")),
        Step("screen build", ("npm", "run", "build"), FRONTEND),
        Step("screen types", ("npm", "run", "typecheck"), FRONTEND),
        Step("screen lint", ("npm", "run", "lint"), FRONTEND),
        Step("screen tests", ("npm", "run", "test", "--", *reporters), FRONTEND, report),
    ]


def test_level(level: str, arguments: Sequence[str] = ()) -> Step:
    """The tests of one level, with further arguments for pytest."""
    return pytest_step(level, [f"tests/{level}", *arguments])


def pytest_step(name: str, arguments: Sequence[str]) -> Step:
    """One run of pytest that writes a report."""
    report = RESULTS / f"{name}.xml"
    command = (sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments)
    return Step(name, command, report=report)
