"""Where the programs of a PostgreSQL server with PostGIS are on this machine."""

import shutil
import subprocess
from pathlib import Path

DEBIAN_ROOT = Path("/usr/lib/postgresql")


class NoServerPrograms(RuntimeError):
    """There is no PostgreSQL server with PostGIS here; ``./muster setup`` installs it."""


def find_server_programs() -> Path:
    """The directory of initdb and postgres: the newest version that has PostGIS too."""
    for directory in _candidates():
        if (directory / "initdb").exists() and _has_postgis(directory):
            return directory
    raise NoServerPrograms(
        "no PostgreSQL server with PostGIS found; run ./muster setup or set MUSTER_DATABASE_URL"
    )


def _candidates() -> list[Path]:
    in_path = shutil.which("initdb")
    versions = [entry for entry in DEBIAN_ROOT.glob("*") if entry.name.isdigit()]
    newest_first = sorted(versions, key=lambda entry: int(entry.name), reverse=True)
    own = [Path(in_path).resolve().parent] if in_path else []
    return own + [entry / "bin" for entry in newest_first]


def _has_postgis(directory: Path) -> bool:
    config = directory / "pg_config"
    if directory.is_relative_to(DEBIAN_ROOT):
        share = Path("/usr/share/postgresql") / directory.parent.name
    elif config.exists():
        shown = subprocess.run([config, "--sharedir"], capture_output=True, text=True, check=True)
        share = Path(shown.stdout.strip())
    else:
        share = directory.parent / "share"
    return (share / "extension" / "postgis.control").exists()
