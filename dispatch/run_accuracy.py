"""How far predicted drive times were off: median, nine tenths and bias, group by group (pure)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from core.local_time import BEIJING
from dispatch.schemas_runs import ErrorOf, ExcludedCount, RunAccuracy


@dataclass(frozen=True)
class SeenRun:
    """What the statistics need of a run that has ended."""

    departed_at: datetime
    vehicle: str
    hour_band: str
    weather: str
    predicted_s: int | None
    actual_s: int | None
    pieces: list[dict[str, Any]]
    excluded: str | None
    synthetic: bool


def accuracy_of(runs: Iterable[SeenRun], days: int, since: datetime, under_way: int) -> RunAccuracy:
    """Return the errors of the runs that say something, and count the others by their reason."""
    told = list(runs)
    usable = [run for run in told if run.excluded is None]
    left_out = Counter(run.excluded for run in told if run.excluded is not None)
    return RunAccuracy(
        days=days,
        since=since,
        synthetic=sum(run.synthetic for run in told),
        under_way=under_way,
        overall=_error("all", usable) if usable else None,
        by_vehicle=_by(usable, lambda run: run.vehicle),
        by_road_class=_by(usable, _longest_driven),
        by_hour_band=_by(usable, lambda run: run.hour_band),
        by_weather=_by(usable, lambda run: run.weather),
        by_week=_by(usable, _monday),
        excluded=[
            ExcludedCount(reason=reason, runs=count) for reason, count in left_out.most_common()
        ],
    )


def _by(runs: Sequence[SeenRun], key: Callable[[SeenRun], str]) -> list[ErrorOf]:
    groups: dict[str, list[SeenRun]] = {}
    for run in runs:
        groups.setdefault(key(run), []).append(run)
    return [_error(name, groups[name]) for name in sorted(groups)]


def _error(key: str, runs: Sequence[SeenRun]) -> ErrorOf:
    predicted = np.array([run.predicted_s for run in runs], dtype=np.float64)
    actual = np.array([run.actual_s for run in runs], dtype=np.float64)
    off_s, share = np.abs(actual - predicted), np.abs(actual - predicted) / predicted
    return ErrorOf(
        key=key,
        runs=len(runs),
        median_s=round(float(np.median(off_s)), 1),
        p90_s=round(float(np.quantile(off_s, 0.9)), 1),
        median=round(float(np.median(share)), 4),
        p90=round(float(np.quantile(share, 0.9)), 4),
        bias=round(float(np.median(actual / predicted)) - 1.0, 4),
    )


def _longest_driven(run: SeenRun) -> str:
    """The road class on which most of the predicted time passes."""
    seconds: Counter[str] = Counter()
    for piece in run.pieces:
        seconds[piece["road_class"]] += piece["seconds"]
    return seconds.most_common(1)[0][0] if seconds else "unknown"


def _monday(run: SeenRun) -> str:
    day = run.departed_at.astimezone(BEIJING).date()
    return (day - timedelta(days=day.weekday())).isoformat()
