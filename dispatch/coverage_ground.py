"""The ground whose cover is looked at: its cells, their districts, their people, their roads.

It changes only with the road file, the outlines, the townships and the site's settings, so it is
made once and kept; what moves (teams, closures, the hour) comes on top of it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.coverage import Grid, grid_over
from geo.coverage_times import roads_near
from geo.population import People, from_raster, from_townships
from geo.queries_coverage import County, Settled, counties, settled
from geo.raster import UnreadableRaster, read_raster
from geo.snapping import metres_per_degree
from geo.travel import RoadNetwork, TravelTimes
from geo.types import BoolArray

logger = logging.getLogger("muster.coverage")

CELLS = 20_000
"""How many cells an area gets where the site sets no side."""

MOST_CELLS = 200_000
_KEPT = 3
_LOOK_AGAIN_S = 600.0


class NoGround(ValueError):
    """The jurisdiction has no outline on record, or no road leads there."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Cells of an area with everything about them that stays.

    Attributes
    ----------
    district : (m,) row in `districts` of each cell; with_road : (m,) has a road near
    beyond_km2 : ground of the area outside the road file, which is not judged
    """

    key: Hashable
    code: str
    grid: Grid
    districts: tuple[County, ...]
    district: NDArray[np.int64]
    people: People
    with_road: BoolArray
    beyond_km2: float


class GroundBook:
    """The ground of each jurisdiction asked for; safe to use from several threads."""

    def __init__(self, cell_m: int | None, population_raster: Path | None) -> None:
        self._cell_m = cell_m
        self._raster = population_raster
        self._lock = Lock()
        self._known: OrderedDict[Hashable, tuple[float, Ground]] = OrderedDict()

    def ground(self, session: Session, code: str, times: TravelTimes) -> Ground:
        """Return the ground of a jurisdiction over the roads in use."""
        key = (code, times.road_file_hash)
        with self._lock:
            found = self._known.get(key)
            if found is not None and monotonic() - found[0] < _LOOK_AGAIN_S:
                self._known.move_to_end(key)
                return found[1]
            made = self._made(session, code, times)
            same = found is not None and _is_same(found[1], made)
            kept = found[1] if found is not None and same else made
            self._known[key] = (monotonic(), kept)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return kept

    def _made(self, session: Session, code: str, times: TravelTimes) -> Ground:
        districts = counties(session, code)
        whole = shapely.union_all([county.area for county in districts])
        area = _on_roads(whole, times)
        if area.is_empty:
            raise NoGround(code)
        grid = grid_over(area, self._side_m(area))
        with_road = roads_near(grid, times)
        return Ground(
            key=(code, times.road_file_hash, monotonic()),
            code=code,
            grid=grid,
            districts=tuple(districts),
            district=_district_of(grid, districts),
            people=self._people(grid, with_road, settled(session, code)),
            with_road=with_road,
            beyond_km2=_km2(whole) - _km2(area),
        )

    def _side_m(self, area: BaseGeometry) -> float:
        least_m = float(np.sqrt(_km2(area) * 1e6 / MOST_CELLS))
        wanted_m = self._cell_m or round(float(np.sqrt(_km2(area) * 1e6 / CELLS)), -1)
        return max(float(wanted_m), least_m, 10.0)

    def _people(self, grid: Grid, with_road: BoolArray, towns: Settled) -> People:
        """From the site's raster; one that cannot be read is named in the log and not used."""
        if self._raster is not None:
            try:
                bounds = (*grid.corner, *(grid.corner + grid.step * (grid.columns, grid.rows)))
                return from_raster(grid, read_raster(self._raster, bounds))
            except UnreadableRaster as refused:
                logger.warning("the population raster is not used: %s", refused)
        return from_townships(grid, with_road, towns.townships, towns.total)


def _is_same(known: Ground, made: Ground) -> bool:
    return np.array_equal(known.grid.middle, made.grid.middle) and np.array_equal(
        known.people.number, made.people.number
    )


def _on_roads(whole: BaseGeometry, times: TravelTimes) -> BaseGeometry:
    """The part of an area that the road file speaks of; all of it where there are no roads."""
    if not isinstance(times, RoadNetwork):
        return whole
    return shapely.intersection(whole, shapely.box(*times.bounds))


def _district_of(grid: Grid, districts: Sequence[County]) -> NDArray[np.int64]:
    found = np.zeros(grid.count, np.int64)
    for row, county in enumerate(districts):
        shapely.prepare(county.area)
        found[shapely.contains_xy(county.area, grid.middle[:, 0], grid.middle[:, 1])] = row
    return found


def _km2(area: BaseGeometry) -> float:
    if area.is_empty:
        return 0.0
    width, height = metres_per_degree(area.centroid.y)
    return float(area.area * width * height / 1e6)
