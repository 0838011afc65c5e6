"""What a finished drive says: how long it took, by whose word, or why it says nothing (pure)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

AT_THE_SCENE_M = 150.0
"""A team this near its target has reached it; as near as phones are sure: judgement."""

LATE_REPORT_S = 180
"""An arrival reported so long after the team was seen there counts from when it was seen."""

FASTEST_KMH = 150.0
SHORTEST_S = 120
LONGEST_STAND_S, LONGEST_STAND_SHARE = 300, 0.3
FARTHEST_OFF = 4.0
CLOCK_LAG_S = 120
NOT_THERE_M = 1000.0
"""Bounds beyond which a run says nothing about speeds: judgement, each shown with its reason."""


class Excluded(StrEnum):
    """Why a run says nothing about speeds; the closed list."""

    RECALLED = "recalled"
    TURNED_BACK = "turned_back"
    REDIRECTED = "redirected"
    REPORT_MISSING = "report_missing"
    NO_WAY = "no_way"
    NO_ROAD_TIME = "no_road_time"
    START_UNKNOWN = "start_unknown"
    TIME_LAPSE = "time_lapse"
    PHONE_CLOCK = "phone_clock"
    REPORTED_EARLY = "reported_early"
    CLOSED_ON_THE_WAY = "closed_on_the_way"
    TOO_SHORT = "too_short"
    TOO_FAST = "too_fast"
    WAITED = "waited"
    FAR_OFF = "far_off"


@dataclass(frozen=True)
class Drive:
    """Everything known of a drive that is over.

    ``ended_as`` is the order's state; ``reached_at`` is when its positions came near the target,
    ``away_m`` how far from it the team was last seen before it reported its arrival.
    """

    ended_as: str
    departed_at: datetime
    arrived_at: datetime | None
    reached_at: datetime | None
    predicted_s: int | None
    estimated: bool
    straight_m: float
    start_known: bool
    away_m: float | None = None
    stood_s: int = 0
    lag_s: int = 0
    closed_on_the_way: bool = False


@dataclass(frozen=True)
class Verdict:
    """How long a drive took, by whose word, and why it says nothing; None where it does."""

    actual_s: int | None
    actual_from: str | None
    excluded: Excluded | None


def judge(drive: Drive) -> Verdict:
    """Say what a finished drive says about speeds: the report counts, positions correct it."""
    actual_s, actual_from = _taken(drive)
    return Verdict(actual_s, actual_from, _outcome(drive, actual_s) or _doubt(drive, actual_s))


def _taken(drive: Drive) -> tuple[int | None, str | None]:
    """Seconds from departure to arrival: as reported, unless seen there well before."""
    reported, seen = drive.arrived_at, drive.reached_at
    if seen is not None and drive.lag_s <= CLOCK_LAG_S:
        late = reported is None or (reported - seen).total_seconds() > LATE_REPORT_S
        if late and seen > drive.departed_at:
            return round((seen - drive.departed_at).total_seconds()), "positions"
    if reported is None:
        return None, None
    return round((reported - drive.departed_at).total_seconds()), "report"


def _outcome(drive: Drive, actual_s: int | None) -> Excluded | None:
    """Why there is nothing to compare."""
    if actual_s is None and drive.ended_as in ("recalled", "turned_back", "redirected"):
        return Excluded(drive.ended_as)
    if actual_s is None:
        return Excluded.REPORT_MISSING
    if drive.estimated:
        return Excluded.NO_ROAD_TIME
    if drive.predicted_s is None:
        return Excluded.NO_WAY
    return None if drive.start_known else Excluded.START_UNKNOWN


def _doubt(drive: Drive, actual_s: int | None) -> Excluded | None:
    """Why the comparison would mislead."""
    assert actual_s is not None
    assert drive.predicted_s is not None
    if drive.lag_s > CLOCK_LAG_S:
        return Excluded.PHONE_CLOCK
    if drive.away_m is not None and drive.away_m > NOT_THERE_M:
        return Excluded.REPORTED_EARLY
    if drive.closed_on_the_way:
        return Excluded.CLOSED_ON_THE_WAY
    if drive.predicted_s < SHORTEST_S:
        return Excluded.TOO_SHORT
    if drive.straight_m > FASTEST_KMH / 3.6 * max(1, actual_s):
        return Excluded.TOO_FAST
    if drive.stood_s > max(LONGEST_STAND_S, LONGEST_STAND_SHARE * actual_s):
        return Excluded.WAITED
    ratio = actual_s / drive.predicted_s
    return None if 1 / FARTHEST_OFF <= ratio <= FARTHEST_OFF else Excluded.FAR_OFF
