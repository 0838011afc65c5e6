"""Which ground lies under water at a level: all ground below it that the water can come to.

Method and limits
-----------------
A level surface over a grid of heights, with the rule that water comes only through neighbouring
cells below the level, diagonally too ("bathtub" with eight-sided connectivity: Poulter and Halpin,
Int. J. Geographical Information Science 22 (2008) 167-182). The level is the same everywhere: no
slope of the river, no time, no flow, no drains, no walls that are narrower than a cell. Heights and
level must be counted from the same zero. Embankments that the grid shows hold; whether they do is
not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import shapes
from scipy.ndimage import binary_dilation, label
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.raster import Raster
from geo.types import BoolArray, FloatArray

DEPTHS_M = (0.0, 0.5, 1.0, 2.0, 3.0)
"""Depth classes as on Chinese flood risk maps (SL 483, from memory: verify)."""

_MOST_CORNERS = 4_000
_ROUND_CELLS = 0.5
_NEIGHBOURS = np.ones((3, 3), dtype=np.int8)


@dataclass(frozen=True)
class DepthBand:
    """Ground at least so deep under water."""

    from_m: float
    area: BaseGeometry


@dataclass(frozen=True)
class Flood:
    """Ground under water, degrees; outlines are rounded outwards and hold every wet cell.

    Attributes
    ----------
    area : all of it; bands : the parts at least so deep, from shallow to deep, none empty
    deepest_m : depth of the deepest cell; cells : how many are wet
    cell_m : width and height of a cell
    is_cut_off : water stands at the edge of the grid and goes on beyond it
    beside_unknown : water stands beside ground whose height is not known
    """

    area: BaseGeometry
    bands: tuple[DepthBand, ...]
    deepest_m: float
    cells: int
    cell_m: tuple[float, float]
    is_cut_off: bool
    beside_unknown: bool


class NotUnderWater(ValueError):
    """No place the water is said to come from lies below the level; `ground_m` is the lowest."""

    def __init__(self, ground_m: float | None) -> None:
        super().__init__(f"the ground lies at {ground_m} m, above the level")
        self.ground_m = ground_m


def flooded(grid: Raster, level_m: float, sources: FloatArray) -> Flood:
    """The ground that water at a level comes to from some places.

    Parameters
    ----------
    grid : heights, metres; level_m : of the water, counted from the same zero
    sources : (n, 2) degrees, where the water comes from

    Raises
    ------
    NotUnderWater : all sources lie above the level, or where no height is known
    """
    wet = wet_cells(grid, level_m, sources)
    unknown = np.isnan(grid.values)
    depth = np.where(wet, level_m - grid.values, 0.0)
    bands = [(from_m, wet & (depth > from_m)) for from_m in DEPTHS_M]
    edge = np.concatenate([wet[0], wet[-1], wet[:, 0], wet[:, -1]])
    return Flood(
        area=outline(grid, wet),
        bands=tuple(DepthBand(at, outline(grid, part)) for at, part in bands if part.any()),
        deepest_m=float(depth.max()),
        cells=int(wet.sum()),
        cell_m=grid.cell_m(),
        is_cut_off=bool(edge.any()),
        beside_unknown=bool((binary_dilation(wet, _NEIGHBOURS) & unknown).any()),
    )


def wet_cells(grid: Raster, level_m: float, sources: FloatArray) -> BoolArray:
    """The cells below a level that are joined to a source through cells below it, shape (h, w)."""
    below = grid.values < level_m
    joined, _ = label(below, structure=_NEIGHBOURS)
    cells = [grid.cell_at(float(lon), float(lat)) for lon, lat in sources]
    found = {int(joined[cell]) for cell in cells if cell is not None and below[cell]}
    if not found:
        raise NotUnderWater(_lowest(grid, sources))
    return np.isin(joined, sorted(found))


def outline(grid: Raster, wet: BoolArray) -> BaseGeometry:
    """The outline of cells in degrees, rounded outwards by half a cell, more where it is ragged."""
    size = 1
    while _corners(wet) > _MOST_CORNERS and max(wet.shape) > 4:
        wet, size = _coarser(wet), size * 2
    cells = shapely.union_all(list(_patches(wet)))
    around = cells.buffer(_ROUND_CELLS, join_style="mitre").simplify(_ROUND_CELLS)
    lonlat = shapely.transform(around, lambda at: grid.lonlat_of(at[:, 0] * size, at[:, 1] * size))
    return lonlat if lonlat.is_valid else shapely.make_valid(lonlat)


def _corners(wet: BoolArray) -> int:
    """How many corners the outline of the cells has: where one or three of four cells are wet."""
    around = np.pad(wet, 1).astype(np.int8)
    four = around[:-1, :-1] + around[1:, :-1] + around[:-1, 1:] + around[1:, 1:]
    return int(((four == 1) | (four == 3)).sum())


def _coarser(wet: BoolArray) -> BoolArray:
    """Cells of twice the width, wet where any of the four is."""
    height, width = wet.shape
    even = np.pad(wet, ((0, height % 2), (0, width % 2)))
    four = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2)
    return np.asarray(four.any(axis=(1, 3)))


def _patches(wet: BoolArray) -> Iterator[BaseGeometry]:
    for patch, value in shapes(wet.astype(np.uint8), mask=wet, connectivity=4):
        assert value == 1
        yield shape(patch)


def _lowest(grid: Raster, sources: FloatArray) -> float | None:
    heights = grid.at(sources)
    known = heights[~np.isnan(heights)]
    return float(known.min()) if len(known) else None
