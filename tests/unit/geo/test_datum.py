"""GCJ-02 and BD-09 positions are brought to WGS-84 and back within a metre."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datum import array_from_wgs84, array_to_wgs84, from_wgs84, to_wgs84
from geo.distance import haversine_m
from geo.types import Datum

OFFSET_DATUMS = [Datum.GCJ02, Datum.BD09]


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_pairs_of_the_public_converters_are_reproduced(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    assert from_wgs84(*wgs84, Datum.GCJ02) == pytest.approx(gcj02, abs=1e-8)
    assert to_wgs84(*gcj02, Datum.GCJ02) == pytest.approx(wgs84, abs=1e-8)


@given(st.floats(74.0, 134.0), st.floats(18.5, 53.0), st.sampled_from(OFFSET_DATUMS))
def test_there_and_back_ends_within_a_centimetre(lon: float, lat: float, datum: Datum) -> None:
    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert haversine_m((lon, lat), back) < 0.01


@pytest.mark.parametrize("datum", OFFSET_DATUMS)
def test_the_offset_in_wuhan_is_hundreds_of_metres(datum: Datum) -> None:
    off_m = haversine_m((114.3055, 30.5928), from_wgs84(114.3055, 30.5928, datum))
    assert 300 < off_m < 1500


def test_arrays_are_converted_like_single_positions() -> None:
    places = np.array([[114.3, 30.6], [114.4, 30.5]])
    shifted = array_from_wgs84(places, Datum.BD09)
    assert shifted[1] == pytest.approx(from_wgs84(114.4, 30.5, Datum.BD09))
    np.testing.assert_allclose(array_to_wgs84(shifted, Datum.BD09), places, atol=1e-8)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_the_stored_datums_pass_unchanged(datum: Datum) -> None:
    assert to_wgs84(114.3, 30.6, datum) == (114.3, 30.6)


def test_outside_china_nothing_is_shifted() -> None:
    assert from_wgs84(1.52, 42.51, Datum.GCJ02) == (1.52, 42.51)
