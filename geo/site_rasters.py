"""The grids a site has set up, read window by window: what is not asked for is never in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geo.raster import Raster, RasterProblem, UnreadableRaster, read_raster


@dataclass(frozen=True)
class SiteRaster:
    """What a site's grid says around an area: its values, or why there are none.

    Both are None where the site has set up no grid.
    """

    raster: Raster | None
    trouble: RasterProblem | None


def site_raster(path: Path | None, around: BaseGeometry) -> SiteRaster:
    """Read the part of a site's grid around an area in degrees; a grid in trouble says which."""
    if path is None:
        return SiteRaster(None, None)
    try:
        return SiteRaster(read_raster(path, within=around.bounds), None)
    except UnreadableRaster as refused:
        return SiteRaster(None, refused.problem)
