"""Makes the site's offline base map from its road file and the boundaries and places on record."""

from collections.abc import Callable

from sqlalchemy import func, select

import geo.models_places
from app.wiring import road_file
from core.config import Settings
from core.db import Database
from geo.basemap import build_basemap
from geo.gazetteer import Place
from geo.queries import boundaries

FILE_NAME = "basemap.pmtiles"


def make(settings: Settings, database_url: str, say: Callable[[str], None]) -> None:
    """Make the base map unless it is there already; without a road file say so and go on."""
    roads = road_file(settings)
    if roads is None or not roads.exists():
        say("no road file: the map has no base layer and drive times are estimated")
        return
    database = Database(database_url, pool_size=1)
    try:
        with database.picture() as session:
            outlines = boundaries(session, ("city", "county"))
            point = geo.models_places.Place.position
            rows = session.execute(
                select(
                    geo.models_places.Place.kind,
                    geo.models_places.Place.name,
                    geo.models_places.Place.name_en,
                    func.ST_X(point),
                    func.ST_Y(point),
                    geo.models_places.Place.jurisdiction_code,
                ).order_by(geo.models_places.Place.id)
            )
            places = [Place(*row) for row in rows]
    finally:
        database.dispose()
    if build_basemap(roads, outlines, places, settings.data_dir / FILE_NAME):
        say("the base map is made")
