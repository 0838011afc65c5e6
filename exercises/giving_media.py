"""Pictures that come with what players are told: the scenario's own, or of the shipped folder.

A client never names a file: the picture belongs to an inject that was told to whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.errors import NotFound
from dispatch.photos import MEDIA_TYPE
from exercises import queries, scenario_pictures
from exercises.scenarios import FOLDER

MOST_BYTES = 2_000_000
TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True)
class Picture:
    """A picture as it is sent."""

    content: bytes
    media_type: str


def picture_of(session: Session, doing: Mapping[str, Any]) -> Picture:
    """Return the picture of what is told: the scenario's own, else one that comes with it."""
    scenario = queries.scenario_of(session, session.info["world"])
    own = scenario_pictures.content_of(session, scenario, str(doing.get("media")))
    return Picture(own, MEDIA_TYPE) if own is not None else media_of(doing)


def media_of(doing: Mapping[str, Any], folder: Path = FOLDER / "media") -> Picture:
    """Return the picture of what is told; what is not there, too large or elsewhere is not shown.

    The name is looked up among the files of the folder, so it cannot lead out of it; a link that
    leads elsewhere is passed over.
    """
    name = doing.get("media")
    found = [one for one in folder.iterdir() if one.name == name] if folder.is_dir() else []
    if not found or found[0].suffix not in TYPES or not _is_own(found[0], folder):
        raise NotFound(noun="picture")
    if found[0].stat().st_size > MOST_BYTES:
        raise NotFound(noun="picture")
    return Picture(found[0].read_bytes(), TYPES[found[0].suffix])


def _is_own(path: Path, folder: Path) -> bool:
    return path.is_file() and path.resolve().parent == folder.resolve()
