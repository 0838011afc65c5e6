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
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import aid.service_lapsing
import dispatch.problem_loader
import dispatch.queries
import dispatch.queries_studies
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
import resources.service_holds
import resources.service_readiness
import resources.service_traces
from app import wiring
from app.alarm_watch import AlarmWatch
from app.daylight import keep_areas
from app.doors import WORKER_KEY, Door, Exercised, OwnDoor
from app.plan_watch import PlanWatch
from app.readiness_job import ReadinessWatch
from app.reliefs import keep_reliefs
from app.replay_notes import note_untold
from app.run_keeping import keep_runs, learn_by_night
from app.solve_job import SolveJob, Solver
from app.solve_process import SolveProcess
from app.study_job import StudyJob
from app.tending import do_each
from app.worker_imports import ImportWorker
from core import clock, transaction
from core.config import Settings, get_settings
from core.db import LIVE, Database
from core.outbox import event_channel
from dispatch.triggers import Trigger
from geo.road_book import RoadBook
from geo.road_state import RoadsNow

logger = logging.getLogger("muster.worker")

STANDBY_POLL_S = 0.5
RECONNECT_S = 0.5
LAPSES: tuple[Callable[[Session], object], ...] = (
    dispatch.service_promises.lapse_promises,
    aid.service_lapsing.lapse_commitments,
    resources.service_holds.lapse_holds,
)
"""What frees stock and teams whose promise has run out."""


@dataclass(frozen=True)
class Seen:
    """What a world calls for, read from one picture."""

    triggers: list[Trigger]
    roads: RoadsNow
    unfinished: bool
    """A proposal waits for a worker, or was left by one."""
    to_decide: bool
    closures_turn: bool
    """A closure began or ended by the clock, and nobody was told."""
    to_study: bool


class Worker:
    """Solves the joint problem of one world whenever something changes that matters."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        roads: RoadBook,
        world: str = LIVE,
        solver: Solver | None = None,
        solver_process: SolveProcess | None = None,
        is_timed: bool = True,
        exercised: Exercised | None = None,
    ) -> None:
        """Work on one world; ``solver_process`` is one that several workers share.

        ``exercised`` is the world as somebody else listens and leads for it.
        """
        self.is_timed = is_timed
        self.settings = settings
        self.database = database
        self.roads = roads
        self.world = world
        self.stop = threading.Event()
        self.is_leading = False
        self.solved_seq = 0
        self.ways_seq = 0
        self.now = RoadsNow()
        self.noted_until: int | None = None
        self.shares_process = solver_process is not None
        self.solver_process = solver_process or SolveProcess(
            memory_mb=settings.solver_memory_mb, grace_s=settings.solver_grace_s
        )
        self.uses_process = solver is None
        self._solver = solver or self.solver_process.solve
        self.plan_watch = PlanWatch(settings, database, world)
        self.exercised = exercised
        self.door: Door = self._door()

    def _door(self) -> Door:
        channel = event_channel(self.world)
        if self.exercised is not None:
            return self.exercised.door(channel)
        return OwnDoor(self.database, self.world, channel, WORKER_KEY, STANDBY_POLL_S)

    def run(self) -> None:
        """Work until told to stop; a lost database is waited for."""
        ImportWorker(self.database, self.stop, self.world, self.exercised).start()
        AlarmWatch(self.settings, self.database, self.stop, self.world, self.exercised).start()
        if self.world == LIVE:
            ReadinessWatch(self.settings, self.database, self.stop).start()
        try:
            self._run()
        finally:
            if not self.shares_process:
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
        with self.door.opened(self.stop) as bell:
            if not self.stop.is_set():
                self.take_lead()
            tended_s = time.monotonic()
            while not self.stop.is_set():
                self.catch_up()
                do_each({"the record of drives": self._keep_runs})
                self.stop.wait(self.door.pace.apart_s)
                bell.wait(self.door.pace.poll_s)
                if time.monotonic() - tended_s > self.door.pace.tend_s:
                    bell.check()
                    self.tend()
                    tended_s = time.monotonic()

    def _keep_runs(self) -> None:
        keep_runs(self.database, self.roads, self.world)

    def take_lead(self) -> None:
        """Begin where the newest proposal ends; ways of all open orders are looked at again."""
        with self.database.picture(self.world) as session:
            self.solved_seq = dispatch.queries.newest_basis(session)
            self.now = geo.queries_roads.roads_now(session, clock.now(session))
        if self.uses_process:
            self.solver_process.start()
        dispatch.problem_loader.warm_up(self.roads, self.now)
        gc.collect()
        gc.freeze()  # the roads stay for ever: the collector need not walk them in every solve
        self.ways_seq = self.solved_seq
        self.note_untold()
        self.is_leading = True
        logger.info("working on world %s from event %s", self.world, self.solved_seq)
        self._refresh_ways(None)

    def tend(self) -> None:
        """Do what is due by the clock alone, now and then, each by itself."""
        database, world = self.database, self.world
        do_each(
            {
                "the duty of teams": lambda: self._write(resources.service_readiness.refresh_duty),
                **{f"freeing ({one.__name__})": partial(self._write, one) for one in LAPSES},
                "following the daylight": lambda: keep_areas(database, world),
                "asking for reliefs": lambda: keep_reliefs(database, world),
                "forgetting": self.forget,
                "learning speeds": lambda: learn_by_night(database, world),
                "the watch over plans": self.plan_watch.look,
                "noting beside the log": self.note_untold,
            }
        )

    def _write(self, write: Callable[[Session], object]) -> None:
        with self.database.transaction(self.world) as session:
            write(session)

    def forget(self) -> None:
        """Destroy what has had its time: callers' personal data, answers to calls, old cases."""
        with self.database.transaction(self.world) as session:
            gone = incidents.service.destroy_callers(session)
        if gone:
            logger.info("personal data of %s callers destroyed", gone)
        with self.database.transaction(self.world) as session:
            transaction.forget_keys(session)
            dispatch.service_cases.forget_cases(session, self.settings.case_days)
            resources.service_traces.forget_traces(session, self.settings.trace_days)

    def note_untold(self) -> None:
        """Keep beside the log what a replay needs and no event tells."""
        self.noted_until = note_untold(self.database, self.world, self.noted_until)

    def catch_up(self) -> None:
        """Do everything that the events so far call for."""
        while not self.stop.is_set():
            seen = self._look()
            if seen.closures_turn:
                self._turn_closures()
                seen = self._look()
            triggers = seen.triggers
            self._follow_ways([one for one in triggers if one.seq > self.ways_seq])
            calls = [
                one
                for one in triggers
                if one.seq > self.solved_seq and one.kind in dispatch.triggers.SOLVE_ON
            ]
            newest = triggers[-1].seq if triggers else self.ways_seq
            self.ways_seq = max(self.ways_seq, newest)
            reasons = [one.reason for one in calls] + self._roads_by_the_clock(calls, seen.roads)
            if seen.unfinished or (reasons and seen.to_decide):
                self._solve(reasons, newest)
            elif calls:
                self.solved_seq = calls[-1].seq
            elif not (seen.to_study and self._study()):
                return

    def _turn_closures(self) -> None:
        """Tell everybody which closures begin or end at this moment, as events like any other."""
        with self.database.picture(self.world) as session:
            if not geo.queries_closures.anything_to_turn(session, clock.now(session)):
                return
        with self.database.transaction(self.world) as session:
            geo.service_closures.turn_closures(session)

    def _roads_by_the_clock(self, calls: list[Trigger], found: RoadsNow) -> list[dict[str, Any]]:
        """What begins or ends by the clock leaves no event, and yet changes the ways."""
        before, self.now = self.now, found
        told = any(one.kind in dispatch.triggers.ALL_WAYS_ON for one in calls)
        if before.key == found.key or told:
            return []
        self._refresh_ways(None)
        if before.speeds.key != found.speeds.key:
            return [{"code": "roads.by_the_clock", "facts": {"speeds": list(found.speeds.key)}}]
        changed = {str(one.id) for one in {*before.closures} ^ {*found.closures}}
        return [{"code": "closure.by_the_clock", "facts": {"ids": sorted(changed)}}]

    def _look(self) -> Seen:
        with self.database.picture(self.world) as session:
            now = clock.now(session)
            return Seen(
                triggers=dispatch.triggers.after(session, min(self.solved_seq, self.ways_seq)),
                roads=geo.queries_roads.roads_now(session, now),
                unfinished=dispatch.queries.unfinished(session),
                to_decide=dispatch.triggers.anything_to_decide(session),
                closures_turn=geo.queries_closures.anything_to_turn(session, now),
                to_study=dispatch.queries_studies.anything_to_study(session),
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
            is_timed=self.is_timed,
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
            interrupted=lambda: self._is_called() or not self._is_wanted(taken),
            world=self.world,
            solver=self._solver,
        ).run()
        return True

    def _is_wanted(self, taken: dispatch.service_studies.TakenStudy) -> bool:
        """Say whether anybody still waits for a study; one that was called off is left."""
        with self.database.picture(self.world) as session:
            return dispatch.service_studies.is_wanted(session, taken)

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
    wiring.register_reactions()  # what lapses here is missing at its need, as anywhere else
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
