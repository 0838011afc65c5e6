"""Answers about cover for one reader: nothing is written, and nobody learns of hidden teams."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

import geo.queries_roads
from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.visibility import prefix_of, sees
from dispatch import queries_coverage as queries
from dispatch import schemas_coverage as schemas
from dispatch.coverage_advice import Moves, bases_of_places, departures_of
from dispatch.coverage_answer import View, judged_share, raster_of, side_of
from dispatch.coverage_ground import NoGround
from dispatch.coverage_situation import CoverageBook, Question, Situation
from dispatch.errors import NoGroundOnRecord
from geo.coverage_times import Progress
from geo.errors import require_position
from geo.types import VehicleClass
from resources.errors import UnknownCapability
from resources.lifecycle import FREE
from resources.models import Capability
from resources.queries_solver import SolverTeam, solver_teams

PATIENCE_S = 1.5
"""So long a request waits for drive times before it says how far they have come."""


@dataclass(frozen=True)
class Change:
    """What else is looked at beside now: the proposal's teams gone, or teams named gone or back."""

    after_proposal: bool = False
    without: frozenset[UUID] = frozenset()
    back: frozenset[UUID] = frozenset()

    @property
    def is_any(self) -> bool:
        """Whether there is another side at all."""
        return self.after_proposal or bool(self.without) or bool(self.back)


@dataclass(frozen=True)
class Look:
    """How much of the answer is wanted: the version that is known, and cells or numbers alone."""

    known: str = ""
    cells: bool = True


@dataclass(frozen=True)
class Point:
    """Who could be at this point within so many seconds."""

    lon: float
    lat: float
    capability_code: str | None
    within_s: int


def coverage(
    book: CoverageBook,
    session: Session,
    actor: Actor,
    question: Question,
    change: Change,
    look: Look,
) -> schemas.CoverageAnswer:
    """Return the cover now and, where asked for, with other teams there."""
    situation = seen_by(book, session, actor, question)
    sent = queries.leaving(session, actor.prefixes) if change.after_proposal else None
    seen = None if sent is None else _proposal_seen(*sent)
    gone = change.without | frozenset(seen.team_ids if seen else ())
    version = f"{situation.version}{hash_of(gone | change.back, seen)}"
    if look.known == version and situation.rows is not None:
        return _answer(situation, version, "unchanged", seen)
    if situation.rows is None:
        return _answer(situation, version, "computing", seen)
    view = View.of(situation.ground, actor.prefixes)
    other = situation.coverage(gone, change.back) if change.is_any else None
    return _answer(situation, version, "ready", seen).model_copy(
        update={
            "raster": raster_of(situation.ground.grid),
            "now": side_of(situation, view, situation.coverage(), with_cells=look.cells),
            "other": None
            if other is None
            else side_of(situation, view, other, with_cells=look.cells),
        }
    )


def departures(
    book: CoverageBook, session: Session, actor: Actor, question: Question
) -> schemas.DepartureList:
    """Return whose departure would leave most people uncovered."""
    situation = seen_by(book, session, actor, question)
    if situation.rows is None:
        done, of = situation.progress.done, situation.progress.of
        return schemas.DepartureList(state="computing", done=done, of=of, share=None, rows=[])
    view = View.of(situation.ground, actor.prefixes)
    return schemas.DepartureList(
        state="ready",
        done=situation.progress.done,
        of=situation.progress.of,
        share=judged_share(view, situation.coverage()),
        rows=departures_of(situation, view, _seen(situation, actor)),
    )


def moves(
    book: CoverageBook, session: Session, actor: Actor, question: Question
) -> schemas.MoveList:
    """Return the best place for each team to stand by, where that gains people."""
    situation = seen_by(book, session, actor, question)
    places = within_ground(situation, queries.stand_by_places(session))
    bases = bases_of_places(situation, places)
    grid, times = situation.ground.grid, situation.times
    progress = book.times.ask(situation.state, grid, times, bases)
    if situation.rows is None or not progress.is_done:
        both = Progress(
            progress.done + situation.progress.done, progress.of + situation.progress.of
        )
        return schemas.MoveList(
            state="computing", done=both.done, of=both.of, places=len(places), share=None, rows=[]
        )
    view = View.of(situation.ground, actor.prefixes)
    rows = book.times.rows(situation.state, grid, times, bases)
    return schemas.MoveList(
        state="ready",
        done=progress.done,
        of=progress.of,
        places=len(places),
        share=judged_share(view, situation.coverage()),
        rows=Moves(situation, places, rows).best(view, _seen(situation, actor)),
    )


def teams_in_reach(
    book: CoverageBook, session: Session, actor: Actor, point: Point
) -> list[schemas.TeamInReach]:
    """Return the reader's teams that could be at a point in time, the soonest first.

    The times are those the dispatcher would use: exact over the roads as they are, per vehicle.
    """
    place = require_position(point.lon, point.lat, "lon")
    if point.capability_code is not None:
        _require_capability(session, point.capability_code)
    at = clock.now(session)
    teams = [
        team
        for team in solver_teams(session)
        if sees(actor.prefixes, team.jurisdiction_code)
        and (point.capability_code is None or point.capability_code in team.capability_codes)
    ]
    if not teams:
        return []
    starts = [queries.start_of(team, at) for team in teams]
    times = book.roads.travel_times(geo.queries_roads.roads_now(session, at))
    found = times.matrix(
        np.array([start[:2] for start in starts]),
        np.array([place]),
        [VehicleClass(team.vehicle) for team in teams],
    )
    rows = [
        _team_in_reach(team, int(seconds), bool(guess))
        for team, seconds, guess in zip(
            teams, found.seconds[:, 0], found.estimated[:, 0], strict=True
        )
    ]
    near = [row for row in rows if row.eta_s is not None and row.eta_s <= point.within_s]
    return sorted(near, key=lambda row: (row.eta_s or 0, str(row.team_id)))


def _team_in_reach(team: SolverTeam, drive_s: int, estimated: bool) -> schemas.TeamInReach:
    return schemas.TeamInReach(
        team_id=team.id,
        team_name=team.name,
        jurisdiction_code=team.jurisdiction_code,
        state=team.state,
        free=team.state in FREE,
        ready_s=team.turnout_s,
        drive_s=None if drive_s < 0 else drive_s,
        eta_s=None if drive_s < 0 else team.turnout_s + drive_s,
        estimated=estimated,
    )


def seen_by(
    book: CoverageBook,
    session: Session,
    actor: Actor,
    question: Question,
    patience_s: float = PATIENCE_S,
) -> Situation:
    """Return the situation of an area that lies in the reader's or holds it."""
    _require_capability(session, question.capability_code)
    code = question.jurisdiction_code
    if code is not None and not any(
        sees([prefix], code) or sees([prefix_of(code)], prefix) for prefix in actor.prefixes
    ):
        raise NotFound(noun="jurisdiction")
    try:
        return book.situation(session, question, patience_s=patience_s)
    except NoGround as nowhere:
        raise NoGroundOnRecord(code=str(nowhere)) from nowhere


def _require_capability(session: Session, code: str) -> None:
    if not session.scalar(select(exists().where(Capability.code == code))):
        raise UnknownCapability(field="capability", value=code)


def _seen(situation: Situation, actor: Actor) -> list[bool]:
    return [sees(actor.prefixes, one.jurisdiction_code) for one in situation.forces]


def within_ground(situation: Situation, places: Collection[queries.Spot]) -> list[queries.Spot]:
    """Return the places on the ground looked at: elsewhere they help nobody here."""
    grid = situation.ground.grid
    west, south = grid.corner
    east, north = grid.corner + grid.step * (grid.columns, grid.rows)
    return [one for one in places if west <= one.lon <= east and south <= one.lat <= north]


def _answer(
    situation: Situation, version: str, state: str, proposal: schemas.ProposalSeen | None
) -> schemas.CoverageAnswer:
    """The answer without its sides."""
    return schemas.CoverageAnswer.model_validate(
        {
            "state": state,
            "done": situation.progress.done,
            "of": situation.progress.of,
            "version": version,
            "at": situation.at,
            "capability_code": situation.question.capability_code,
            "jurisdiction_code": situation.ground.code,
            "within_s": situation.question.within_s,
            "count": situation.question.count,
            "people_source": situation.ground.people.source,
            "people_elsewhere": round(situation.ground.people.elsewhere),
            "beyond_km2": round(situation.ground.beyond_km2, 1),
            "estimated": situation.times.road_file_hash is None,
            "teams_estimated": situation.teams_estimated,
            "closures": situation.closures,
            "raster": None,
            "now": None,
            "other": None,
            "proposal": proposal,
        }
    )


def _proposal_seen(proposal_id: UUID, number: int, teams: list[UUID]) -> schemas.ProposalSeen:
    return schemas.ProposalSeen(id=proposal_id, number=number, team_ids=teams)


def hash_of(teams: Collection[UUID], proposal: schemas.ProposalSeen | None) -> str:
    """What identifies the other side: its teams and, so that a newer one is told, the proposal."""
    if not teams and proposal is None:
        return ""
    number = proposal.number if proposal else 0
    return f".{number}.{sum(one.int for one in teams) % 0xFFFFFFFF:x}"
