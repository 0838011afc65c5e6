"""Who may import whom: the contracts of pyproject.toml, and that they cover every package."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FEATURES = (
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
)
HTTP = {"fastapi", "starlette", "uvicorn"}
PURE = (
    *("lifecycle", "matching", "injects", "priority", "stock"),
    *("distance", "types", "datums", "speeds", "snapping", "shortest_paths"),
)
NOT_PURE = HTTP | {"sqlalchemy", "psycopg", "core.db", "geoalchemy2"}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, and every package above it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    parts = [name.split(".") for name in names]
    return {".".join(one[: end + 1]) for one in parts for end in range(len(one))}


def modules_of_the_features() -> list[Path]:
    return [path for name in FEATURES for path in (ROOT / name).rglob("*.py")]


def test_only_routes_and_the_edge_know_http() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in modules_of_the_features()
        if not path.stem.startswith("routes") and imported(path) & HTTP
    ]
    assert found == []


def test_pure_modules_know_neither_database_nor_http() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {', '.join(sorted(imported(path) & NOT_PURE))}"
        for path in modules_of_the_features()
        if path.stem in PURE and imported(path) & NOT_PURE
    ]
    assert found == []


def test_each_role_of_a_package_imports_only_the_roles_below_it() -> None:
    order = ("lifecycle", "models", "queries", "service", "routes")
    found = []
    for path in modules_of_the_features():
        role = path.stem.split("_")[0]
        if role not in order:
            continue
        package = ".".join(path.parent.relative_to(ROOT).parts)
        above = order[order.index(role) + 1 :]
        for name in imported(path):
            parent, _, module = name.rpartition(".")
            if parent == package and module.split("_")[0] in above:
                found.append(f"{path.relative_to(ROOT)} imports {name}")
    assert found == []


def test_no_module_imports_what_it_may_not() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_package_of_the_project_is_under_the_contracts() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(settings["importlinter"]["root_packages"])
    assert packages == set(settings["mypy"]["packages"])
