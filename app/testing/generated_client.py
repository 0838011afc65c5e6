"""The typed client of the command UI is generated from the API; this keeps and checks it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from app.testing import golden_kinds
from core.config import PROJECT_ROOT

FRONTEND = PROJECT_ROOT / "frontend"
DESCRIPTION = FRONTEND / "openapi.json"
TYPES = FRONTEND / "src" / "api" / "schema.d.ts"
GENERATOR = FRONTEND / "node_modules" / ".bin" / "openapi-typescript"


def api_description() -> str:
    """The description of the HTTP API, as the file in the project holds it."""
    from app.main import create_app

    described = create_app().openapi()
    return json.dumps(described, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def generate() -> None:
    """Write the API's description, the types made from it and the golden events of every kind."""
    DESCRIPTION.write_text(api_description())
    TYPES.parent.mkdir(parents=True, exist_ok=True)
    _write_types(DESCRIPTION, TYPES)
    golden_kinds.write()


def outdated() -> list[Path]:
    """The generated files that are missing or not what the API says now."""
    with tempfile.TemporaryDirectory() as name:
        description, types = Path(name) / "openapi.json", Path(name) / "schema.d.ts"
        description.write_text(api_description())
        _write_types(description, types)
        pairs = ((DESCRIPTION, description), (TYPES, types))
        return [kept for kept, fresh in pairs if not _same(kept, fresh)]


def _write_types(description: Path, types: Path) -> None:
    command = [
        str(GENERATOR),
        str(description),
        "-o",
        str(types),
        "--default-non-nullable",
        "false",
    ]
    subprocess.run(command, cwd=FRONTEND, check=True)


def _same(kept: Path, fresh: Path) -> bool:
    return kept.exists() and kept.read_bytes() == fresh.read_bytes()


def main() -> None:
    """Fail, naming the files, when the generated client is not up to date."""
    files = [str(path.relative_to(PROJECT_ROOT)) for path in outdated()]
    if files:
        sys.exit(f"out of date: {', '.join(files)}; run ./muster generate and commit the result")


if __name__ == "__main__":
    main()
