"""What each kind of inject does in the world: always through the ordinary services.

The actor is the exercise's own (导调), an officer of the exercise's area and nobody else: what an
officer there could not do, an inject cannot do either.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from geoalchemy2 import Geography
from pydantic import TypeAdapter
from sqlalchemy import cast, func, select
from sqlalchemy.orm import Session

import geo.queries_roads
import geo.service_closures
import geo.service_roads
import incidents.service
import resources.service_movements
import resources.service_readiness
from core.auth import Actor
from core.grants import Grant
from core.visibility import prefix_of
from exercises.errors import NoSuchStock, NoSuchTeamFree, NotYetReported
from exercises.giving_play import Play
from exercises.models_injects import Inject
from exercises.scenario import (
    CloseRoad,
    Correct,
    Doing,
    LoseStock,
    LoseTeams,
    Report,
    SetWeather,
    Tell,
)
from incidents.models import Incident
from resources.lifecycle import FREE
from resources.models import Capability, Item, Lot, Team, TeamCapability
from resources.schemas_readiness import ReadinessIn, ReadinessRow
from resources.schemas_stock import LossIn

SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000002")
SYSTEM_NAME = "导调"
_INSTANTS = ("occurred_at", "valid_from", "valid_to")
_READ: TypeAdapter[Doing] = TypeAdapter(Doing)


def read_doing(kept: Mapping[str, Any]) -> Doing:
    """Return what an inject does."""
    return _READ.validate_python(kept)


def moved(kept: Mapping[str, Any], shift: timedelta) -> dict[str, Any]:
    """Return what a scripted inject does with its instants on the day on which it is played."""
    return {name: _moved(part, shift) for name, part in kept.items()}


def _moved(part: Any, shift: timedelta) -> Any:
    if not isinstance(part, dict):
        return part
    found = {name: datetime.fromisoformat(part[name]) for name in _INSTANTS if part.get(name)}
    return part | {name: (at + shift).isoformat() for name, at in found.items()}


def incident_of(session: Session, ref: str) -> UUID | None:
    """Return the incident that the scenario calls so, None until it is reported."""
    query = select(Inject.incident_id).where(
        Inject.doing["do"].astext == "report",
        Inject.doing["incident"].astext == ref,
        Inject.incident_id.is_not(None),
    )
    return session.scalar(query.limit(1))


def title_of_incident(session: Session, ref: str) -> str:
    """Return what people call the incident that the scenario knows by this key."""
    query = select(Inject.doing["report"]["title"].astext).where(
        Inject.doing["do"].astext == "report", Inject.doing["incident"].astext == ref
    )
    return session.scalar(query.order_by(Inject.position).limit(1)) or ref


def perform(session: Session, play: Play, doing: Doing) -> dict[str, Any]:
    """Do in the world what an inject says and return what came of it."""
    with _as_system(session):
        return _perform(session, play, doing)


def _perform(session: Session, play: Play, doing: Doing) -> dict[str, Any]:
    actor = system_actor(play.world, play.area_code)
    match doing:
        case Tell():
            return {}
        case Report():
            made = incidents.service.report_incident(session, actor, doing.report)
            return {"incident_id": str(made.id), "incident_number": made.number}
        case Correct():
            return _correct(session, actor, doing)
        case CloseRoad():
            drawn = geo.service_closures.draw_closure(session, actor, doing.closure)
            return {"closure_id": str(drawn.id)}
        case LoseTeams():
            return _lose_teams(session, actor, doing)
        case LoseStock():
            return _lose_stock(session, actor, doing)
        case SetWeather():
            whole, _counties = geo.queries_roads.whole_area(session)
            everywhere = system_actor(play.world, whole)
            word = geo.service_roads.set_condition(session, everywhere, doing.condition)
            return {"condition_id": str(word.id)}
        case _:
            assert_never(doing)


def system_actor(world: str, code: str) -> Actor:
    """Return the exercise itself as an officer of an area."""
    return Actor(
        account_id=SYSTEM_ID,
        username="exercise-control",
        name=SYSTEM_NAME,
        locale="zh-CN",
        team_id=None,
        world=world,
        grants=(Grant("duty_officer", code, code, prefix_of(code)),),
        permissions=frozenset(),
        session_id=None,
    )


@contextmanager
def _as_system(session: Session) -> Iterator[None]:
    """Let what is recorded inside bear the exercise's name, whoever asked for it."""
    before = {name: session.info.get(name) for name in ("actor_id", "actor_name")}
    session.info.update(actor_id=SYSTEM_ID, actor_name=SYSTEM_NAME)
    try:
        yield
    finally:
        session.info.update(before)


def _correct(session: Session, actor: Actor, doing: Correct) -> dict[str, Any]:
    incident_id = incident_of(session, doing.incident)
    if incident_id is None:
        raise NotYetReported(incident=title_of_incident(session, doing.incident))
    seen = session.get_one(Incident, incident_id).version
    made = incidents.service.correct_incident(session, actor, incident_id, seen, doing.change)
    return {"incident_id": str(made.id), "incident_number": made.number}


def _lose_teams(session: Session, actor: Actor, doing: LoseTeams) -> dict[str, Any]:
    teams = _free_teams(session, actor.prefixes[0], doing)
    if not teams:
        named = session.get(Capability, doing.capability)
        raise NoSuchTeamFree(**_names(named, doing.capability, "capability"))
    rows = [
        ReadinessRow(
            team_id=team.id,
            version=team.version,
            crew=team.crew,
            equipment_note=team.equipment_note,
            out_reason="other",
            out_note=doing.reason.zh[:300],
        )
        for team in teams
    ]
    resources.service_readiness.declare(session, actor, ReadinessIn(rows=rows))
    return {"teams": [{"id": str(team.id), "name": team.name} for team in teams]}


def _free_teams(session: Session, prefix: str, doing: LoseTeams) -> list[Team]:
    """Return the free teams with the capability that are at home nearest to the place."""
    place = func.ST_SetSRID(func.ST_MakePoint(doing.near.lon, doing.near.lat), 4326)
    able = select(TeamCapability.team_id).where(TeamCapability.capability_code == doing.capability)
    query = (
        select(Team)
        .where(
            func.starts_with(Team.jurisdiction_code, prefix),
            Team.id.in_(able),
            Team.state.in_([state.value for state in FREE]),
            Team.out_reason.is_(None),
            Team.retired_at.is_(None),
        )
        .order_by(func.ST_Distance(cast(Team.home, Geography), cast(place, Geography)), Team.code)
    )
    return list(session.scalars(query.limit(doing.count)))


def _lose_stock(session: Session, actor: Actor, doing: LoseStock) -> dict[str, Any]:
    lots = session.execute(
        select(Lot.id, Lot.version, Lot.quantity, Lot.reserved)
        .where(Lot.item_code == doing.item, Lot.quantity > Lot.reserved)
        .order_by(Lot.id)
    ).all()
    losses = [(one, _lost(one.quantity, one.reserved, doing.percent)) for one in lots]
    found = [(one, lost) for one, lost in losses if lost > 0]
    if not found:
        raise NoSuchStock(**_names(session.get(Item, doing.item), doing.item, "item"))
    for lot, lost in found:
        loss = LossIn(quantity=lost, note=doing.reason.zh[:500])
        resources.service_movements.lose(session, actor, lot.id, lot.version, loss)
    return {"lots": len(found), "lost": sum(lost for _lot, lost in found)}


def _names(row: Capability | Item | None, code: str, fact: str) -> dict[str, str]:
    """Return the names of a capability or an item, Chinese and English, as facts of an error."""
    return {fact: row.name if row else code, f"{fact}_en": row.name_en if row else code}


def _lost(quantity: int, reserved: int, percent: int) -> int:
    """Return the part that is lost; what is promised to orders stays."""
    return min((quantity * percent + 50) // 100, quantity - reserved)
