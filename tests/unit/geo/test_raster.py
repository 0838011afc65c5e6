"""Grids of values are read where they lie, unknown stays unknown, and bad files say why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from geo.raster import Raster, RasterProblem, UnreadableRaster, read_raster

ASCII = """ncols 4
nrows 3
xllcorner 114.0
yllcorner 30.0
cellsize 0.01
NODATA_value -9999
1 2 3 4
5 -9999 7 8
9 10 11 12
"""


def written(path: Path, values: np.ndarray, **more: Any) -> Path:
    kept: dict[str, Any] = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": values.dtype.name,
        "crs": "EPSG:4326",
        "transform": from_origin(114.0, 31.0, 0.01, 0.01),
    }
    with rasterio.open(path, "w", **kept | more) as file:
        file.write(values, 1)
    return path


def refused(path: Path, **more: Any) -> RasterProblem:
    with pytest.raises(UnreadableRaster) as trouble:
        read_raster(path, **more)
    return trouble.value.problem


def test_an_ascii_grid_gives_the_cell_a_place_lies_in(tmp_path: Path) -> None:
    path = tmp_path / "grid.asc"
    path.write_text(ASCII)
    grid = read_raster(path)
    asked = np.array([[114.005, 30.025], [114.035, 30.005], [114.015, 30.015], [115.0, 30.0]])
    assert grid.at(asked)[:2].tolist() == [1.0, 12.0]
    assert np.isnan(grid.at(asked)[2:]).all()
    assert grid.cell_at(114.025, 30.015) == (1, 2)
    assert grid.cell_at(113.9, 30.015) is None


def test_a_geotiff_in_metres_answers_in_degrees(tmp_path: Path) -> None:
    values = np.arange(100, dtype=np.float32).reshape(10, 10)
    place = from_origin(240_000.0, 3_390_000.0, 100.0, 100.0)
    grid = read_raster(written(tmp_path / "utm.tif", values, crs="EPSG:32650", transform=place))
    assert grid.at(grid.centres()).tolist() == values.ravel().tolist()
    wide, high = grid.cell_m()
    assert wide == pytest.approx(100, rel=0.01) and high == pytest.approx(100, rel=0.01)


def test_what_the_file_calls_no_data_is_unknown_and_its_scale_is_applied(tmp_path: Path) -> None:
    values = np.array([[10, 20], [-32768, 40]], dtype=np.int16)
    path = written(tmp_path / "scaled.tif", values, nodata=-32768)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.5,), (1.0,)
    grid = read_raster(path).values
    assert grid[0].tolist() == [6.0, 11.0] and np.isnan(grid[1, 0]) and grid[1, 1] == 21.0


def test_only_the_window_is_read_and_it_lies_where_it_did(tmp_path: Path) -> None:
    values = np.random.default_rng(1).random((200, 300)).astype(np.float32)
    path = written(tmp_path / "large.tif", values)
    whole, part = read_raster(path), read_raster(path, within=(115.0, 30.0, 115.5, 30.4))
    assert part.values.size < whole.values.size / 5
    places = np.random.default_rng(2).uniform((115.01, 30.01), (115.49, 30.39), (500, 2))
    assert (part.at(places) == whole.at(places)).all()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:32650"])
def test_a_window_around_an_area_holds_every_cell_of_the_area(crs: str) -> None:
    metres = crs == "EPSG:32650"
    step = (90.0, 0, 220_000, 0, -90.0, 3_400_000) if metres else (0.001, 0, 114, 0, -0.001, 31)
    values = np.random.default_rng(3).random((300, 400)).astype(np.float32)
    grid = Raster(values, step, rasterio_crs(crs))
    area = shapely.box(*np.concatenate([grid.centres().min(0) + 0.05, grid.centres().min(0) + 0.1]))
    places = np.random.default_rng(4).uniform(area.bounds[:2], area.bounds[2:], (300, 2))
    part = grid.window(area)
    assert 0 < part.values.size < values.size
    assert np.array_equal(part.at(places), grid.at(places), equal_nan=True)


def rasterio_crs(name: str) -> Any:
    from pyproj import CRS

    return CRS.from_user_input(name)


def test_a_window_beside_the_grid_is_empty(tmp_path: Path) -> None:
    grid = read_raster(written(tmp_path / "a.tif", np.ones((5, 5), np.float32)))
    assert grid.window(shapely.box(120, 20, 121, 21)).values.size == 0


def test_a_grid_that_lies_elsewhere_is_said_to(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", np.ones((5, 5), np.float32))
    assert refused(path, within=(10.0, 10.0, 11.0, 11.0)) is RasterProblem.ELSEWHERE


def test_files_that_are_no_grid_are_refused_with_the_reason(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.tif") is RasterProblem.MISSING
    text = tmp_path / "text.tif"
    text.write_text("<VRTDataset rasterXSize='1' rasterYSize='1'></VRTDataset>")
    assert refused(text) is RasterProblem.NOT_A_RASTER
    whole = written(tmp_path / "whole.tif", np.ones((500, 500), np.float32)).read_bytes()
    cut = tmp_path / "cut.tif"
    cut.write_bytes(whole[: len(whole) // 3])
    assert refused(cut) is RasterProblem.NOT_A_RASTER
    half = tmp_path / "half.asc"
    half.write_text(ASCII[:-20])
    assert refused(half) is RasterProblem.NOT_A_RASTER


def test_a_file_that_claims_to_be_huge_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.tif"
    place = from_origin(114, 31, 0.00001, 0.00001)
    claims: dict[str, Any] = {"count": 1, "dtype": "float32", "tiled": True, "SPARSE_OK": True}
    rasterio.open(
        path, "w", driver="GTiff", width=100_000, height=100_000, transform=place, **claims
    ).close()
    assert path.stat().st_size < 3_000_000
    assert refused(path) is RasterProblem.TOO_LARGE
    assert read_raster(path, within=(114.0, 30.99, 114.01, 31.0)).values.size <= 1_002_001
    boast = tmp_path / "boast.asc"
    boast.write_text(ASCII.replace("ncols 4", "ncols 1000000000"))
    assert refused(boast) in (RasterProblem.TOO_LARGE, RasterProblem.NOT_A_RASTER)


def test_metres_without_a_reference_system_need_one_named(tmp_path: Path) -> None:
    path = tmp_path / "metres.asc"
    path.write_text(ASCII.replace("114.0", "240000").replace("30.0", "3390000"))
    assert refused(path) is RasterProblem.NO_PLACE
    assert read_raster(path, crs="EPSG:32650").values.shape == (3, 4)


def test_a_prj_beside_an_ascii_grid_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "metres.asc"
    path.write_text(ASCII.replace("114.0", "240000").replace("30.0", "3390000"))
    path.with_suffix(".prj").write_text(rasterio_crs("EPSG:32650").to_wkt("WKT1_ESRI"))
    assert read_raster(path).lonlat_of(np.zeros(1), np.zeros(1))[0, 0] == pytest.approx(
        114.3, abs=0.1
    )


def test_values_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "complex.tif", np.ones((4, 4), np.complex64))
    assert refused(path) is RasterProblem.NOT_NUMBERS
