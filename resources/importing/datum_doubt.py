"""Asks whether a list was drawn in another datum than it says, by the rows whose place is known.

GCJ-02 and BD-09 lie some 300 to 1,200 m off, in a direction and by an amount that change little
over a city. A list read in the wrong one moves everything it names alike. Nobody moves all their
depots by the same half kilometre: where the rows that were here before stand almost exactly where
another datum would put them, and not where the declared one does, that is said. Nothing is changed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geo.datum import array_to_wgs84
from geo.distance import haversine_m
from geo.types import Datum, FloatArray

EXACT_M = 30.0
"""So near another datum's reading counts as the same place: digits cut off, not another place."""

ELSEWHERE_M = 2_000.0
"""What lies further off in every datum has truly moved, or is another thing: it tells nothing."""

LEAST_ROWS = 3
"""Fewer rows may agree by chance."""

SHARE = 0.8
"""So many of the rows that tell something must agree with the other datum, and not the declared."""

_READINGS = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
"""CGCS2000 reads as WGS-84 does."""


class DatumDoubt(NamedTuple):
    """In which datum the list seems to be, and how many of how many known rows say so."""

    datum: Datum
    rows: int
    of: int
    off_m: int


def doubt_datum(given: FloatArray, known: FloatArray, declared: Datum) -> DatumDoubt | None:
    """Return the datum that fits better than the declared one, None where there is no such.

    Parameters
    ----------
    given : ndarray, shape (n, 2), degrees as the list has them
    known : ndarray, shape (n, 2), degrees WGS-84, where the same things stood before
    """
    if len(given) < LEAST_ROWS:
        return None
    away = {one: haversine_m(array_to_wgs84(given, one), known) for one in _READINGS}
    telling = np.min(list(away.values()), axis=0) < ELSEWHERE_M
    said = Datum.WGS84 if declared is Datum.CGCS2000 else declared
    best = min(_READINGS, key=lambda one: (-_near(away[one], telling), one is not said))
    fitting, of = _near(away[best], telling), int(telling.sum())
    if best is said or fitting < LEAST_ROWS or fitting < SHARE * of:
        return None
    if _near(away[said], telling) > (1 - SHARE) * of:
        return None
    return DatumDoubt(best, fitting, of, int(round(float(np.median(away[said][telling])), -1)))


def _near(away_m: FloatArray, telling: Sequence[bool] | np.ndarray) -> int:
    return int((away_m[telling] < EXACT_M).sum())
