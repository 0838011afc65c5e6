"""The kept case of an earlier proposal as a situation that can be studied, with today's names."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

import dispatch.queries
from dispatch.case_file import unpacked
from dispatch.models import Proposal, ProposalCase
from dispatch.optimiser import parts
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.picture import Picture, SeenIncident, SeenNeed
from dispatch.problem_loader import Loaded
from dispatch.queries_policies import solver_policies
from geo.road_state import RoadsNow
from incidents.models import Incident
from resources.models import Depot, Team
from resources.queries_solver import SolverDepot, SolverTeam


def load_case(session: Session, proposal_id: UUID) -> tuple[Loaded, Solution] | None:
    """Return what an earlier proposal was solved from and to; None for the newest answer.

    None also where no case is kept: then the present situation is studied.
    """
    newest = dispatch.queries.newest_answer(session)
    kept = session.get(ProposalCase, proposal_id)
    if kept is None or (newest is not None and newest.id == proposal_id):
        return None
    problem = Problem.from_json(json.loads(unpacked(kept.problem)))
    solution = Solution.from_json(json.loads(unpacked(kept.solution)))
    row = session.get_one(Proposal, proposal_id)
    return _loaded(session, problem, row.basis_seq), solution


def _loaded(session: Session, problem: Problem, basis_seq: int) -> Loaded:
    now = datetime.fromtimestamp(problem.now, UTC)
    incidents = _incidents(session, problem)
    policy, policies = solver_policies(session)
    picture = Picture(
        basis_seq=basis_seq,
        now=now,
        incidents=incidents,
        needs=[_need(need, now) for need in problem.needs],
        teams=_teams(session, problem, now),
        depots=_depots(session, problem),
        trucks=[],
        lots=[],
        items={},
        running=[],
        steerings=[],
        agreements=[],
        roads=RoadsNow(),
        previous=None,
        policy=policy,
        policies=policies,
    )
    shape = (len(problem.incidents),)
    return Loaded(
        problem=problem,
        picture=picture,
        incidents=incidents,
        team_estimated=np.zeros((len(problem.teams), *shape), np.bool_),
        depot_estimated=np.zeros((len(problem.depots), *shape), np.bool_),
        road_data=True,
    )


def _rows(session: Session, table: Any, ids: Iterable[str]) -> dict[str, Any]:
    query = select(table).where(table.id.in_([UUID(one) for one in ids]))
    return {str(row.id): row for row in session.scalars(query)}


def _incidents(session: Session, problem: Problem) -> list[SeenIncident]:
    rows = _rows(session, Incident, [one.id for one in problem.incidents])
    return [
        SeenIncident(
            UUID(one.id),
            rows[one.id].title if one.id in rows else "",
            one.priority,
            rows[one.id].jurisdiction_code if one.id in rows else "",
            one.lon or 0.0,
            one.lat or 0.0,
        )
        for one in problem.incidents
    ]


def _need(need: parts.Need, now: datetime) -> SeenNeed:
    return SeenNeed(
        id=UUID(need.id),
        incident_id=UUID(need.incident),
        capability_code=need.capability,
        item_code=need.item,
        least=need.least,
        latest_at=now + timedelta(seconds=need.latest_s or 0),
        quantity=need.amount,
        remaining=need.amount,
    )


def _teams(session: Session, problem: Problem, now: datetime) -> list[SolverTeam]:
    rows = _rows(session, Team, [team.id for team in problem.teams])
    return [_team(team, rows.get(team.id), now) for team in problem.teams]


def _team(team: parts.Team, row: Team | None, now: datetime) -> SolverTeam:
    """A team of then with its name of today; one that is gone has its identifier for a name."""
    lon, lat = team.lon or 0.0, team.lat or 0.0
    return SolverTeam(
        id=UUID(team.id),
        code=row.code if row else "",
        name=row.name if row else team.id,
        jurisdiction_code=team.jurisdiction or "",
        home_lon=lon,
        home_lat=lat,
        lon=lon,
        lat=lat,
        seen_at=None,
        vehicle=team.vehicle or "",
        turnout_s=team.ready_s,
        state="available" if team.free else "unavailable",
        tier=team.tier,
        confirmed_at=now,
        version=row.version if row else 1,
        capability_codes=list(team.units),
        capability_units=list(team.units.values()),
    )


def _depots(session: Session, problem: Problem) -> list[SolverDepot]:
    rows = _rows(session, Depot, [depot.id for depot in problem.depots])
    return [
        SolverDepot(
            id=UUID(depot.id),
            code=rows[depot.id].code if depot.id in rows else "",
            name=rows[depot.id].name if depot.id in rows else depot.id,
            jurisdiction_code=rows[depot.id].jurisdiction_code if depot.id in rows else "",
            lon=depot.lon or 0.0,
            lat=depot.lat or 0.0,
            load_s=depot.load_s,
            tier=0,
        )
        for depot in problem.depots
    ]
