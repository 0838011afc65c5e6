"""Who covers what at this moment: teams with a capability over the ground, in one object.

Reading, then counting: the drive times come from `geo.coverage_times`, which may still be at work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

import dispatch.queries
import geo.queries_roads
from core import clock
from dispatch import queries_coverage as queries
from dispatch.coverage_ground import Ground, GroundBook
from dispatch.queries_coverage import Force
from dispatch.queries_policies import SeenCover
from geo.coverage import Asked, Counts, Coverage
from geo.coverage_times import Base, CoverageTimes, Progress, Row
from geo.road_book import RoadBook
from geo.travel import TravelTimes
from geo.types import BoolArray, IntArray


@dataclass(frozen=True)
class Question:
    """What is looked at: a capability, by the standards in force or by minutes tried out."""

    capability_code: str
    jurisdiction_code: str | None = None
    within_s: int | None = None
    count: int | None = None


@dataclass(frozen=True, eq=False)
class Situation:
    """The ground, the teams, what is asked of each cell, and the drive times where they are there.

    `rows` is None while `progress` is not done.
    """

    at: datetime
    question: Question
    ground: Ground
    forces: list[Force]
    standards: dict[str, SeenCover]
    asked: Asked
    state: Hashable
    closures: int
    times: TravelTimes
    progress: Progress
    rows: dict[Base, Row] | None

    @property
    def version(self) -> str:
        """What identifies the answer: equal versions, equal cover."""
        parts = (self.question, self.state, self.forces, sorted(self.standards.items()))
        return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()

    @property
    def teams_estimated(self) -> int:
        """How many free teams' drive times are guesses."""
        rows = self.rows or {}
        return sum(
            one.free and one.base in rows and rows[one.base].estimated for one in self.forces
        )

    def coverage(
        self, without: Collection[UUID] = (), back: Collection[UUID] = (), *, at_home: bool = False
    ) -> Coverage:
        """The cover of the teams that are free, less those gone, with those back at their bases."""
        able = [
            at_home or one.id in back or (one.free and one.id not in without) for one in self.forces
        ]
        bases = [
            one.home if at_home or (one.id in back and not one.free) else one.base
            for one in self.forces
        ]
        number = {base: k for k, base in enumerate(sorted(set(bases)))}
        return Coverage(
            self.asked,
            _table(self.rows, sorted(set(bases)), self.ground.grid.count),
            [number[base] for base in bases],
            [one.ready_s for one in self.forces],
            able,
            known=self.ground.with_road,
        )

    @cached_property
    def at_home(self) -> Coverage:
        """The cover if every team were free and at its base: what the bases can do at best."""
        return self.coverage(at_home=True)

    @cached_property
    def reached_by_road(self) -> BoolArray:
        """The cells (m,) that some base on the roads has a way to; a guess is no way."""
        rows = self.rows or {}
        on_roads = sorted(base for base in rows if not rows[base].estimated) or sorted(rows)
        table = _table(self.rows, on_roads, self.ground.grid.count)
        return np.asarray((table >= 0).any(axis=0))


def _table(rows: dict[Base, Row] | None, bases: Sequence[Base], cells: int) -> IntArray:
    if not bases or rows is None:
        return np.full((0, cells), -1, np.int32)
    return np.stack([rows[base].seconds for base in bases])


class CoverageBook:
    """Everything about coverage that outlives a request; safe to use from several threads."""

    def __init__(self, roads: RoadBook, grounds: GroundBook) -> None:
        self.roads = roads
        self.grounds = grounds
        self.times = CoverageTimes()

    def situation(
        self, session: Session, question: Question, *, patience_s: float | None = 1.5
    ) -> Situation:
        """Read who could cover what now, and wait a little for drive times that are missing."""
        at = clock.now(session)
        roads_now = geo.queries_roads.roads_now(session, at)
        times = self.roads.travel_times(roads_now)
        code = question.jurisdiction_code or dispatch.queries.dispatching_code(session)
        ground = self.grounds.ground(session, code, times)
        forces = queries.forces(session, question.capability_code, at)
        standards = _asked_by(session, question, ground)
        state = (ground.key, roads_now.key)
        bases = {one.base for one in forces} | {one.home for one in forces}
        progress = self.times.ask(state, ground.grid, times, bases, patience_s)
        done = progress.is_done
        return Situation(
            at=at,
            question=replace(question, jurisdiction_code=code),
            ground=ground,
            forces=forces,
            standards=standards,
            asked=_asked(question, ground, standards),
            state=state,
            closures=len(roads_now.closures),
            times=times,
            progress=progress,
            rows=self.times.rows(state, ground.grid, times, bases) if done else None,
        )


def _asked_by(session: Session, question: Question, ground: Ground) -> dict[str, SeenCover]:
    if question.within_s is not None:
        return {}
    codes = [one.code for one in ground.districts]
    return queries.standards_of(session, question.capability_code, codes)


def _asked(question: Question, ground: Ground, standards: dict[str, SeenCover]) -> Asked:
    """What every cell asks for: the minutes tried out, else the standard of its district."""
    if question.within_s is not None:
        cells = ground.grid.count
        count = question.count or 1
        return Asked(np.full(cells, question.within_s), np.full(cells, count))
    found = [standards.get(one.code) for one in ground.districts]
    within = np.array([one.within_s if one else 0 for one in found], np.int64)
    count_of: Counts = np.array([one.count if one else 0 for one in found], np.int64)
    return Asked(within[ground.district], count_of[ground.district])
