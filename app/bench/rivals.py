"""Rival acceptances over the same few teams: what must never end in a double booking."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

import incidents.schemas
import incidents.service
import incidents.service_needs
from app.bench import volley
from app.permissions import PERMISSIONS
from app.testing.clients import Caller
from core import outbox
from core.auth import Actor
from core.db import LIVE, Database
from core.grants import Grant
from core.ids import new_id
from core.models import Account
from core.wire import Point
from dispatch.models import Assignment, Order, Proposal
from resources.models import Team, TeamCapability

CITY_CODE = "420100"


@dataclass
class Round:
    """What happened in one round: the answers, and how long all of them took together."""

    took_s: float
    statuses: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Arena:
    """The same few teams, and one incident for each rival that wants them."""

    database: Database
    teams: list[Team]
    incidents: list[tuple[UUID, UUID]]


def duty_officer(database: Database) -> Actor:
    """Return the demo city's duty officer as services see her."""
    with database.transaction() as session:
        account = session.scalars(select(Account).where(Account.username == "duty")).one()
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.display_name,
        locale=account.locale,
        team_id=None,
        world=LIVE,
        grants=(Grant("duty_officer", CITY_CODE, CITY_CODE, CITY_CODE[:4]),),
        permissions=frozenset(n for n, roles in PERMISSIONS.items() if "duty_officer" in roles),
        session_id=None,
    )


def build_arena(database: Database, rivals: int, teams: int) -> Arena:
    """Choose teams with one capability and report an incident with a need for each rival."""
    duty = duty_officer(database)
    with database.transaction() as session:
        code = session.scalars(
            select(TeamCapability.capability_code)
            .group_by(TeamCapability.capability_code)
            .order_by(func.count().desc(), TeamCapability.capability_code)
            .limit(1)
        ).one()
        chosen = list(
            session.scalars(
                select(Team)
                .join(TeamCapability)
                .where(TeamCapability.capability_code == code, Team.state == "available")
                .order_by(Team.id)
                .limit(teams)
            )
        )
        wanted = incidents.schemas.NeedIn(capability_code=code, quantity=teams, within_s=3600)
        scenes = []
        for number in range(rivals):
            report = incidents.schemas.IncidentIn(
                kind="fire_explosion",
                title=f"争用演示 {number + 1}",
                position=Point(lon=114.30, lat=30.58),
                place_name="演示地点",
            )
            scene = incidents.service.report_incident(session, duty, report).id
            need = incidents.service_needs.raise_need(session, duty, scene, wanted).id
            scenes.append((scene, need))
    return Arena(database, chosen, scenes)


def propose_to_all(arena: Arena, picks: int, chance: Random) -> list[UUID]:
    """Enter one proven proposal for each rival, each with some of the same teams."""
    with arena.database.transaction() as session:
        basis = outbox.last_seq(session)
        rows = [
            _proposal(basis, scene, need, chance.sample(arena.teams, picks), arena)
            for scene, need in arena.incidents
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def _proposal(basis: int, scene: UUID, need: UUID, teams: Sequence[Team], arena: Arena) -> Proposal:
    now = arena.database.clock()
    return Proposal(
        state="proven",
        reason=[{"code": "bench", "facts": {}}],
        requested_at=now,
        solved_at=now,
        basis_seq=basis,
        jurisdiction_code=CITY_CODE,
        objective=0,
        bound=0,
        gap=0.0,
        terms={},
        picks=[_pick(team, scene, need) for team in teams],
        deliveries=[],
        shortfalls=[],
        difference={},
        timings_s={},
        ladder=[],
        outlook={},
        needs=[],
        data_age={},
        version=1,
    )


def _pick(team: Team, scene: UUID, need: UUID) -> dict[str, Any]:
    return {
        "team_id": str(team.id),
        "team_name": team.name,
        "team_code": team.code,
        "incident_id": str(scene),
        "fills": {str(need): 1},
        "eta_s": 600,
        "travel_s": 480,
        "estimated": True,
        "reason": {"code": "nearest_able", "facts": {}},
        "next_best": None,
        "origin": {"lon": 114.3, "lat": 30.58},
        "status": "new",
        "from_incident_id": None,
        "pinned": False,
        "order_id": None,
        "vehicle": team.vehicle,
        "readiness": {
            "age_days": 0,
            "trust_percent": 100,
            "later_s": 0,
            "confirmed_at": team.confirmed_at.isoformat(),
            "confirmed_how": team.confirmed_how,
        },
        "jurisdictions": [team.jurisdiction_code],
    }


def race(callers: Sequence[Caller], proposal_ids: Sequence[UUID]) -> Round:
    """Let all rivals accept at the same moment and wait for every answer."""
    requests = [
        _acceptance(callers[number % len(callers)], proposal_id)
        for number, proposal_id in enumerate(proposal_ids)
    ]
    took_s, answers = volley.fire(requests)
    problems = [one.text for one in answers if one.status not in (200, 409)]
    return Round(took_s, [one.status for one in answers], problems)


def _acceptance(caller: Caller, proposal_id: UUID) -> tuple[str, bytes]:
    headers = {
        "Cookie": caller.cookie,
        "X-Muster": "1",
        "If-Match": '"1"',
        "Idempotency-Key": str(new_id()),
    }
    path = f"/api/proposals/{proposal_id}/accept"
    return caller.address, volley.request(caller.address, path, headers)


def promised_twice(arena: Arena) -> int:
    """Return how many teams are promised more than once at this moment."""
    query = (
        select(Assignment.team_id)
        .where(Assignment.state == "live", Assignment.team_id.is_not(None))
        .group_by(Assignment.team_id)
        .having(func.count() > 1)
    )
    with arena.database.picture() as session:
        return len(list(session.scalars(query)))


def half_done(arena: Arena, picks: int) -> int:
    """Return how many accepted proposals of this moment have not all their orders."""
    query = (
        select(Order.proposal_id)
        .where(Order.state == "issued")
        .group_by(Order.proposal_id)
        .having(func.count() != picks)
    )
    with arena.database.picture() as session:
        return len(list(session.scalars(query)))


def clear(arena: Arena) -> None:
    """Put everything back as it was before the round, without leaving events behind."""
    ids = [team.id for team in arena.teams]
    with arena.database.transaction() as session:
        session.execute(update(Order).values(state="closed").where(Order.state == "issued"))
        session.execute(
            update(Assignment).values(state="ended", fills={}).where(Assignment.state == "live")
        )
        session.execute(update(Team).values(state="available").where(Team.id.in_(ids)))
        session.execute(
            update(Proposal).values(state="superseded").where(Proposal.state == "proven")
        )
