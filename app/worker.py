"""The solver worker: turns what happens into proposals and keeps the ways of orders true.

One worker per world works at a time: it holds a session-level advisory lock on a connection of its
own. When that connection ends, however it ends, a standby worker takes over and solves again what
was left unfinished. Besides LISTEN it polls, so a missed ring costs seconds and not correctness.
"""

import gc
import logging
import signal
import threading
import time
from types import FrameType
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError

import dispatch.problem_loader
import dispatch.queries
import dispatch.service_cases
import dispatch.service_promises
import dispatch.service_solving
import dispatch.service_studies
import dispatch.service_ways
import dispatch.triggers
import geo.queries_closures
import geo.queries_roads
import geo.service_closures
import incidents.service
import resources.service_readiness
from app import wiring
from app.daylight import keep_areas
from app.run_keeping import keep_runs, learn_by_night
from app.solve_job import SolveJob, Solver
from app.solve_process import SolveProcess
from app.study_job import StudyJob
from app.worker_imports import ImportWorker
from core import clock, transaction
from core.config import Settings, get_settings
from core.db import LIVE, Database, libpq_url
from core.outbox import CHANNEL
from dispatch.triggers import Trigger
from geo.road_book import RoadBook
from geo.road_state import RoadsNow

logger = logging.getLogger("muster.worker")

POLL_S = 1.0
STANDBY_POLL_S = 0.5
KEEPALIVE_S = 30.0
RECONNECT_S = 0.5
_LOCK_KEY = 0x4D57_4F52  # "MWOR"


class Worker:
    """Solves the joint problem of one world whenever something changes that matters."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        roads: RoadBook,
        world: str = LIVE,
        solver: Solver | None = None,
    ) -> None:
        self.settings = settings
        self.database = database
        self.roads = roads
        self.world = world
        self.stop = threading.Event()
        self.is_leading = False
        self.solved_seq = 0
        self.ways_seq = 0
        self.now = RoadsNow()
        self.solver_process = SolveProcess(
            memory_mb=settings.solver_memory_mb, grace_s=settings.solver_grace_s
        )
        self._solver = solver or self.solver_process.solve

    def run(self) -> None:
        """Work until told to stop; a lost database is waited for."""
        ImportWorker(self.database, self.stop, self.world).start()
        try:
            self._run()
        finally:
            self.solver_process.close()

    def _run(self) -> None:
        self.roads.open()
        while not self.stop.is_set():
            try:
                self._serve()
            except (psycopg.Error, DBAPIError, OSError) as error:
                logger.warning("database interrupted, trying again: %s", error)
            except Exception:
                logger.exception("worker failed, starting over")
            self.is_leading = False
            self.stop.wait(RECONNECT_S)

    def _serve(self) -> None:
        with psycopg.connect(libpq_url(self.database.url), autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._wait_for_lead(connection)
            alive_s = time.monotonic()
            while not self.stop.is_set():
                self.catch_up()
                keep_runs(self.database, self.roads, self.world)
                list(connection.notifies(timeout=POLL_S, stop_after=1))
                if time.monotonic() - alive_s > KEEPALIVE_S:
                    connection.execute("SELECT 1")
                    self.forget()
                    keep_areas(self.database, self.world)
                    learn_by_night(self.database, self.world)
                    alive_s = time.monotonic()

    def _wait_for_lead(self, connection: psycopg.Connection[Any]) -> None:
        take = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
        while not self.stop.is_set():
            row = connection.execute(take, [_LOCK_KEY, self.world]).fetchone()
            if row is not None and row[0]:
                self.take_lead()
                return
            self.stop.wait(STANDBY_POLL_S)

    def take_lead(self) -> None:
        """Begin where the newest proposal ends; ways of all open orders are looked at again."""
        with self.database.picture(self.world) as session:
            self.solved_seq = dispatch.queries.newest_basis(session)
            self.now = geo.queries_roads.roads_now(session, clock.now(session))
        self.solver_process.start()
        dispatch.problem_loader.warm_up(self.roads, self.now)
        gc.collect()
        gc.freeze()  # the roads stay for ever: the collector need not walk them in every solve
        self.ways_seq = self.solved_seq
        self.is_leading = True
        logger.info("working on world %s from event %s", self.world, self.solved_seq)
        self._refresh_ways(None)

    def forget(self) -> None:
        """Destroy what has had its time: callers' personal data, answers to calls, old cases."""
        with self.database.transaction(self.world) as session:
            gone = incidents.service.destroy_callers(session)
            transaction.forget_keys(session)
            dispatch.service_cases.forget_cases(session, self.settings.case_days)
            dispatch.service_promises.lapse_promises(session)
            resources.service_readiness.refresh_duty(session)
        if gone:
            logger.info("personal data of %s callers destroyed", gone)

    def catch_up(self) -> None:
        """Do everything that the events so far call for."""
        while not self.stop.is_set():
            self._turn_closures()
            triggers, unfinished, to_decide = self._look()
            self._follow_ways([one for one in triggers if one.seq > self.ways_seq])
            calls = [
                one
                for one in triggers
                if one.seq > self.solved_seq and one.kind in dispatch.triggers.SOLVE_ON
            ]
            newest = triggers[-1].seq if triggers else self.ways_seq
            self.ways_seq = max(self.ways_seq, newest)
            reasons = [one.reason for one in calls] + self._roads_by_the_clock(calls)
            if unfinished or (reasons and to_decide):
                self._solve(reasons, newest)
            elif calls:
                self.solved_seq = calls[-1].seq
            elif not self._study():
                return

    def _turn_closures(self) -> None:
        """Tell everybody which closures begin or end at this moment, as events like any other."""
        with self.database.picture(self.world) as session:
            if not geo.queries_closures.anything_to_turn(session, clock.now(session)):
                return
        with self.database.transaction(self.world) as session:
            geo.service_closures.turn_closures(session)

    def _roads_by_the_clock(self, calls: list[Trigger]) -> list[dict[str, Any]]:
        """What begins or ends by the clock leaves no event, and yet changes the ways."""
        with self.database.picture(self.world) as session:
            found = geo.queries_roads.roads_now(session, clock.now(session))
        before, self.now = self.now, found
        told = any(one.kind in dispatch.triggers.ALL_WAYS_ON for one in calls)
        if before.key == found.key or told:
            return []
        self._refresh_ways(None)
        if before.speeds.key != found.speeds.key:
            return [{"code": "roads.by_the_clock", "facts": {"speeds": list(found.speeds.key)}}]
        changed = {str(one.id) for one in {*before.closures} ^ {*found.closures}}
        return [{"code": "closure.by_the_clock", "facts": {"ids": sorted(changed)}}]

    def _look(self) -> tuple[list[Trigger], bool, bool]:
        with self.database.picture(self.world) as session:
            since = min(self.solved_seq, self.ways_seq)
            return (
                dispatch.triggers.after(session, since),
                dispatch.queries.unfinished(session),
                dispatch.triggers.anything_to_decide(session),
            )

    def _solve(self, reasons: list[dict[str, Any]], newest: int) -> None:
        with self.database.transaction(self.world) as session:
            taken = dispatch.service_solving.take_on(session, reasons)
            begun = dispatch.queries.newest_basis(session)
        if taken is None:
            self.solved_seq = max(self.solved_seq, begun)
            return
        job = SolveJob(
            self.database,
            self.roads,
            taken,
            budget_s=self.settings.solver_budget_s,
            overtaken=self._overtaken,
            world=self.world,
            solver=self._solver,
        )
        job.run()
        self.solved_seq = max(self.solved_seq, newest, job.basis_seq)

    def _study(self) -> bool:
        """Work out the oldest study that waits; whether there was one."""
        with self.database.transaction(self.world) as session:
            taken = dispatch.service_studies.take_on_study(session)
        if taken is None:
            return False
        StudyJob(
            self.database,
            self.roads,
            taken,
            budget_s=self.settings.solver_budget_s,
            interrupted=self._is_called,
            world=self.world,
            solver=self._solver,
        ).run()
        return True

    def _is_called(self) -> bool:
        """Say whether a proposal is called for, which comes before any study."""
        if self._overtaken(self.solved_seq):
            return True
        with self.database.picture(self.world) as session:
            return dispatch.queries.unfinished(session)

    def _overtaken(self, basis_seq: int) -> bool:
        if self.stop.is_set():
            return True
        self._turn_closures()
        with self.database.picture(self.world) as session:
            return dispatch.triggers.solve_called_after(session, basis_seq)

    def _follow_ways(self, triggers: list[Trigger]) -> None:
        if any(one.kind in dispatch.triggers.ALL_WAYS_ON for one in triggers):
            self._refresh_ways(None)
            return
        moved = [one for one in triggers if one.kind in dispatch.triggers.ONE_WAY_ON]
        if moved:
            self._refresh_ways([one.subject_id for one in moved])

    def _refresh_ways(self, order_ids: list[UUID] | None) -> None:
        with self.database.picture(self.world) as session:
            wanted = dispatch.service_ways.journeys(session, order_ids)
            now = geo.queries_roads.roads_now(session, clock.now(session))
        if not wanted:
            return
        ways = dispatch.service_ways.find_ways(wanted, self.roads.travel_times(now))
        with self.database.transaction(self.world) as session:
            dispatch.service_ways.store_ways(session, ways)


def main() -> None:
    """Run the worker of the live world until SIGTERM or Ctrl-C."""
    settings = get_settings()
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    database = Database(settings.required_database_url, pool_size=3)
    roads = RoadBook(wiring.road_file(settings), settings.data_dir / "roads")
    worker = Worker(settings, database, roads)

    def end(_number: int, _frame: FrameType | None) -> None:
        worker.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    worker.run()
    database.dispose()
    logger.info("worker stopped")


if __name__ == "__main__":
    main()
