"""Speeds are learnt from runs, by night or when asked, and the outcome is kept with its figures."""

from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.config import get_settings
from core.local_time import BEIJING
from dispatch import queries_runs
from geo import learning, queries_roads, service_roads
from geo import schemas_roads as schemas
from geo.types import FloatArray

NIGHTLY_HOUR = 3
"""The local hour from which the night's fit is made: when least is driven."""


def learn_speeds(session: Session, actor: Actor | None, by: str | None = None) -> schemas.SpeedFit:
    """Learn factors from the runs so far; they come in force only if unseen runs gain by them.

    Without an actor, and nobody who answers for it by name, it is the night's fit.
    """
    if actor is not None:
        service_roads.require_whole_area(session, actor)
    table = queries_roads.table_in_force(session)
    runs, left_out = queries_runs.observed_runs(session, table.id)
    learnt = learning.learn(runs, _cells_in_force(session))
    verdict = "adopted" if learnt.adopted else "kept_aside"
    factors = [
        schemas.LearntFactor(
            vehicle=cell.vehicle,
            road_class=cell.road_class,
            hour_band=cell.band,
            factor=cell.factor,
            standard_error=cell.standard_error,
            runs=cell.runs,
            hours=cell.hours,
        )
        for cell in learnt.cells
    ]
    figures = _figures(learnt.figures, len(runs), left_out, table.id)
    return service_roads.store_fit(
        session, verdict, learnt.reason, (figures, factors), actor.name if actor else by
    )


def _cells_in_force(session: Session) -> list[learning.LearntCell]:
    fit = queries_roads.fit_in_force(session)
    return [
        learning.LearntCell(
            vehicle=one.vehicle,
            road_class=one.road_class,
            band=one.hour_band,
            factor=one.factor,
            standard_error=one.standard_error,
            runs=one.runs,
            hours=one.hours,
        )
        for one in (fit.factors if fit else [])
    ]


def is_due(session: Session) -> bool:
    """Whether the night's fit of this day is still to be made, and there is something new to fit.

    A site that has switched learning off makes none.
    """
    if not get_settings().learn_speeds:
        return False
    newest = queries_roads.newest_fit_at(session)
    if newest is not None and newest >= _nightly_before(clock.now(session)):
        return False
    runs, is_news = queries_runs.learnable_since(session, newest)
    return is_news and runs >= learning.FEWEST_RUNS


def _nightly_before(now: datetime) -> datetime:
    local = now.astimezone(BEIJING)
    tonight = local.replace(hour=NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= local else tonight - timedelta(days=1)


def _figures(
    found: learning.Figures, runs: int, left_out: int, table_id: str
) -> schemas.FitFigures:
    known = len(found.before) > 1
    return schemas.FitFigures(
        table_id=table_id,
        runs=runs,
        excluded=left_out,
        median_before=_share(found.before, 0.5) if known else None,
        median_after=_share(found.after, 0.5) if known else None,
        p90_before=_share(found.before, 0.9) if known else None,
        p90_after=_share(found.after, 0.9) if known else None,
        bias_before=_bias(found.before) if known else None,
        bias_after=_bias(found.after) if known else None,
        gain=round(found.gain, 4) if known else None,
        gain_error=round(found.gain_error, 4) if known else None,
        spread=round(found.spread, 4) if known else None,
    )


def _share(logs: FloatArray, quantile: float) -> float:
    """The error as a share of the predicted time."""
    return round(float(np.quantile(np.abs(np.expm1(logs)), quantile)), 4)


def _bias(logs: FloatArray) -> float:
    return round(float(np.expm1(np.median(logs))), 4)
