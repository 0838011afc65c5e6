"""What can be wrong with a place or an area that somebody sends; each names the field."""

from collections.abc import Mapping
from typing import Any

import shapely

from core.errors import Invalid
from geo.areas import InvalidArea, PolygonFault, PolygonProblem, area_from_geojson
from geo.types import LonLat, PositionProblem, position_problem


class PositionNotANumber(Invalid):
    """The field {field} holds a coordinate that is not a number."""

    zh = "字段 {field} 中的坐标不是数字。"


class LongitudeOutOfRange(Invalid):
    """The longitude {lon} in the field {field} is not between -180 and 180 degrees."""

    zh = "字段 {field} 中的经度 {lon} 不在 -180 至 180 度之间。"


class LatitudeOutOfRange(Invalid):
    """The latitude {lat} in the field {field} is not between -90 and 90 degrees."""

    zh = "字段 {field} 中的纬度 {lat} 不在 -90 至 90 度之间。"


class LongitudeLatitudeSwapped(Invalid):
    """Longitude and latitude in the field {field} seem to be swapped ({lon}, {lat})."""

    zh = "字段 {field} 中的经度与纬度似乎填反了（{lon}, {lat}）。"


class PositionOutsideRegion(Invalid):
    """The place in the field {field} ({lon}, {lat}) lies outside the region of this system."""

    zh = "字段 {field} 中的位置（{lon}, {lat}）不在本系统管辖区域内。"


class AreaNotAPolygon(Invalid):
    """The field {field} is not a polygon."""

    zh = "字段 {field} 不是多边形。"


class AreaRingNeedsFourPositions(Invalid):
    """A ring of the area in the field {field} needs at least four positions."""

    zh = "字段 {field} 中区域的边界环至少需要四个点。"


class AreaRingNotClosed(Invalid):
    """A ring of the area in the field {field} does not end where it begins (it ends at {at})."""

    zh = "字段 {field} 中区域的边界环首尾不相接（终点 {at}）。"


class AreaTooManyVertices(Invalid):
    """The area in the field {field} has more than 10,000 corners."""

    zh = "字段 {field} 中区域的顶点超过 10000 个。"


class AreaCrossesItself(Invalid):
    """The outline of the area in the field {field} crosses itself at {at}."""

    zh = "字段 {field} 中区域的边界在 {at} 处自相交。"


class AreaHoleOutside(Invalid):
    """The area in the field {field} has a hole that lies outside it, at {at}."""

    zh = "字段 {field} 中区域的内环位于区域之外（{at}）。"


class AreaPartsOverlap(Invalid):
    """Parts of the area in the field {field} overlap at {at}."""

    zh = "字段 {field} 中区域的各部分在 {at} 处重叠。"


class AreaWithoutExtent(Invalid):
    """The area in the field {field} encloses nothing."""

    zh = "字段 {field} 中的区域没有面积。"


class AreaOutsideRegion(Invalid):
    """The area in the field {field} lies outside the region of this system."""

    zh = "字段 {field} 中的区域不在本系统管辖区域内。"


class MilestoneTableWrong(Invalid):
    """The table of milestones has {errors} wrong row(s), the first is row {row}: {problem}."""

    zh = "里程桩表有 {errors} 行有误，首个错误在第 {row} 行：{problem}。"


_BY_PROBLEM: Mapping[PolygonProblem | PositionProblem, type[Invalid]] = {
    PositionProblem.NOT_A_NUMBER: PositionNotANumber,
    PositionProblem.LONGITUDE_OUT_OF_RANGE: LongitudeOutOfRange,
    PositionProblem.LATITUDE_OUT_OF_RANGE: LatitudeOutOfRange,
    PositionProblem.SWAPPED: LongitudeLatitudeSwapped,
    PositionProblem.OUTSIDE_REGION: PositionOutsideRegion,
    PolygonProblem.NOT_A_POLYGON: AreaNotAPolygon,
    PolygonProblem.RING_TOO_SHORT: AreaRingNeedsFourPositions,
    PolygonProblem.RING_NOT_CLOSED: AreaRingNotClosed,
    PolygonProblem.TOO_MANY_VERTICES: AreaTooManyVertices,
    PolygonProblem.CROSSES_ITSELF: AreaCrossesItself,
    PolygonProblem.HOLE_OUTSIDE: AreaHoleOutside,
    PolygonProblem.PARTS_OVERLAP: AreaPartsOverlap,
    PolygonProblem.NO_AREA: AreaWithoutExtent,
}


def position_refused(problem: PositionProblem, lon: float, lat: float, field: str) -> Invalid:
    """Return the error that tells the sender why a position cannot be meant as it was written."""
    return _BY_PROBLEM[problem](field=field, lon=lon, lat=lat)


def require_position(
    lon: float,
    lat: float,
    field: str,
    bounds: tuple[float, float, float, float] | None = None,
) -> LonLat:
    """Give a position back, or refuse it naming the field."""
    problem = position_problem(lon, lat, bounds)
    if problem is not None:
        raise position_refused(problem, lon, lat, field)
    return LonLat(lon, lat)


def require_area(
    geojson: Mapping[str, Any], field: str = "area"
) -> shapely.Polygon | shapely.MultiPolygon:
    """Return a drawn area as a geometry, or refuse it naming the field, the fault and where."""
    try:
        return area_from_geojson(geojson)
    except InvalidArea as refused:
        raise area_refused(refused.fault, field) from None


def area_refused(fault: PolygonFault, field: str) -> Invalid:
    """Return the error that tells the sender what is wrong with a drawn area, and where."""
    if fault.at is None:
        return _BY_PROBLEM[fault.code](field=field)
    lon, lat = fault.at
    return _BY_PROBLEM[fault.code](field=field, at=f"{lon:.6f}, {lat:.6f}", lon=lon, lat=lat)
