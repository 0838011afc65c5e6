"""Of a team's way a replay keeps a point each stretch driven, and now and then one while it stands."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from resources.schemas import Position
from resources.service_traces import tells

BEGUN = datetime(2026, 7, 2, 19, 30, tzinfo=UTC)
KNOWN = (114.30, 30.60)


def seen(lon: float, lat: float, seconds: float) -> Position:
    """The team somewhere, so long after it was seen first."""
    at = BEGUN + timedelta(seconds=seconds)
    team = UUID(int=1)
    return Position(team_id=team, lon=lon, lat=lat, at=at, source="phone", accuracy_m=None)


def test_the_first_place_of_a_team_is_always_kept() -> None:
    assert tells(None, seen(*KNOWN, 0))


@pytest.mark.parametrize(
    ("lon", "lat", "seconds", "kept"),
    [
        (114.301, 30.60, 30, True),
        (114.3001, 30.60, 30, False),
        (114.310, 30.60, 5, False),
        (*KNOWN, 599, False),
        (*KNOWN, 600, True),
        (114.310, 30.60, -60, False),
    ],
    ids=["a stretch", "a few metres", "too soon", "standing", "standing long", "told late"],
)
def test_a_point_is_kept_when_it_says_something(
    lon: float, lat: float, seconds: float, kept: bool
) -> None:
    assert tells(seen(*KNOWN, 0), seen(lon, lat, seconds)) is kept
