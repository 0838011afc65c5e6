"""Coordinates are read in the forms people paste, and written in those they ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datum import from_wgs84
from geo.distance import haversine_m
from geo.grid_references import Form, readings_of, written_forms
from geo.types import Datum, LonLat

WUHAN = LonLat(114.305, 30.593)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("114.305,30.593", Form.DEGREES),
        ("30.593, 114.305", Form.DEGREES),
        ("（114.305，30.593）", Form.DEGREES),
        ("114.305 30.593", Form.DEGREES),
        ("北纬30.593度，东经114.305度", Form.DEGREES),
        ("经度:114.305 纬度:30.593", Form.DEGREES),
        ("lat:30.593, lon:114.305", Form.DEGREES),
        ("geo:30.593,114.305", Form.DEGREES),
        ("114.305E 30.593N", Form.DEGREES),
        ("东经114°18′18″ 北纬30°35′34.8″", Form.DMS),
        ("30°35'34.8\"N 114°18'18\"E", Form.DMS),
        ("N30°35.58' E114°18.3'", Form.DMS),
        ("114度18分18秒，30度35分34.8秒", Form.DMS),
        ("50R KU 41586 87591", Form.MGRS),
        ("50rku4158687591", Form.MGRS),
        ("50R 241586 3387592", Form.UTM),
        ("X 3385891.5, Y 38529251.8", Form.GAUSS_KRUEGER_3),
        ("38529251.8 3385891.5", Form.GAUSS_KRUEGER_3),
    ],
)
def test_a_position_is_read_in_the_form_it_was_pasted_in(text: str, form: Form) -> None:
    found = readings_of(text, None)
    assert found[0].form is form
    assert haversine_m(found[0].at, WUHAN) < 2.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30, 114",
        "解放大道1127号",
        "K23+400",
        "2026-11-21",
        "110",
        "95.0, 200.0",
        "50RIO41",
        "G42",
    ],
)
def test_what_is_no_position_is_not_read_as_one(text: str) -> None:
    assert readings_of(text, None) == []


def test_degrees_without_a_datum_are_offered_in_each_datum_and_say_which() -> None:
    found = readings_of("114.305, 30.593", None)
    assert [one.datum for one in found] == [Datum.WGS84, Datum.GCJ02, Datum.BD09]
    assert found[0].at == WUHAN
    assert 400 < haversine_m(found[1].at, WUHAN) < 800


def test_a_declared_datum_is_taken_at_its_word() -> None:
    shown = from_wgs84(*WUHAN, Datum.GCJ02)
    (only,) = readings_of(f"{shown.lon:.6f}, {shown.lat:.6f}", Datum.GCJ02)
    assert haversine_m(only.at, WUHAN) < 0.5


def test_outside_china_no_offset_is_offered() -> None:
    assert [one.datum for one in readings_of("1.52, 42.5", None)] == [Datum.WGS84]


def test_the_sites_region_decides_which_number_is_the_longitude() -> None:
    andorra = (1.3, 42.3, 1.8, 42.7)
    for text in ("1.52, 42.5", "42.5, 1.52"):
        assert readings_of(text, None, andorra)[0].at == LonLat(1.52, 42.5)


def test_a_coarse_grid_square_is_read_as_its_middle() -> None:
    (square,) = readings_of("50RKU4187", None)
    assert 100 < haversine_m(square.at, WUHAN) < 700


def test_all_forms_of_a_position_are_written() -> None:
    forms = written_forms(WUHAN)
    assert forms["degrees"] == "114.305000, 30.593000"
    assert forms["dms"] == "30°35′34.8″N 114°18′18.0″E"
    assert forms["mgrs"] == "50R KU 41586 87591"
    assert forms["gauss_krueger_3"].startswith("X 338")
    assert "gauss_krueger_3" not in written_forms(LonLat(1.5, 42.5))
    assert "mgrs" not in written_forms(LonLat(10.0, 85.0))
    assert written_forms(LonLat(-0.5, -33.0))["dms"] == "33°00′00.0″S 0°30′00.0″W"


@given(lon=st.floats(74.0, 135.0), lat=st.floats(4.0, 53.0))
def test_what_is_written_is_read_back_within_its_precision(lon: float, lat: float) -> None:
    at = LonLat(lon, lat)
    for form, text in written_forms(at).items():
        if form in ("gcj02", "bd09"):
            continue
        assert haversine_m(readings_of(text, Datum.WGS84)[0].at, at) < 2.5, (form, text)
