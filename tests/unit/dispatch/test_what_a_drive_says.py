"""A finished drive: how long it took by whose word, and each reason why it may say nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dispatch.run_accuracy import SeenRun, accuracy_of
from dispatch.run_rules import Drive, Excluded, judge

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def drive(**changes: Any) -> Drive:
    plain = {
        "ended_as": "on_scene",
        "departed_at": NOON,
        "arrived_at": after(660),
        "reached_at": after(600),
        "predicted_s": 580,
        "estimated": False,
        "straight_m": 5000.0,
        "start_known": True,
    }
    return Drive(**(plain | changes))


def test_the_report_counts_when_positions_agree_with_it() -> None:
    verdict = judge(drive())
    assert (verdict.actual_s, verdict.actual_from, verdict.excluded) == (660, "report", None)


def test_an_arrival_reported_late_counts_from_when_the_team_was_seen_there() -> None:
    verdict = judge(drive(arrived_at=after(2400)))
    assert (verdict.actual_s, verdict.actual_from, verdict.excluded) == (600, "positions", None)


def test_an_arrival_never_reported_counts_from_positions() -> None:
    verdict = judge(drive(arrived_at=None, ended_as="released"))
    assert (verdict.actual_s, verdict.actual_from, verdict.excluded) == (600, "positions", None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ended_as": "recalled", "arrived_at": None, "reached_at": None}, Excluded.RECALLED),
        ({"ended_as": "redirected", "arrived_at": None, "reached_at": None}, Excluded.REDIRECTED),
        ({"ended_as": "closed", "arrived_at": None, "reached_at": None}, Excluded.REPORT_MISSING),
        ({"predicted_s": None}, Excluded.NO_WAY),
        ({"estimated": True}, Excluded.NO_ROAD_TIME),
        ({"start_known": False}, Excluded.START_UNKNOWN),
        ({"lag_s": 900}, Excluded.PHONE_CLOCK),
        ({"away_m": 4000.0, "reached_at": None}, Excluded.REPORTED_EARLY),
        ({"closed_on_the_way": True}, Excluded.CLOSED_ON_THE_WAY),
        ({"predicted_s": 60}, Excluded.TOO_SHORT),
        ({"straight_m": 60_000.0}, Excluded.TOO_FAST),
        ({"stood_s": 400}, Excluded.WAITED),
        ({"arrived_at": after(7200), "reached_at": None}, Excluded.FAR_OFF),
        ({"arrived_at": after(130), "reached_at": None, "straight_m": 900.0}, Excluded.FAR_OFF),
    ],
)
def test_what_would_mislead_is_left_out_with_its_reason(
    changes: dict[str, Any], reason: Excluded
) -> None:
    assert judge(drive(**changes)).excluded is reason


def test_a_wrong_phone_clock_never_shortens_a_drive() -> None:
    verdict = judge(drive(arrived_at=after(2400), lag_s=900))
    assert (verdict.actual_s, verdict.actual_from) == (2400, "report")


def seen(predicted_s: int, actual_s: int, **changes: Any) -> SeenRun:
    plain = {
        "departed_at": NOON,
        "vehicle": "light",
        "hour_band": "day",
        "weather": "dry",
        "pieces": [
            {"road_class": "off_road", "seconds": 20},
            {"road_class": "primary", "seconds": 300},
        ],
        "excluded": None,
        "synthetic": False,
    }
    return SeenRun(**(plain | {"predicted_s": predicted_s, "actual_s": actual_s} | changes))


def test_errors_are_told_as_median_nine_tenths_and_bias() -> None:
    runs = [seen(1000, 1000 + 10 * k) for k in range(11)]
    found = accuracy_of(runs, 90, NOON, 2)
    assert found.overall is not None
    assert (found.overall.runs, found.overall.median_s, found.overall.p90_s) == (11, 50.0, 90.0)
    assert (found.overall.median, found.overall.p90, found.overall.bias) == (0.05, 0.09, 0.05)
    assert found.under_way == 2
    assert [one.key for one in found.by_road_class] == ["primary"]
    assert [one.key for one in found.by_week] == ["2026-11-16"]


def test_runs_left_out_are_counted_by_reason_and_weigh_nothing() -> None:
    runs = [seen(600, 660), seen(600, 9000, excluded="waited"), seen(600, 1, excluded="too_fast")]
    found = accuracy_of(runs, 90, NOON, 0)
    assert found.overall is not None
    assert found.overall.runs == 1
    assert {one.reason: one.runs for one in found.excluded} == {"waited": 1, "too_fast": 1}


def test_without_runs_nothing_is_claimed() -> None:
    found = accuracy_of([], 90, NOON, 0)
    assert found.overall is None
    assert found.by_vehicle == []
