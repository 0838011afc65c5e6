"""The rules of the house that a linter does not know: sizes, commits, names, what is tracked."""

import ast
import re
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "app",
    "alarms",
    "exchange",
    "exercises",
    "plans",
    "dispatch",
    "hazards",
    "aid",
    "incidents",
    "resources",
    "geo",
    "core",
)
LINES_OF_CODE = 400
LINES_OF_TESTS = 600
MAY_COMMIT = ("core/db.py", "app/worker", "migrations/", "tests/", "app/testing/")
NOT_LOGIC = ("migrations/versions/", "frontend/src/app/locales/")  # history, message catalogues
FORBIDDEN_NAMES = ("utils", "helpers", "common", "manager", "misc")
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITION = FUNCTION | ast.ClassDef
GENERATED = ("frontend/src/api/schema.d.ts",)


@lru_cache(maxsize=1)
def tracked_files() -> list[Path]:
    """What git tracks, or everything outside ignored folders where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def source_files(*suffixes: str) -> list[Path]:
    return [path for path in tracked_files() if path.suffix in suffixes]


def python_of_the_packages() -> list[Path]:
    return [path for path in source_files(".py") if name_of(path).split("/")[0] in PACKAGES]


def test_no_source_file_is_longer_than_the_house_allows() -> None:
    too_long = {}
    for path in source_files(".py", ".ts", ".vue", ".sh"):
        if name_of(path) in GENERATED or name_of(path).startswith(NOT_LOGIC):
            continue
        is_test = (
            name_of(path).startswith("tests/") or ".test." in path.name or "/e2e/" in name_of(path)
        )
        lines = len(path.read_text().splitlines())
        if lines > (LINES_OF_TESTS if is_test else LINES_OF_CODE):
            too_long[name_of(path)] = lines
    assert too_long == {}


def test_only_the_transaction_boundary_commits_or_rolls_back() -> None:
    found = []
    for path in source_files(".py"):
        if name_of(path).startswith(MAY_COMMIT):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"\.(commit|rollback)\(", line):
                found.append(f"{name_of(path)}:{number}")
    assert found == []


def test_no_module_is_named_after_a_drawer_for_everything() -> None:
    found = [
        name_of(path) for path in source_files(".py", ".ts", ".vue") if path.stem in FORBIDDEN_NAMES
    ]
    assert found == []


def test_every_module_says_first_what_its_role_is() -> None:
    silent = [
        name_of(path)
        for path in source_files(".py")
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_a_package_file_holds_one_paragraph_and_nothing_else() -> None:
    for path in python_of_the_packages():
        if path.name == "__init__.py":
            body = ast.parse(path.read_text()).body
            assert len(body) == 1, f"{name_of(path)} holds more than its docstring"


def test_every_public_function_states_its_rule() -> None:
    silent = []
    for path in python_of_the_packages():
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, DEFINITION) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                silent.append(f"{name_of(path)}:{node.name}")
    assert silent == []


def test_almost_every_function_is_short() -> None:
    lengths = {
        f"{name_of(path)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_of_the_packages()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, FUNCTION)
    }
    long = sorted(name for name, lines in lengths.items() if lines > 35)
    assert len(long) <= 0.05 * len(lengths), long


def test_nothing_is_left_as_a_note_to_do_later() -> None:
    mark = "TO" + "DO"
    found = [
        name_of(path)
        for path in source_files(".py", ".ts", ".vue", ".sh")
        if mark in path.read_text()
    ]
    assert found == []


def test_no_tracked_text_names_a_place_of_one_machine_or_a_package_host() -> None:
    hosts = [
        ".".join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"))
    ]
    pattern = re.compile(
        "|".join([r"(?<![\w.])/work/", r"/root/", r"/home/\w+/", *map(re.escape, hosts)])
    )
    found = []
    for path in tracked_files():
        text = readable_text(path)
        if text is not None and (hit := pattern.search(text)):
            found.append(f"{name_of(path)}: {hit.group()}")
    assert [line for line in found if not line.startswith(name_of(Path(__file__)))] == []


def readable_text(path: Path) -> str | None:
    if path.stat().st_size > 5_000_000:
        return None
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None


def test_names_of_tests_are_sentences() -> None:
    short = []
    for path in source_files(".py"):
        if not name_of(path).startswith("tests/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, FUNCTION) or not node.name.startswith("test_"):
                continue
            if len(node.name.split("_")) < 5:
                short.append(f"{name_of(path)}:{node.name}")
    assert short == []


def test_test_files_have_names_of_their_own_and_no_package_files() -> None:
    files = [path for path in source_files(".py") if name_of(path).startswith("tests/")]
    stems = [path.stem for path in files if path.stem != "conftest"]
    assert sorted(stems) == sorted(set(stems))
    assert "__init__" not in stems


@pytest.mark.parametrize(
    "level", ["unit", "integration", "live", "acceptance", "migrations", "browser"]
)
def test_every_level_of_tests_has_tests(level: str) -> None:
    assert list((ROOT / "tests" / level).rglob("test_*.py")) != []


def test_tests_replace_nothing_by_patching() -> None:
    word = "mock" + ".patch"
    found = [
        name_of(path)
        for path in source_files(".py")
        if word in path.read_text() or ("unittest" + ".mock") in path.read_text()
    ]
    assert found == []
