"""What the parts cannot know of each other: reactions inside a transaction, and where files lie."""

from pathlib import Path

import hazards.service

from core import reactions
from core.config import PROJECT_ROOT, Settings

DEMO_ROADS = PROJECT_ROOT / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"


def road_file(settings: Settings) -> Path | None:
    """Return the site's road file: the configured one, or the demo city's outside production."""
    if settings.road_file is not None:
        return settings.road_file
    if settings.environment == "production" or not DEMO_ROADS.exists():
        return None
    return DEMO_ROADS


def register_reactions() -> None:
    """Let danger areas follow the incident: they are drawn again in the same transaction."""
    for kind in ("incident.reported", "incident.corrected"):
        reactions.on(kind, hazards.service.redraw)
