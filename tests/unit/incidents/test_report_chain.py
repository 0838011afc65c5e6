"""The report chain with its clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.kinds import IncidentKind
from incidents.reporting import Tier, chain, late_s, must_reach, next_open, tier_of, worse

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ACCIDENT = IncidentKind.HAZMAT_LEAK


def hours(
    received_by: Tier, level: int | None, sent: dict[int, datetime] | None = None
) -> list[float]:
    hops = chain(ACCIDENT, level, received_by, NOON, sent or {})
    return [(hop.due_at - NOON).total_seconds() / 3600 for hop in hops]


@pytest.mark.parametrize(
    ("level", "reached"),
    [
        (None, Tier.CITY),
        (4, Tier.CITY),
        (3, Tier.PROVINCE),
        (2, Tier.STATE_COUNCIL),
        (1, Tier.STATE_COUNCIL),
    ],
)
def test_a_level_must_reach_its_authority(level: int | None, reached: Tier) -> None:
    assert must_reach(level) is reached
    assert chain(ACCIDENT, level, Tier.COUNTY, NOON, {})[-1].to_tier is reached


def test_in_the_worst_case_the_top_is_reached_after_seven_hours() -> None:
    assert hours(Tier.UNIT, 1) == [1, 3, 5, 7]
    assert hours(Tier.UNIT, 4) == [1, 3]


def test_an_authority_told_directly_starts_its_own_clock_at_once() -> None:
    assert hours(Tier.CITY, 3) == [1, 3, 2]
    assert hours(Tier.COUNTY, 3) == [1, 2, 4]


def test_an_early_hop_starts_the_next_clock_early() -> None:
    early = {2: NOON + timedelta(minutes=30)}
    assert hours(Tier.COUNTY, 3, early) == [1, 2, 2.5]


def test_a_late_hop_moves_the_next_clock_and_stays_late() -> None:
    sent = {2: NOON + timedelta(hours=3)}
    assert hours(Tier.COUNTY, 3, sent) == [1, 2, 5]
    assert late_s(NOON + timedelta(hours=2), sent[2], NOON) == 3600


def test_a_graver_level_extends_the_chain_and_a_made_hop_is_never_dropped() -> None:
    assert len(chain(ACCIDENT, 4, Tier.CITY, NOON, {})) == 2
    assert len(chain(ACCIDENT, 2, Tier.CITY, NOON, {})) == 4
    assert len(chain(ACCIDENT, 4, Tier.CITY, NOON, {3: NOON})) == 3


def test_lateness_is_unknown_to_what_is_in_time() -> None:
    due = NOON + timedelta(hours=1)
    assert late_s(due, None, NOON) is None
    assert late_s(due, due, NOON + timedelta(hours=9)) is None
    assert late_s(due, None, due + timedelta(seconds=90)) == 90


def test_the_graver_of_two_levels_counts() -> None:
    assert worse(4, 2) == 2
    assert worse(1, None) == 1
    assert worse(None, None) is None


def test_each_clock_cites_its_source() -> None:
    assert "493" in chain(ACCIDENT, 4, Tier.CITY, NOON, {})[0].source
    assert "突发事件应对法" in chain(IncidentKind.URBAN_FLOOD, 4, Tier.CITY, NOON, {})[0].source


def test_the_next_open_hop_is_the_lowest_one_not_made() -> None:
    assert next_open([(2, None), (1, NOON), (3, None)]) == 2
    assert next_open([(1, NOON)]) is None


def test_a_township_reports_as_its_county() -> None:
    assert tier_of("township") is Tier.COUNTY
    assert tier_of("province") is Tier.PROVINCE
