"""Where the programs of a PostgreSQL server with PostGIS are on this machine."""

import shutil
import subprocess
from pathlib import Path

DEBIAN_ROOT = Path("/usr/lib/postgresql")


class NoServerPrograms(RuntimeError):
    """There is no PostgreSQL server with PostGIS here; ``./muster setup`` installs it."""


def find_server_programs(version: str | None = None) -> Path:
    """The directory of initdb and postgres: the newest that has PostGIS, or the wanted version.

    A cluster can only be run by the major version that made it.
    """
    usable = [
        directory
        for directory in _candidates()
        if (directory / "initdb").exists() and _has_postgis(directory)
    ]
    for directory in usable:
        if version is None or _major_version(directory) == version:
            return directory
    if usable:
        raise NoServerPrograms(
            f"the data was made by PostgreSQL {version}, which is not here; install "
            f"postgresql-{version}-postgis-3, or move the data as docs/operations.md says"
        )
    raise NoServerPrograms(
        "no PostgreSQL server with PostGIS found; run ./muster setup or set MUSTER_DATABASE_URL"
    )


def _major_version(directory: Path) -> str:
    shown = subprocess.run(
        [directory / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return shown.stdout.split()[2].split(".")[0]


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
