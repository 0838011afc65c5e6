"""A list that is in another datum than it says is known by the rows whose place is known."""

import numpy as np
import pytest

from geo.datum import array_from_wgs84
from geo.types import Datum
from resources.importing.datum_doubt import doubt_datum

STOOD = np.array(
    [(114.30, 30.50), (114.34, 30.52), (114.41, 30.61), (114.28, 30.58), (114.36, 30.47)]
)


@pytest.mark.parametrize("declared", list(Datum))
@pytest.mark.parametrize("truly", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_the_datum_a_list_is_truly_in_is_named_whatever_it_declares(
    declared: Datum, truly: Datum
) -> None:
    given = np.round(array_from_wgs84(STOOD, truly), 5)
    found = doubt_datum(given, STOOD, declared)
    same = declared is truly or (declared is Datum.CGCS2000 and truly is Datum.WGS84)
    if same:
        assert found is None
    else:
        assert found is not None
        assert (found.datum, found.rows, found.of) == (truly, 5, 5)
        assert 300 <= found.off_m <= 1_400


def test_two_rows_say_nothing() -> None:
    given = array_from_wgs84(STOOD[:2], Datum.GCJ02)
    assert doubt_datum(given, STOOD[:2], Datum.WGS84) is None
    assert doubt_datum(np.empty((0, 2)), np.empty((0, 2)), Datum.WGS84) is None


def test_what_truly_moved_far_tells_nothing_of_the_datum() -> None:
    given = array_from_wgs84(STOOD, Datum.GCJ02)
    given[0] += 0.2
    found = doubt_datum(given, STOOD, Datum.WGS84)
    assert found is not None
    assert found[:3] == (Datum.GCJ02, 4, 4)


def test_rows_that_moved_about_in_no_common_way_raise_no_doubt() -> None:
    about = np.array([(0.004, 0), (-0.004, 0.002), (0, -0.005), (0.003, 0.004), (0.001, -0.003)])
    assert doubt_datum(STOOD + about, STOOD, Datum.WGS84) is None


def test_a_list_of_which_a_third_stands_where_it_stood_raises_no_doubt() -> None:
    given = array_from_wgs84(STOOD, Datum.BD09)
    given[:2] = STOOD[:2]
    assert doubt_datum(given, STOOD, Datum.WGS84) is None
