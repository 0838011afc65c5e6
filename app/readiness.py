"""Tests every plan in force at every level and place against today: the run and what it stores.

One reading of the database, one table of drive times for all places, then thousands of cases by
arithmetic; what is proven and what is a bound is said in `plans.readiness`.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

import plans.queries
import plans.queries_readiness
from app import readiness_places, readiness_text
from app.readiness_ground import Today, lay_out, read_today
from app.readiness_roads import RoadLosses
from core.config import Settings
from core.db import Database, is_lost_connection
from core.errors import named
from geo.road_book import RoadBook
from geo.travel import RoadNetwork, TravelTimes
from geo.types import VehicleClass
from plans import service_readiness
from plans.lifecycle_documents import STANDING
from plans.models_readiness import ReadinessSetting
from plans.readiness.actions import Chosen, Lack, Sites, all_actions, choose, lacks_of
from plans.readiness.asked import asked_in_all
from plans.readiness.cases import Case, Solved, Solver
from plans.readiness.costs import costs_of
from plans.readiness.design_case import DesignCase, design_case
from plans.readiness.ground import Ground, Spot
from plans.readiness.losses import Loss, depot_losses, team_losses
from plans.readiness.standing import HOLDING
from plans.schemas import Plan, Requirement

logger = logging.getLogger("muster.readiness")

LOSSES_TOLD = 12
"""Losses of each kind that a case names; the worst come first."""
SAY_EVERY_S = 0.5
LOWEST_LEVEL = 4
Report = Callable[[str, int, int], None]


class Stopped(Exception):
    """The run was asked to stop."""


@dataclass(frozen=True)
class Read:
    """What a run reads: the plans in force, where each is tested, today's picture, the names."""

    plans: list[Plan]
    spots: list[Spot]
    spots_of: Mapping[str, Sequence[int]]
    stated: Mapping[str, Mapping[str, Any]]
    today: Today
    names: readiness_text.Names


@dataclass(frozen=True)
class Examined:
    """What came out: the lines to store and the numbers of the run."""

    lines: list[dict[str, Any]]
    outcome: dict[str, Any]


def read(session: Session, settings: Settings) -> Read:
    """Read everything that a run rests on, at one instant."""
    standing = [one for one in plans.queries.whole_plans(session) if one.status in STANDING]
    set_by_hand = plans.queries_readiness.settings(session)
    districts = readiness_places.read_districts(session)
    named = {code: row.places for code, row in set_by_hand.items()}
    wanted = {
        plan.code: readiness_places.spots_of(plan, districts, settings.readiness_places, named)
        for plan in standing
    }
    spots = list({spot.key: spot for some in wanted.values() for spot in some}.values())
    row_of = {spot.key: row for row, spot in enumerate(spots)}
    items = {need.item_code for need in _requirements(standing) if need.item_code}
    return Read(
        plans=standing,
        spots=spots,
        spots_of={code: [row_of[spot.key] for spot in some] for code, some in wanted.items()},
        stated={code: _cases(row) for code, row in set_by_hand.items()},
        today=read_today(session, items),
        names=readiness_text.read_names(session),
    )


def _requirements(standing: Sequence[Plan]) -> list[Requirement]:
    return [need for plan in standing for card in plan.run_cards for need in card.requirements]


def _cases(row: ReadinessSetting) -> Mapping[str, Any]:
    return row.cases


def examine(found: Read, roads: RoadBook, settings: Settings, report: Report) -> Examined:
    """Test all plans; `report(stage, done, total)` hears how far it is and may raise `Stopped`."""
    began_s = time.perf_counter()
    report("travel", 0, 1)
    times = roads.travel_times(found.today.roads)
    ground = lay_out(found.today, found.spots, _grades(found.plans), times)
    report("travel", 1, 1)
    cases, designs = _all_cases(found)
    solver = Solver(ground)
    solved = _solve(solver, cases, report)
    losses = _losses(solver, solved, times, found, report)
    lacks = lacks_of(solved)
    report("actions", 0, 1)
    chosen = _actions(solver, lacks, ground, times, settings)
    report("storing", 0, 1)
    book = readiness_text.Book(found.names, ground, {plan.id: plan for plan in found.plans})
    lines = [
        readiness_text.line(book, solver, one, designs[row], losses.get(row, []))
        for row, one in enumerate(solved)
    ]
    outcome = {
        "as_of": found.today.now,
        "basis_seq": found.today.picture.basis_seq,
        "counts": _counts(found, solved, times),
        "actions": [readiness_text.action(book, one, lacks) for one in chosen],
        "took_s": round(time.perf_counter() - began_s, 1),
    }
    return Examined(lines, outcome)


def _grades(standing: Sequence[Plan]) -> set[tuple[str, int]]:
    return {
        (need.capability_code, need.grade)
        for need in _requirements(standing)
        if need.capability_code and need.grade is not None
    }


def _all_cases(found: Read) -> tuple[list[Case], list[DesignCase]]:
    """Every plan at every level at every of its places, with the incident it is tested with."""
    cases: list[Case] = []
    designs: list[DesignCase] = []
    for plan in found.plans:
        stated = found.stated.get(plan.code, {})
        for level, trigger in _levels(plan):
            design = design_case(plan.code, plan.incident_kinds, trigger, stated.get(str(level)))
            for row in found.spots_of[plan.code]:
                asked = asked_in_all(plan, level, design.facts, found.spots[row])
                cases.append(Case(plan.id, plan.code, level, row, asked))
                designs.append(design)
    return cases, designs


def _levels(plan: Plan) -> list[tuple[int, str]]:
    """The levels with their triggers; a plan without cards is a case of the lowest level."""
    cards = [(card.response_level, card.trigger) for card in plan.run_cards]
    return cards or [(LOWEST_LEVEL, "")]


def _solve(solver: Solver, cases: Sequence[Case], report: Report) -> list[Solved]:
    solved = []
    for number, case in enumerate(cases):
        solved.append(solver.solve(case))
        report("cases", number + 1, len(cases))
    return solved


def _losses(
    solver: Solver, solved: Sequence[Solved], times: TravelTimes, found: Read, report: Report
) -> dict[int, list[Loss]]:
    """The single losses that break the cases that hold: teams, depots, roads."""
    losses: dict[int, list[Loss]] = {}
    for row, one in enumerate(solved):
        if one.state == "met":
            teams = team_losses(solver, one)[:LOSSES_TOLD]
            losses[row] = [*teams, *depot_losses(solver, one)[:LOSSES_TOLD]]
        report("losses", row + 1, len(solved))
    if isinstance(times, RoadNetwork):
        shut = [one.as_road_closure() for one in found.today.roads.closures]
        roads = RoadLosses(times, shut, solver, found.names.stretch)
        hanging = roads.find(solved, lambda done, total: report("roads", done, total))
        for row, some in hanging.items():
            losses[row] += sorted(some, key=lambda loss: not loss.proven)[:LOSSES_TOLD]
    return losses


def _actions(
    solver: Solver, lacks: Sequence[Lack], ground: Ground, times: TravelTimes, settings: Settings
) -> list[Chosen]:
    places = np.array([(one.lon, one.lat) for one in ground.spots], np.float64).reshape(-1, 2)
    between = times.matrix(places, places, VehicleClass.FIRE_ENGINE).seconds.astype(np.int64)
    keys, names = [one.key for one in ground.spots], [one.name for one in ground.spots]
    sites = Sites(between, names, keys)
    costs = costs_of(settings.readiness_costs)
    return choose(all_actions(solver, lacks, sites, costs), lacks)


def _counts(found: Read, solved: Sequence[Solved], times: TravelTimes) -> dict[str, Any]:
    states = [one.state for one in solved]
    of_plan = [
        {one.state for one in solved if one.case.plan_code == plan.code} for plan in found.plans
    ]
    return {
        "plans": len(found.plans),
        "plans_whole": sum("met" in some and some <= set(HOLDING) for some in of_plan),
        "cases": len(solved),
        **{name: states.count(name) for name in ("met", "short", "unclear", "unknown", "empty")},
        "places": len(found.spots),
        "teams": len(found.today.picture.teams),
        "depots": len(found.today.picture.depots),
        "roads": times.road_file_hash is not None,
    }


class RunJob:
    """Carries out one entered run and stores what came out.

    `told` hears every stage; the row hears it twice a second at most, and says whether to go on.
    """

    def __init__(
        self,
        database: Database,
        roads: RoadBook,
        settings: Settings,
        run_id: UUID,
        told: Report = lambda _stage, _done, _total: None,
    ) -> None:
        self.database, self.roads, self.settings = database, roads, settings
        self.run_id, self.told = run_id, told
        self._stage, self._written_s = "", 0.0

    def run(self) -> str:
        """Carry the run out; return how it ended."""
        with self.database.transaction() as session:
            if not service_readiness.begin_run(session, self.run_id):
                return "cancelled"
        try:
            with self.database.picture() as session:
                found = read(session, self.settings)
            done = examine(found, self.roads, self.settings, self._report)
        except Stopped:
            with self.database.transaction() as session:
                service_readiness.stop_run(session, self.run_id)
            return "cancelled"
        except Exception as error:
            if is_lost_connection(error):
                raise  # the run is left as it is, to be begun again by whoever finds it
            logger.exception("the plans could not be tested")
            with self.database.transaction() as session:
                service_readiness.fail_run(session, self.run_id, named(error))
            return "failed"
        with self.database.transaction() as session:
            ended = service_readiness.finish_run(session, self.run_id, done.lines, done.outcome)
            return ended.state

    def _report(self, stage: str, done: int, total: int) -> None:
        now_s = time.perf_counter()
        if stage == self._stage and now_s - self._written_s < SAY_EVERY_S:
            return
        self._stage, self._written_s = stage, now_s
        self.told(stage, done, total)
        with self.database.transaction() as session:
            if not service_readiness.note_progress(session, self.run_id, stage, done, total):
                raise Stopped
