"""Where a place lies is decided here: which county, or outside the region."""

from sqlalchemy.orm import Session

from core.errors import Forbidden
from geo import queries
from geo.errors import PositionOutsideRegion, require_position


class OutsideYourJurisdiction(Forbidden):
    """This lies in {jurisdiction}, outside your jurisdiction."""

    zh = "该位置属于 {jurisdiction}，不在您的辖区内。"


def locate(session: Session, lon: float, lat: float, field: str = "position") -> str:
    """Return the county code of a place, or refuse a place that is none or outside the region."""
    require_position(lon, lat, field, queries.region_bounds(session))
    code = queries.jurisdiction_at(session, lon, lat)
    if code is None:
        raise PositionOutsideRegion(field=field, lon=lon, lat=lat)
    return code
