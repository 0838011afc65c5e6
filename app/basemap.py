"""Makes the site's offline base map from its road file and the boundaries and places on record."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.wiring import road_file
from core.config import Settings
from core.db import Database
from geo import models_places as rows
from geo.basemap import build_basemap
from geo.gazetteer import Place
from geo.queries import boundaries

FILE_NAME = "basemap.pmtiles"


def make(
    settings: Settings, database_url: str, say: Callable[[str], None], files: Sequence[Path] = ()
) -> None:
    """Make the base map unless it is there already; without a road file say so and go on.

    `files` are the road files to draw; without any the site's own one is drawn.
    """
    site = road_file(settings)
    chosen = list(files) or ([site] if site is not None and site.exists() else [])
    if not chosen:
        say("no road file: the map has no base layer and drive times are estimated")
        return
    database = Database(database_url, pool_size=1)
    try:
        with database.picture() as session:
            outlines = boundaries(session, ("city", "county"))
            places = _named_points(session)
    finally:
        database.dispose()
    if build_basemap(chosen, outlines, places, settings.data_dir / FILE_NAME):
        say("the base map is made")


def _named_points(session: Session) -> list[Place]:
    """Everything that has a name and stands in one spot; what is long is named along its line."""
    point = rows.Place.position
    found = session.execute(
        select(
            rows.Place.kind,
            rows.Place.name,
            rows.Place.name_en,
            func.ST_X(point),
            func.ST_Y(point),
            rows.Place.jurisdiction_code,
        )
        .where(rows.Place.line.is_(None))
        .order_by(rows.Place.id)
    )
    return [Place(*row) for row in found]
