"""What the worker does about runs: begins, follows and ends them, and learns from them by night."""

import logging

import dispatch.service_learning
import dispatch.service_runs
from core.db import Database
from geo.road_book import RoadBook

logger = logging.getLogger("muster.runs")


def keep_runs(database: Database, roads: RoadBook, world: str) -> None:
    """Keep the record of drives true: whoever departed has a run, whoever arrived ends it."""
    with database.picture(world) as session:
        departed = dispatch.service_runs.departures(session)
        under_way = dispatch.service_runs.anything_under_way(session)
    if departed:
        begun = [
            (one, roads.travel_times(one.roads).route(one.source, one.target, one.vehicle))
            for one in departed
        ]
        with database.transaction(world) as session:
            dispatch.service_runs.begin_runs(session, begun, roads.open().road_file_hash)
    if departed or under_way:
        with database.transaction(world) as session:
            dispatch.service_runs.follow_runs(session)
            dispatch.service_runs.end_runs(session)


def learn_by_night(database: Database, world: str) -> None:
    """Make the night's fit when its hour has come and there is something new to learn from."""
    with database.picture(world) as session:
        if not dispatch.service_learning.is_due(session):
            return
    with database.transaction(world) as session:
        fit = dispatch.service_learning.learn_speeds(session, None)
    logger.info("speeds learnt from %s runs: %s", fit.figures.runs, fit.reason)
