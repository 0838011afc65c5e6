"""The statutory level of an incident."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.kinds import IncidentClass, IncidentKind
from incidents.level import propose_level

SINCE = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ACCIDENT = IncidentKind.HAZMAT_LEAK


@pytest.mark.parametrize(
    ("deaths", "level"),
    [(0, 4), (2, 4), (3, 3), (9, 3), (10, 2), (29, 2), (30, 1), (500, 1)],
)
def test_deaths_count_from_the_bound_itself(deaths: int, level: int) -> None:
    assert propose_level(ACCIDENT, {"deaths": deaths}, SINCE).level == level


@pytest.mark.parametrize(
    ("injured", "level"), [(9, 4), (10, 3), (49, 3), (50, 2), (99, 2), (100, 1)]
)
def test_serious_injuries_count_from_the_bound_itself(injured: int, level: int) -> None:
    assert propose_level(ACCIDENT, {"serious_injuries": injured}, SINCE).level == level


@pytest.mark.parametrize(
    ("loss", "level"),
    [(9_999_999, 4), (10_000_000, 3), (49_999_999, 3), (50_000_000, 2), (100_000_000, 1)],
)
def test_loss_counts_from_the_bound_itself(loss: int, level: int) -> None:
    assert propose_level(ACCIDENT, {"loss_yuan": loss}, SINCE).level == level


def test_the_highest_of_the_three_measures_decides_and_is_named() -> None:
    measured = {"deaths": 1, "serious_injuries": 50, "loss_yuan": 20_000_000}
    proposed = propose_level(ACCIDENT, measured, SINCE)
    assert (proposed.level, proposed.decided_by) == (2, ("serious_injuries",))
    assert [one.level for one in proposed.measures] == [4, 2, 3]
    assert "493" in proposed.source


def test_unknown_stays_unknown_and_is_not_taken_for_zero() -> None:
    nothing = propose_level(ACCIDENT, {"deaths": None}, SINCE)
    assert (nothing.level, nothing.decided_by) == (None, ())
    assert nothing.unknown == ("deaths", "serious_injuries", "loss_yuan")
    none_dead = propose_level(ACCIDENT, {"deaths": 0}, SINCE)
    assert (none_dead.level, none_dead.unknown) == (4, ("serious_injuries", "loss_yuan"))


@pytest.mark.parametrize(
    ("hectares", "level"), [(1.0, 3), (0.9, 4), (99.9, 3), (100, 2), (999, 2), (1000, 1)]
)
def test_a_forest_fire_is_graded_by_its_area_too_and_not_by_loss(
    hectares: float, level: int
) -> None:
    proposed = propose_level(
        IncidentKind.FOREST_FIRE, {"burnt_area_ha": hectares, "loss_yuan": 10**9}, SINCE
    )
    assert proposed.level == level
    assert "loss_yuan" not in {one.measure for one in proposed.measures}


def test_social_security_and_public_health_events_are_not_graded_by_casualties() -> None:
    for kept_out in (IncidentClass.SOCIAL_SECURITY, IncidentClass.PUBLIC_HEALTH):
        proposed = propose_level(IncidentKind.OTHER, {"deaths": 40}, SINCE, kept_out)
        assert (proposed.level, proposed.measures) == (None, ())
        assert proposed.reassess_until is None


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (IncidentKind.TRAFFIC_ACCIDENT, 7),
        (IncidentKind.FIRE_EXPLOSION, 7),
        (IncidentKind.HAZMAT_LEAK, 30),
        (IncidentKind.BUILDING_COLLAPSE, 30),
    ],
)
def test_casualties_are_reassessed_for_thirty_days_or_seven(kind: IncidentKind, days: int) -> None:
    assert propose_level(kind, {}, SINCE).reassess_until == SINCE + timedelta(days=days)


COUNT = st.none() | st.integers(0, 2000)


@given(COUNT, COUNT, st.none() | st.integers(0, 10**9), st.integers(0, 50))
def test_more_deaths_never_give_a_lower_level(
    deaths: int | None, injured: int | None, loss: int | None, more: int
) -> None:
    before = propose_level(
        ACCIDENT, {"deaths": deaths, "serious_injuries": injured, "loss_yuan": loss}, SINCE
    ).level
    worse = {"deaths": (deaths or 0) + more, "serious_injuries": injured, "loss_yuan": loss}
    after = propose_level(ACCIDENT, worse, SINCE).level
    assert after is not None
    assert before is None or after <= before
