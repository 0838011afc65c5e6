"""Values on a grid: people or heights, read from a GeoTIFF or an ESRI ASCII grid of the site.

Read with rasterio (GDAL, licence BSD/MIT), which is kept to these two formats and to one file: no
other driver, no address on the net and no side file but the `.prj` of an ASCII grid is opened. What
a file claims of itself is held against limits before anything is read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from geo.types import BoolArray, FloatArray, IntArray

MOST_CELLS = 64_000_000
"""Cells held in memory at once: 256 MB."""

_MOST_CELLS_OF_A_BLOCK = 64_000_000
_MOST_CELLS_OF_AN_ASCII_GRID = 100_000_000
_DRIVERS = {b"II*\0": "GTiff", b"MM\0*": "GTiff", b"II+\0": "GTiff", b"MM\0+": "GTiff"}
_WGS84 = CRS.from_epsg(4326)
_GEOD = Geod(ellps="GRS80")
_CLOSED_TO_THE_WORLD = {
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GTIFF_IGNORE_READ_ERRORS": "NO",
    "CPL_CURL_VERBOSE": "NO",
}

Grid = NDArray[np.float32]
Bounds = tuple[float, float, float, float]


class RasterProblem(StrEnum):
    """Why a grid is not used."""

    MISSING = "raster_missing"
    NOT_A_RASTER = "raster_not_readable"
    NO_PLACE = "raster_without_reference"
    TOO_LARGE = "raster_too_large"
    ELSEWHERE = "raster_elsewhere"
    NOT_NUMBERS = "raster_not_numbers"


class UnreadableRaster(ValueError):
    """A grid that is not used, with the reason as a code and in words."""

    def __init__(self, problem: RasterProblem, path: Path, detail: str) -> None:
        super().__init__(f"{path.name}: {detail}")
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, eq=False)
class Raster:
    """A grid of values, rows from the first line of the file on.

    Attributes
    ----------
    values : (h, w) float32; NaN where the file says nothing
    step : (a, b, c, d, e, f): column and row (of a cell's upper left corner) to x and y, as
        x = a column + b row + c, y = d column + e row + f, in the units of `crs`
    crs : the reference system that x and y are in
    name : the file's name, for the source line
    """

    values: Grid
    step: tuple[float, float, float, float, float, float]
    crs: CRS
    name: str = ""

    def at(self, lonlat: FloatArray) -> FloatArray:
        """Values of the cells that n positions (n, 2) lie in, degrees WGS-84: (n,), else NaN."""
        row, column, is_on = self._cells_at(np.asarray(lonlat, np.float64).reshape(-1, 2))
        found = np.full(len(row), np.nan)
        found[is_on] = self.values[row[is_on], column[is_on]]
        return found

    def cell_at(self, lon: float, lat: float) -> tuple[int, int] | None:
        """Row and column of the cell that a position lies in, None beside the grid."""
        row, column, is_on = self._cells_at(np.array([[lon, lat]]))
        return (int(row[0]), int(column[0])) if is_on[0] else None

    def window(self, area: BaseGeometry) -> Raster:
        """The part of the grid around an area in degrees WGS-84; empty where they do not meet."""
        if area.is_empty:
            return self._part((0, 0, 0, 0))
        return self._part(self.cells_around(area.bounds))

    def cells_around(self, bounds: Bounds) -> tuple[int, int, int, int]:
        """First row and column, and the ones after the last, of the cells that bounds touch."""
        column, row = self._grid_of(_rim(bounds))
        height, width = self.values.shape
        top, below = np.clip([math.floor(row.min()), math.ceil(row.max())], 0, height)
        left, right = np.clip([math.floor(column.min()), math.ceil(column.max())], 0, width)
        return int(top), int(left), int(below), int(right)

    def centres(self) -> FloatArray:
        """Middle of every cell, row by row: (h w, 2) degrees WGS-84."""
        height, width = self.values.shape
        row, column = np.mgrid[0:height, 0:width].reshape(2, -1) + 0.5
        return self.lonlat_of(column, row)

    def lonlat_of(self, column: FloatArray, row: FloatArray) -> FloatArray:
        """Positions of grid coordinates (n,) and (n,), where 0, 0 is the first cell's corner."""
        a, b, c, d, e, f = self.step
        x, y = a * column + b * row + c, d * column + e * row + f
        return np.stack(self._to_wgs84.transform(x, y), axis=1)

    def cell_m(self) -> tuple[float, float]:
        """Width and height of the cell in the middle of the grid, metres."""
        height, width = self.values.shape
        middle = np.array([width / 2, width / 2 + 1, width / 2])
        row = np.array([height / 2, height / 2, height / 2 + 1])
        (here, aside, below) = self.lonlat_of(middle, row)
        return float(_GEOD.inv(*here, *aside)[2]), float(_GEOD.inv(*here, *below)[2])

    @cached_property
    def _to_wgs84(self) -> Transformer:
        return Transformer.from_crs(self.crs, _WGS84, always_xy=True)

    def _grid_of(self, lonlat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Grid coordinates of positions: columns and rows, not rounded."""
        x, y = self._to_wgs84.transform(lonlat[:, 0], lonlat[:, 1], direction="INVERSE")
        a, b, c, d, e, f = self.step
        over = a * e - b * d
        right, down = np.asarray(x) - c, np.asarray(y) - f
        return (e * right - b * down) / over, (a * down - d * right) / over

    def _cells_at(self, lonlat: FloatArray) -> tuple[IntArray, IntArray, BoolArray]:
        column, row = self._grid_of(lonlat)
        height, width = self.values.shape
        is_on = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        floor = [np.floor(np.where(is_on, one, 0)).astype(np.int32) for one in (row, column)]
        return floor[0], floor[1], is_on

    def _part(self, cells: tuple[int, int, int, int]) -> Raster:
        top, left, below, right = cells
        a, b, c, d, e, f = self.step
        moved = (a, b, c + a * left + b * top, d, e, f + d * left + e * top)
        return Raster(self.values[top:below, left:right], moved, self.crs, self.name)


def _rim(bounds: Bounds) -> FloatArray:
    """Places all along the four sides: in another reference system the sides are bent."""
    west, south, east, north = bounds
    share = np.linspace(0.0, 1.0, 21)
    along, up = west + (east - west) * share, south + (north - south) * share
    level = [np.stack(np.broadcast_arrays(along, edge), 1) for edge in (south, north)]
    upright = [np.stack(np.broadcast_arrays(edge, up), 1) for edge in (west, east)]
    return np.concatenate([*level, *upright])


def read_raster(path: Path, within: Bounds | None = None, crs: str | None = None) -> Raster:
    """Read the first band of a grid file, or only the window within west, south, east, north.

    Parameters
    ----------
    path : a GeoTIFF or an ESRI ASCII grid on this machine
    within : degrees WGS-84; nothing outside is read
    crs : the reference system where the file names none (an ASCII grid without `.prj`)

    Raises
    ------
    UnreadableRaster : with the reason; nothing of more than `MOST_CELLS` cells is read
    """
    driver = _driver_of(path)
    try:
        with rasterio.Env(**_CLOSED_TO_THE_WORLD), rasterio.open(path, driver=driver) as file:
            _require_sane(path, file)
            return _read(path, file, within, _crs_of(path, file, crs))
    except (RasterioError, NotGeoreferencedWarning, MemoryError, OSError) as refused:
        raise _unreadable(path, str(refused) or type(refused).__name__) from refused


def _driver_of(path: Path) -> str:
    """GTiff or AAIGrid by the first bytes; whatever else a file is, it is not tried."""
    if not path.is_file():
        raise UnreadableRaster(RasterProblem.MISSING, path, "no such file")
    with path.open("rb") as file:
        head = file.read(64)
    if head[:4] in _DRIVERS:
        return _DRIVERS[head[:4]]
    if head.lstrip().lower().startswith((b"ncols", b"nrows")):
        return "AAIGrid"
    raise _unreadable(path, "neither a GeoTIFF nor an ESRI ASCII grid")


def _unreadable(path: Path, detail: str) -> UnreadableRaster:
    return UnreadableRaster(RasterProblem.NOT_A_RASTER, path, detail)


def _require_sane(path: Path, file: Any) -> None:
    if np.dtype(file.dtypes[0]).kind not in "iuf":
        raise UnreadableRaster(RasterProblem.NOT_NUMBERS, path, f"holds {file.dtypes[0]} values")
    rows, columns = file.block_shapes[0]
    block = rows * columns
    whole = file.width * file.height
    ascii_grid = file.driver == "AAIGrid" and whole > _MOST_CELLS_OF_AN_ASCII_GRID
    if block > _MOST_CELLS_OF_A_BLOCK or ascii_grid:
        raise UnreadableRaster(
            RasterProblem.TOO_LARGE,
            path,
            f"{file.width} x {file.height} cells in blocks of {block}; write it as a tiled GeoTIFF",
        )


def _crs_of(path: Path, file: Any, named: str | None) -> CRS:
    """The file's own reference system, else the named one, else degrees where that fits."""
    if file.transform.is_identity or not math.isfinite(file.transform.determinant):
        raise UnreadableRaster(RasterProblem.NO_PLACE, path, "no place on the ground")
    if file.crs is not None:
        return CRS.from_wkt(file.crs.to_wkt())
    if named is not None:
        return CRS.from_user_input(named)
    west, south, east, north = file.bounds
    if -180.0 <= west < east <= 180.0 and -90.0 <= south < north <= 90.0:
        return _WGS84
    raise UnreadableRaster(RasterProblem.NO_PLACE, path, "no reference system and not in degrees")


def _read(path: Path, file: Any, within: Bounds | None, crs: CRS) -> Raster:
    frame = Raster(
        np.broadcast_to(np.float32(np.nan), (file.height, file.width)),
        tuple(file.transform)[:6],
        crs,
        path.name,
    )
    cells = (0, 0, file.height, file.width) if within is None else frame.cells_around(within)
    top, left, below, right = cells
    high, wide = below - top, right - left
    if high <= 0 or wide <= 0:
        detail = f"does not reach into {within}"
        raise UnreadableRaster(RasterProblem.ELSEWHERE, path, detail)
    if high * wide > MOST_CELLS:
        detail = f"{wide} x {high} cells are more than {MOST_CELLS:,}; name a smaller area"
        raise UnreadableRaster(RasterProblem.TOO_LARGE, path, detail)
    part = frame._part(cells)
    return Raster(_values(file, Window(left, top, wide, high)), part.step, crs, path.name)


def _values(file: Any, window: Window) -> Grid:
    band = file.read(1, window=window, masked=True, out_dtype="float32")
    values = np.ma.filled(band, np.nan) * file.scales[0] + file.offsets[0]
    return np.where(np.isfinite(values), values, np.nan).astype(np.float32)
