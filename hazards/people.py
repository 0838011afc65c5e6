"""How many people are inside an area: an estimate from a grid or from townships, or unknown.

A grid counts people cell by cell; a cell that lies inside in part counts in part. Without a grid
the people of each township are spread evenly over the ground that is nearer to it than to any other
(Voronoi cells); townships without a figure of their own share evenly what the city's total leaves
over. Neither knows who is at work, at home or away at this hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import area_m2
from geo.population import Township
from geo.raster import Raster
from geo.snapping import metres_per_degree
from geo.types import FloatArray

_POINTS_WANTED = 40_000
_MOST_SPLIT = 12


class PeopleMethod(StrEnum):
    """What a number of people rests on."""

    RASTER = "raster"
    TOWNSHIPS = "townships"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PeopleInside:
    """An estimate; `number` is None where nothing is known.

    `unknown_share` is the part of the area (0 to 1) for which there is no figure: where it is above
    nothing the number is too low.
    """

    number: int | None
    method: PeopleMethod
    source: str
    unknown_share: float


UNKNOWN = PeopleInside(None, PeopleMethod.UNKNOWN, "", 1.0)


def counted(area: BaseGeometry, raster: Raster) -> PeopleInside:
    """The people that a grid of people per cell counts inside an area."""
    near = raster.window(area)
    if near.values.size == 0:
        return UNKNOWN
    people, weight, known = _pieces(near, area)
    whole = _cells_of(area, near)
    share = 1.0 - min(1.0, float(weight[known].sum()) / whole) if whole else 1.0
    if not known.any():
        return UNKNOWN
    number = round(float((people[known] * weight[known]).sum()))
    unknown = round(share, 3) if share > 0.02 else 0.0
    return PeopleInside(number, PeopleMethod.RASTER, raster.name, unknown)


def _pieces(near: Raster, area: BaseGeometry) -> tuple[FloatArray, FloatArray, FloatArray]:
    """People of the cells that pieces inside belong to, part of a cell each piece is, and known."""
    height, width = near.values.shape
    split = int(np.clip(np.sqrt(_POINTS_WANTED / near.values.size), 1, _MOST_SPLIT))
    row, column = (np.mgrid[0 : height * split, 0 : width * split].reshape(2, -1) + 0.5) / split
    lonlat = near.lonlat_of(column, row)
    shapely.prepare(area)
    inside = shapely.contains_xy(area, lonlat[:, 0], lonlat[:, 1])
    people = near.values[row[inside].astype(int), column[inside].astype(int)].astype(np.float64)
    weight = np.full(len(people), 1.0 / split**2)
    return people, weight, ~np.isnan(people)


def _cells_of(area: BaseGeometry, near: Raster) -> float:
    """How many cells the area is large."""
    wide, high = near.cell_m()
    return area_m2(area) / (wide * high)


def shared_out(
    area: BaseGeometry,
    townships: Sequence[Township],
    total: float | None,
    ground: BaseGeometry,
) -> PeopleInside:
    """The people inside an area by the share of each township's ground that it covers.

    Parameters
    ----------
    total : people of the whole ground, from which townships without a figure get even parts
    ground : where the townships' people live, degrees; people beyond it are not known
    """
    people = _people_of(townships, total)
    if people is None:
        return UNKNOWN
    number = 0.0
    for cell, size in zip(_cells(tuple(townships), ground), people, strict=True):
        if cell.intersects(area):
            number += size * area_m2(cell.intersection(area)) / area_m2(cell)
    whole = area_m2(area)
    outside = 1.0 - area_m2(area.intersection(ground)) / whole if whole else 1.0
    if outside > 0.999:
        return UNKNOWN
    unknown = round(outside, 3) if outside > 0.02 else 0.0
    return PeopleInside(round(number), PeopleMethod.TOWNSHIPS, "", unknown)


def _people_of(townships: Sequence[Township], total: float | None) -> list[float] | None:
    """The people of each township, None where they cannot be had."""
    known = [one.people for one in townships if one.people is not None]
    missing = len(townships) - len(known)
    if not townships or (missing and total is None):
        return None
    rest = max(0.0, (total or 0.0) - sum(known)) / missing if missing else 0.0
    return [rest if one.people is None else one.people for one in townships]


@lru_cache(maxsize=2)
def _cells(townships: tuple[Township, ...], ground: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """The ground nearest to each township; two at one place have the same ground."""
    if len({(one.lon, one.lat) for one in townships}) == 1:
        return (ground,) * len(townships)
    step = metres_per_degree(ground.centroid.y)
    places = shapely.points(np.array([(one.lon, one.lat) for one in townships]) * step)
    flat = shapely.transform(ground, lambda at: at * step)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=flat))
    nearest = shapely.STRtree(cells).nearest(places)
    held = shapely.intersection(cells[nearest], flat)
    return tuple(shapely.transform(held, lambda at: at / step))
