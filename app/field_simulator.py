"""Demo only: moves synthetic teams that are under way along their stored routes.

Every position it writes carries the source ``simulated``. It presses no button for anybody unless
it is started with ``--act``; then it acknowledges, departs and arrives in the simulator's name.
Real teams are never touched. Its teams drive faster or slower than predicted by a stated model
(`exercises.field.driving`); drives at another pace than real time are marked as saying nothing.
"""

import argparse
import logging
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType
from typing import Any
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import dispatch.schemas
import dispatch.service_orders
import dispatch.service_runs
import resources.service_positions
from core import clock
from core.auth import Actor
from core.config import Environment, get_settings
from core.db import LIVE, Database
from core.errors import DomainError
from core.grants import Grant
from dispatch.lifecycle import Step
from dispatch.models import Order
from dispatch.models_runs import Run
from exercises.field.driving import driven_s
from geo.route import Route
from geo.types import LonLat
from resources.models import Team
from resources.schemas import PositionIn

logger = logging.getLogger("muster.field")

TICK_S = 1.0
REACTION_S = 5.0
SIMULATOR_ID = UUID("00000000-0000-7000-8000-000000000001")
SIMULATOR_NAME = "演示模拟器（自动）"


@dataclass(frozen=True)
class Runner:
    """A synthetic team with an order that it has not yet arrived with."""

    order_id: UUID
    version: int
    state: str
    team_id: UUID
    since: datetime
    starts_at: datetime | None
    way: Route | None
    pace: float = 1.0
    """Predicted over driven seconds of the whole drive, by the stated model."""

    def progress_s(self, now: datetime, factor: float) -> float:
        """Return how many seconds of its way the team has behind it."""
        if self.starts_at is None:
            return 0.0
        return max(0.0, (now - self.starts_at).total_seconds()) * factor * self.pace


class FieldSimulator:
    """Moves the synthetic teams of the live world, ``factor`` times as fast as in reality."""

    def __init__(self, database: Database, *, factor: float = 1.0, acts: bool = False) -> None:
        self.database = database
        self.factor = factor
        self.acts = acts
        self.stop = threading.Event()

    def run(self) -> None:
        """Move the teams once a second until told to stop; a lost database is waited for."""
        while not self.stop.wait(TICK_S):
            try:
                self.tick()
            except DBAPIError as error:
                logger.warning("database interrupted, trying again: %s", error)

    def tick(self) -> None:
        """Move every team that is under way to where it is by now."""
        with self.database.picture(LIVE) as session:
            now = clock.now(session)
            runners = self._runners(session)
        moving = [one for one in runners if one.state == "en_route" and one.way is not None]
        if moving:
            with self.database.transaction(LIVE) as session:
                resources.service_positions.record_positions(
                    session, [self._position(one, now) for one in moving]
                )
                if self.factor != 1.0:
                    lapsed = [one.order_id for one in moving]
                    dispatch.service_runs.exclude_time_lapse(session, lapsed)
        if self.acts:
            for one in runners:
                self._act(one, now)

    def _runners(self, session: Any) -> list[Runner]:
        query = (
            select(Order, Run)
            .join(Team, Team.id == Order.team_id)
            .outerjoin(Run, Run.order_id == Order.id)
            .where(Team.synthetic, Order.state.in_(("issued", "acknowledged", "en_route")))
            .order_by(Order.number)
        )
        return [_runner(order, run) for order, run in session.execute(query)]

    def _position(self, runner: Runner, now: datetime) -> PositionIn:
        assert runner.way is not None
        place = runner.way.position_after(runner.progress_s(now, self.factor))
        return PositionIn(
            team_id=runner.team_id, lon=place.lon, lat=place.lat, at=now, source="simulated"
        )

    def _act(self, runner: Runner, now: datetime) -> None:
        step = self._next_step(runner, now)
        if step is None:
            return
        try:
            with self.database.transaction(LIVE) as session:
                session.info.update(actor_id=SIMULATOR_ID, actor_name=SIMULATOR_NAME)
                dispatch.service_orders.report_step(
                    session,
                    _simulator(),
                    runner.order_id,
                    runner.version,
                    step,
                    dispatch.schemas.OrderRemark(note=""),
                )
        except DomainError as refusal:
            logger.info("step %s refused: %s", step, refusal)

    def _next_step(self, runner: Runner, now: datetime) -> Step | None:
        waited_s = (now - runner.since).total_seconds()
        if runner.state == "en_route":
            done = runner.way is not None and (
                runner.progress_s(now, self.factor) >= runner.way.seconds
            )
            return Step.ARRIVE if done else None
        if waited_s < REACTION_S:
            return None
        return Step.ACKNOWLEDGE if runner.state == "issued" else Step.DEPART


def _runner(order: Order, run: Run | None) -> Runner:
    assert order.team_id is not None
    starts_at = None
    if order.eta_at is not None and order.travel_s is not None:
        starts_at = order.eta_at - timedelta(seconds=order.travel_s)
    return Runner(
        order_id=order.id,
        version=order.version,
        state=order.state,
        team_id=order.team_id,
        since=order.acknowledged_at or order.issued_at,
        starts_at=starts_at,
        way=_way(order),
        pace=_pace(run),
    )


def _pace(run: Run | None) -> float:
    if run is None or not run.predicted_s or not run.pieces:
        return 1.0
    return run.predicted_s / max(1.0, driven_s(run.pieces, run.hour_band, run.order_id))


def _way(order: Order) -> Route | None:
    if order.route is None or order.route_times_s is None or order.travel_s is None:
        return None
    return Route(
        line=[LonLat(lon, lat) for lon, lat in to_shape(order.route).coords],
        seconds=order.travel_s,
        metres=float(order.distance_m or 0),
        estimated=order.estimated,
        leg_seconds=[float(second) for second in order.route_times_s],
    )


def _simulator() -> Actor:
    return Actor(
        account_id=SIMULATOR_ID,
        username="field-simulator",
        name=SIMULATOR_NAME,
        locale="zh-CN",
        team_id=None,
        world=LIVE,
        grants=(Grant("duty_officer", "420000", "420000", "42"),),
        permissions=frozenset({"orders.report"}),
        session_id=None,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the simulator until SIGTERM or Ctrl-C; refuse to run in production."""
    parser = argparse.ArgumentParser(prog="python -m app.field_simulator", description=__doc__)
    parser.add_argument("--factor", type=float, default=1.0, help="how many times as fast as real")
    parser.add_argument("--act", action="store_true", help="also acknowledge, depart and arrive")
    chosen = parser.parse_args(arguments)
    settings = get_settings()
    if settings.environment is Environment.PRODUCTION:
        raise SystemExit("the field simulator is for demonstrations and never runs in production")
    logging.basicConfig(level=settings.log_level)
    database = Database(settings.required_database_url, pool_size=2)
    simulator = FieldSimulator(database, factor=chosen.factor, acts=chosen.act)

    def end(_number: int, _frame: FrameType | None) -> None:
        simulator.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    logger.info("simulating, %s times as fast, acting: %s", chosen.factor, chosen.act)
    simulator.run()
    database.dispose()


if __name__ == "__main__":
    main()
