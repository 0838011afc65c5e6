"""Cases of proposals as files in a folder, for whoever has the database itself."""

from pathlib import Path

from sqlalchemy.exc import DataError, ProgrammingError
from sqlalchemy.orm import Session

from app.site import SiteSetupError
from core.errors import NotFound
from dispatch.queries_cases import numbered_case


def write_case(session: Session, number: int, folder: Path) -> list[Path]:
    """Write the case of a proposal into a folder, which is made; return the files."""
    try:
        files = numbered_case(session, number).files
    except NotFound as none:
        raise SiteSetupError(f"no case of proposal {number} is kept") from none
    except (DataError, ProgrammingError) as strange:
        raise SiteSetupError(
            "this database holds no records of Muster: name the data directory with --data"
        ) from strange
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
