"""Makes the answer to a question about places from what a read found; nothing is left out."""

from typing import Any

from geo.schemas_places import Place
from geo.types import LonLat


def place_answer(key: str, kind: str, name: str, at: LonLat, **more: Any) -> Place:
    """Return a place of which nothing is known beyond what is given."""
    empty: dict[str, Any] = dict.fromkeys(Place.model_fields)
    fields = {"others": [], "district_name": "", "approximate": False, "source": ""}
    known = {"id": key, "kind": kind, "name": name, "lon": at.lon, "lat": at.lat}
    return Place(**{**empty, **fields, **known, **more})
