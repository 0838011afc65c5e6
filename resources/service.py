"""Writes of teams and lorries: entered, changed, confirmed, retired, and the states orders give."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from core import clock, outbox
from core.auth import Actor
from core.config import get_settings
from core.errors import IllegalTransition, NotFound, require_version
from core.models import Jurisdiction
from core.visibility import audience, require_visible, sees
from core.wire import Point as WirePoint
from geo.service import OutsideYourJurisdiction, locate
from resources import queries, schemas
from resources.errors import (
    NamedTwice,
    TeamCodeTaken,
    TeamCommitted,
    TeamRetired,
    UnknownCapability,
    UnknownJurisdiction,
)
from resources.events import DepotChanged, TeamChanged, TeamEntered
from resources.events import TeamRetired as TeamRetiredEvent
from resources.importing.models import EnteredPosition
from resources.lifecycle import FREE, TeamState, is_committed, may_be_set_by_hand, may_become
from resources.models import Capability, Depot, Team, TeamCapability, Truck
from resources.queries_seen import seen_depots, seen_teams
from resources.queries_sharing import receivers_of_teams
from resources.readiness import OutReason, rest_until

ALWAYS_CHANGEABLE = frozenset({"confirmed", "how", "leader_name", "phone"})
"""What may be changed on a team that is with an incident."""

_PLAIN = ("name", "address", "leader_name", "phone", "vehicle", "headcount", "turnout_s")


def lock_teams(session: Session, team_ids: Iterable[UUID]) -> list[Team]:
    """Lock the named teams in id order and return them as they are now, with capabilities."""
    query = (
        select(Team)
        .where(Team.id.in_(list(team_ids)))
        .order_by(Team.id)
        .with_for_update(of=Team)
        .options(selectinload(Team.capabilities))
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def lock_trucks(session: Session, truck_ids: Iterable[UUID]) -> list[Truck]:
    """Lock the named lorries in id order and return them as they are now."""
    query = (
        select(Truck)
        .where(Truck.id.in_(list(truck_ids)))
        .order_by(Truck.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def enter_team(session: Session, actor: Actor, entered: schemas.TeamIn) -> schemas.Team:
    """Enter a team into the inventory of one's own jurisdiction."""
    _require_own_jurisdiction(session, actor, entered.jurisdiction_code)
    _require_known_capabilities(session, entered.capabilities)
    team = Team(
        code=entered.code,
        kind=entered.kind,
        jurisdiction_code=entered.jurisdiction_code,
        home=_home(session, entered.home),
        state=TeamState.AVAILABLE,
        confirmed_at=clock.now(session),
        confirmed_by=session.info.get("actor_name"),
        confirmed_how="seen",
        retired_at=None,
        synthetic=False,
        capabilities=_abilities(entered.capabilities),
        **{name: getattr(entered, name) for name in _PLAIN},
    )
    try:
        with session.begin_nested():
            session.add(team)
    except IntegrityError:
        raise TeamCodeTaken(field="code", value=entered.code) from None
    return record_teams(session, [team.id], TeamEntered)[team.id]


def change_team(
    session: Session, actor: Actor, team_id: UUID, seen: int | None, patch: schemas.TeamPatch
) -> schemas.Team:
    """Change, confirm, retire or bring back a team that is not with an incident."""
    team = _own_team(session, actor, team_id)
    record = queries.teams_by_id(session, [team_id])[team_id]
    require_version(seen, team.version, record.model_dump(mode="json"))
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    _require_changeable(team, changes)
    _apply(session, team, changes)
    team.changed_at = clock.now(session)
    team.changed_by = session.info.get("actor_name")
    team.version += 1
    event = TeamRetiredEvent if changes.get("retired") else TeamChanged
    return record_teams(session, [team.id], event)[team.id]


def _own_team(session: Session, actor: Actor, team_id: UUID) -> Team:
    found = lock_teams(session, [team_id])
    if not found:
        raise NotFound(noun="team")
    require_visible(actor.prefixes, found[0].jurisdiction_code, "team")
    return found[0]


def _require_changeable(team: Team, changes: Mapping[str, Any]) -> None:
    if team.retired_at is not None and changes.get("retired") is not False:
        raise TeamRetired(team=team.name)
    state = TeamState(team.state)
    refused = sorted(set(changes) - ALWAYS_CHANGEABLE)
    if is_committed(state) and refused:
        raise TeamCommitted(team=team.name, state=state.value, fields=", ".join(refused))
    wanted = changes.get("state")
    if wanted is not None and not may_be_set_by_hand(state, TeamState(wanted)):
        raise IllegalTransition(noun="team", state=state.value, wanted=wanted)


def _apply(session: Session, team: Team, changes: Mapping[str, Any]) -> None:
    """Take over what was sent; a null where the team must have a value leaves it as it is."""
    for name in _PLAIN:
        if name in changes and (changes[name] is not None or name in ("leader_name", "phone")):
            setattr(team, name, changes[name])
    if changes.get("home") is not None:
        team.home = _home(session, changes["home"])
        placed = (EnteredPosition.noun == "team", EnteredPosition.object_id == team.id)
        session.execute(delete(EnteredPosition).where(*placed))
    if changes.get("state") is not None:
        team.state = changes["state"]
    if changes.get("capabilities") is not None:
        _replace_capabilities(session, team, changes["capabilities"])
    if "retired" in changes and changes["retired"] is not None:
        team.retired_at = clock.now(session) if changes["retired"] else None
    if changes.get("confirmed"):
        team.confirmed_at = clock.now(session)
        team.confirmed_by = session.info.get("actor_name")
        team.confirmed_how = changes.get("how", "phone")


def _replace_capabilities(
    session: Session, team: Team, wanted: Sequence[schemas.CapabilityUnits]
) -> None:
    _require_known_capabilities(session, wanted)
    held = {one.capability_code: one.grade for one in team.capabilities}
    team.capabilities.clear()
    session.flush()
    team.capabilities.extend(_abilities(wanted, held))


NO_GRADES: Mapping[str, int | None] = {}


def _abilities(
    wanted: Sequence[schemas.CapabilityUnits], held: Mapping[str, int | None] = NO_GRADES
) -> list[TeamCapability]:
    """Return what a team brings; a grade that nobody speaks of stays as it is."""
    return [
        TeamCapability(
            capability_code=one.capability_code,
            units=one.units,
            grade=one.grade if "grade" in one.model_fields_set else held.get(one.capability_code),
        )
        for one in wanted
    ]


def _require_known_capabilities(
    session: Session, wanted: Sequence[schemas.CapabilityUnits]
) -> None:
    codes = [one.capability_code for one in wanted]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise NamedTwice(field="capabilities", value=", ".join(twice))
    known = session.scalars(select(Capability.code).where(Capability.code.in_(codes)))
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise UnknownCapability(field="capabilities", value=", ".join(unknown))


def _require_own_jurisdiction(session: Session, actor: Actor, code: str) -> None:
    if session.get(Jurisdiction, code) is None:
        raise UnknownJurisdiction(field="jurisdiction_code", value=code)
    if not sees(actor.prefixes, code):
        raise OutsideYourJurisdiction(field="jurisdiction_code", jurisdiction=code)


def _home(session: Session, home: WirePoint) -> WKBElement:
    locate(session, home.lon, home.lat, "home")
    return from_shape(Point(home.lon, home.lat), srid=4326)


def set_team_state(session: Session, team: Team, state: TeamState) -> schemas.Team:
    """Give a locked team the state that an order or its end brings, and tell everybody."""
    return set_team_states(session, [(team, state)])[team.id]


def set_team_states(
    session: Session, changes: Sequence[tuple[Team, TeamState]]
) -> dict[UUID, schemas.Team]:
    """Give several locked teams new states at once; a team already there stays untouched."""
    for team, state in changes:
        if team.retired_at is not None:
            raise TeamRetired(team=team.name)
        if not may_become(TeamState(team.state), state):
            raise IllegalTransition(noun="team", state=team.state, wanted=state.value)
    moved = [(team, state) for team, state in changes if team.state != state]
    for team, state in moved:
        _follow_commitment(session, team, state)
        team.state = state.value
        team.version += 1
    record_teams(session, [team.id for team, _ in moved], TeamChanged)
    return queries.teams_by_id(session, [team.id for team, _ in changes])


def _follow_commitment(session: Session, team: Team, state: TeamState) -> None:
    """Note when a team is committed; once free again after long work it rests by the site's rule.

    A keeper may call it back to duty at any time.
    """
    now, settings = clock.now(session), get_settings()
    if state is TeamState.ASSIGNED:
        team.committed_at = team.committed_at or now
    if state not in FREE:
        return
    until = rest_until(
        team.committed_at,
        now,
        timedelta(hours=settings.rest_after_hours),
        timedelta(hours=settings.rest_hours),
    )
    team.committed_at = None
    if until is not None:
        team.out_reason, team.out_note, team.out_until = OutReason.REST.value, None, until
        team.on_duty = False


def record_teams(
    session: Session,
    team_ids: Sequence[UUID],
    happening: type[TeamEntered] | type[TeamChanged] | type[TeamRetiredEvent],
) -> dict[UUID, schemas.Team]:
    """Tell everybody who hears of these teams how they are now."""
    session.flush()
    records = queries.teams_by_id(session, team_ids)
    others = receivers_of_teams(session, records.values())
    for team in records.values():
        heard_by = audience(team.jurisdiction_code, *others[team.id], teams=[team.id])
        outbox.record(session, happening(team=team), audience=heard_by)
    return records


def set_truck_states(session: Session, trucks: Sequence[Truck], state: str) -> None:
    """Give locked lorries a state and tell everybody; call it before lots are locked.

    ``state`` is available, assigned, unavailable, or retired: given back, no longer in the depot.
    """
    moved = [truck for truck in trucks if truck.state != state]
    if not moved:
        return
    for truck in moved:
        truck.state = state
        truck.version += 1
    session.flush()
    touch_depots(session, {truck.depot_id for truck in moved})


def touch_depots(session: Session, depot_ids: Iterable[UUID]) -> None:
    """Give depots whose lorries or lots changed a new version, in id order, and tell everybody."""
    for depot_id in sorted(depot_ids):
        session.execute(update(Depot).where(Depot.id == depot_id).values(version=Depot.version + 1))
    for depot in queries.depots_by_id(session, depot_ids).values():
        outbox.record(
            session, DepotChanged(depot=depot), audience=audience(depot.jurisdiction_code)
        )


def get_team(session: Session, actor: Actor, team_id: UUID) -> schemas.Team:
    """Return a team that the actor may see."""
    team = queries.teams_by_id(session, [team_id]).get(team_id)
    if team is None:
        raise NotFound(noun="team")
    if team_id != actor.team_id and not sees(actor.prefixes, team.jurisdiction_code):
        shared = select(Team.id).where(Team.id == team_id, seen_teams(session, actor.prefixes))
        if session.scalar(shared) is None:
            raise NotFound(noun="team")
    return team


def get_depot(session: Session, actor: Actor, depot_id: UUID) -> schemas.Depot:
    """Return a depot that the actor may see."""
    depot = queries.depots_by_id(session, [depot_id]).get(depot_id)
    if depot is None:
        raise NotFound(noun="depot")
    if not sees(actor.prefixes, depot.jurisdiction_code):
        shared = select(Depot.id).where(Depot.id == depot_id, seen_depots(session, actor.prefixes))
        if session.scalar(shared) is None:
            raise NotFound(noun="depot")
    return depot
