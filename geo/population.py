"""Who lives in which cell of a grid: from a raster of the site, from townships, or by area alone.

All three are estimates and say so. A raster of people per cell (WorldPop and the like) is the
best. Else the people of each township are spread evenly over the ground with roads nearest to it;
a township without a figure of its own gets an even part of what the city's total leaves over. Where
nothing is known every cell counts alike, which gives a share of the ground and not of the people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from geo.coverage import Grid
from geo.raster import Raster
from geo.types import BoolArray, FloatArray, IntArray


class PeopleSource(StrEnum):
    """What the people of the cells rest on."""

    RASTER = "raster"
    TOWNSHIPS = "townships"
    AREA = "area"


@dataclass(frozen=True)
class Township:
    """A settlement; `people` is None where no figure is on record."""

    lon: float
    lat: float
    people: float | None


@dataclass(frozen=True, eq=False)
class People:
    """People of each cell (m,), what they rest on, and those who live on no cell with a road."""

    number: FloatArray
    source: PeopleSource
    elsewhere: float


def from_raster(grid: Grid, raster: Raster) -> People:
    """The people a raster counts in each cell; where it says nothing nobody is counted.

    Parameters
    ----------
    raster : people per cell of the raster (not per square kilometre)
    """
    near = raster.window(shapely.box(*grid.corner, *_far_corner(grid)))
    if near.values.size == 0:
        return People(np.zeros(grid.count), PeopleSource.RASTER, 0.0)
    if max(near.cell_m()) > grid.side_m:
        width, height = near.cell_m()
        share = grid.side_m**2 / (width * height)
        number = np.nan_to_num(near.at(grid.middle), nan=0.0) * share
        return People(number, PeopleSource.RASTER, 0.0)
    values = np.nan_to_num(near.values.reshape(-1).astype(np.float64), nan=0.0)
    cell = _cell_of(grid, near.centres())
    inside = cell >= 0
    counted = np.bincount(cell[inside], weights=values[inside], minlength=grid.count)
    return People(np.asarray(counted, np.float64), PeopleSource.RASTER, 0.0)


def from_townships(
    grid: Grid, with_road: BoolArray, townships: Sequence[Township], total: float | None
) -> People:
    """The people of townships, each spread evenly over the cells with roads nearest to it.

    Parameters
    ----------
    with_road : (m,) cells that people are put on
    total : of the whole area, from which townships without a figure get even parts
    """
    numbers = _completed(townships, total)
    if numbers is None or not with_road.any():
        return by_area(grid)
    points = np.array([(one.lon, one.lat) for one in townships])
    is_near = _touches(grid, points)
    elsewhere = float(numbers[~is_near].sum())
    if not is_near.any():
        return by_area(grid)
    numbers, points = numbers[is_near], points[is_near]
    cells = np.flatnonzero(with_road)
    tree = shapely.STRtree(shapely.points(points / grid.step))
    nearest = tree.nearest(shapely.points(grid.middle[cells] / grid.step))
    shared_by = np.bincount(nearest, minlength=len(points))
    number = np.zeros(grid.count)
    number[cells] = numbers[nearest] / shared_by[nearest]
    return People(number, PeopleSource.TOWNSHIPS, elsewhere + float(numbers[shared_by == 0].sum()))


def by_area(grid: Grid) -> People:
    """Every cell alike: its own area in square kilometres."""
    area = np.full(grid.count, grid.side_m**2 / 1e6)
    return People(area, PeopleSource.AREA, 0.0)


def _completed(townships: Sequence[Township], total: float | None) -> FloatArray | None:
    """Figures of all townships, None where they cannot be had."""
    known = [one.people for one in townships if one.people is not None]
    missing = len(townships) - len(known)
    if not townships or (missing and total is None):
        return None
    rest = max(0.0, (total or 0.0) - sum(known)) / missing if missing else 0.0
    return np.array([rest if one.people is None else one.people for one in townships])


def _touches(grid: Grid, points: FloatArray) -> BoolArray:
    """Which points lie on the rectangle of the grid."""
    return np.asarray(((points >= grid.corner) & (points <= _far_corner(grid))).all(axis=1))


def _cell_of(grid: Grid, points: FloatArray) -> IntArray:
    """The cell each point (n, 2) lies in (n,), -1 beside the grid."""
    number = np.full((grid.rows, grid.columns), -1, np.int32)
    number[grid.slots[:, 1], grid.slots[:, 0]] = np.arange(grid.count, dtype=np.int32)
    slot = np.floor((points - grid.corner) / grid.step).astype(np.int64)
    inside = ((slot >= 0) & (slot < (grid.columns, grid.rows))).all(axis=1)
    found = np.full(len(points), -1, np.int32)
    found[inside] = number[slot[inside, 1], slot[inside, 0]]
    return found


def _far_corner(grid: Grid) -> FloatArray:
    return np.asarray(grid.corner + grid.step * (grid.columns, grid.rows))
