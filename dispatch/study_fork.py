"""The picture forked: what an officer's edits would make of it, with the roads asked anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from shapely.geometry import shape

from core.ids import new_id
from dispatch import schemas_study_questions as asked
from dispatch.optimiser.what_if import edits as kinds
from dispatch.optimiser.what_if.applying import apply_edits
from dispatch.picture import Picture, SeenIncident, SeenNeed
from dispatch.problem_loader import Loaded, load_problem
from geo.closures import ActiveClosure
from geo.road_book import RoadBook
from incidents.schemas import NeedIn
from resources.queries_solver import SolverLot, SolverTeam

CodeAt = Callable[[float, float], str]
"""The jurisdiction of a place."""


@dataclass
class Fork:
    """A picture while it is edited, and the edits that the problem itself must take."""

    picture: Picture
    code_at: CodeAt
    later: list[kinds.Edit] = field(default_factory=list)
    added: list[SeenIncident] = field(default_factory=list)

    def take(self, edit: Any) -> None:
        """Apply one edit."""
        _TAKE[type(edit)](self, edit)

    def change(self, **parts: Any) -> None:
        """Put other lists in the place of some of the picture's."""
        self.picture = replace(self.picture, **parts)


def fork(picture: Picture, edits: Sequence[asked.StudyEdit], code_at: CodeAt) -> Fork:
    """Return the picture as it would be after the edits; the given one stays as it is."""
    forked = Fork(picture, code_at)
    for edit in edits:
        forked.take(edit)
    return forked


def load_fork(forked: Fork, roads: RoadBook) -> Loaded:
    """Make the problem of a forked picture; roads that the edits closed are closed in it.

    Raises ``ProblemError`` where an edit of the problem names what is not in play there.
    """
    loaded = load_problem(forked.picture, roads)
    return replace(loaded, problem=apply_edits(loaded.problem, forked.later))


def items_named(edits: Sequence[asked.StudyEdit]) -> set[str]:
    """Return the items that the edits speak of: their stock must be in the picture."""
    found: set[str] = set()
    for edit in edits:
        if isinstance(edit, asked.IncidentAddedEdit):
            found |= {need.item_code for need in edit.needs if need.item_code}
        elif isinstance(edit, asked.NeedAddedEdit) and edit.need.item_code:
            found.add(edit.need.item_code)
        elif isinstance(edit, asked.StockFoundEdit):
            found.add(edit.item_code)
    return found


def _lose_team(fork: Fork, edit: asked.TeamLostEdit) -> None:
    seen, gone = fork.picture, edit.team_id
    fork.change(
        teams=[team for team in seen.teams if team.id != gone],
        running=[order for order in seen.running if order.team_id != gone],
        steerings=[row for row in seen.steerings if row.team_id != gone],
    )


def _add_team(fork: Fork, edit: asked.TeamAddedEdit) -> None:
    lon, lat = edit.position.lon, edit.position.lat
    team = SolverTeam(
        id=new_id(),
        code="",
        name=edit.name,
        jurisdiction_code=fork.code_at(lon, lat),
        home_lon=lon,
        home_lat=lat,
        lon=lon,
        lat=lat,
        seen_at=None,
        vehicle=edit.vehicle.value,
        turnout_s=edit.ready_s,
        state="available",
        tier=0,
        confirmed_at=fork.picture.now,
        version=1,
        capability_codes=sorted(edit.units),
        capability_units=[edit.units[code] for code in sorted(edit.units)],
    )
    fork.change(teams=[*fork.picture.teams, team])


def _release_team(fork: Fork, edit: asked.ReleaseTeamEdit) -> None:
    teams = [
        team._replace(state="available") if team.id == edit.team_id else team
        for team in fork.picture.teams
    ]
    running = [order for order in fork.picture.running if order.team_id != edit.team_id]
    fork.change(teams=teams, running=running)


def _add_incident(fork: Fork, edit: asked.IncidentAddedEdit) -> None:
    lon, lat = edit.position.lon, edit.position.lat
    incident = SeenIncident(new_id(), edit.title, edit.priority, fork.code_at(lon, lat), lon, lat)
    needs = [_new_need(fork.picture, incident.id, need) for need in edit.needs]
    fork.added.append(incident)
    fork.change(incidents=[*fork.picture.incidents, incident], needs=[*fork.picture.needs, *needs])


def _new_need(seen: Picture, incident_id: UUID, need: NeedIn) -> SeenNeed:
    return SeenNeed(
        id=new_id(),
        incident_id=incident_id,
        capability_code=need.capability_code,
        item_code=need.item_code,
        least=need.least,
        latest_at=seen.now + timedelta(seconds=need.within_s),
        quantity=need.quantity,
        remaining=need.quantity,
        work_s=need.work_s,
    )


def _add_need(fork: Fork, edit: asked.NeedAddedEdit) -> None:
    need = _new_need(fork.picture, edit.incident_id, edit.need)
    fork.change(needs=[*fork.picture.needs, need])


def _change_need(fork: Fork, edit: asked.NeedChangedEdit) -> None:
    needs = [
        _changed(fork.picture, need, edit) if need.id == edit.need_id else need
        for need in fork.picture.needs
    ]
    fork.change(needs=needs)


def _changed(seen: Picture, need: SeenNeed, edit: asked.NeedChangedEdit) -> SeenNeed:
    """What is settled of a need stays settled when it asks more or less."""
    quantity = need.quantity if edit.quantity is None else edit.quantity
    settled = need.quantity - need.remaining
    latest_at = need.latest_at
    if edit.within_s is not None:
        latest_at = seen.now + timedelta(seconds=edit.within_s)
    remaining = max(0, quantity - settled)
    return replace(need, quantity=quantity, remaining=remaining, latest_at=latest_at)


def _remove_need(fork: Fork, edit: asked.NeedRemovedEdit) -> None:
    fork.change(needs=[need for need in fork.picture.needs if need.id != edit.need_id])


def _find_stock(fork: Fork, edit: asked.StockFoundEdit) -> None:
    lot = SolverLot(
        id=new_id(),
        depot_id=edit.depot_id,
        item_code=edit.item_code,
        batch="",
        free=edit.amount,
        expires_on=None,
        confirmed_at=fork.picture.now,
        version=1,
        counted=edit.amount,
    )
    fork.change(lots=[*fork.picture.lots, lot])


def _lose_stock(fork: Fork, edit: asked.StockLostEdit) -> None:
    lots = [
        lot._replace(free=lot.free - min(lot.free, edit.amount or lot.free))
        if lot.id == edit.lot_id
        else lot
        for lot in fork.picture.lots
    ]
    fork.change(lots=lots)


def _close_roads(fork: Fork, edit: asked.RoadClosedEdit) -> None:
    area = shape(edit.area.model_dump())
    closure = ActiveClosure(new_id(), 1, edit.kind, area, fork.picture.now, None)
    _hold(fork, (*fork.picture.roads.closures, closure))


def _open_roads(fork: Fork, edit: asked.RoadOpenedEdit) -> None:
    held = fork.picture.roads.closures
    _hold(fork, tuple(one for one in held if one.id != edit.closure_id))


def _hold(fork: Fork, closures: tuple[ActiveClosure, ...]) -> None:
    fork.change(roads=replace(fork.picture.roads, closures=closures))


def _later(make: Callable[[Any], kinds.Edit]) -> Callable[[Fork, Any], None]:
    """An edit that the problem takes once the roads have been asked."""

    def take(fork: Fork, edit: Any) -> None:
        fork.later.append(make(edit))

    return take


def _team_and_incident(edit: Any) -> tuple[str, str]:
    return str(edit.team_id), str(edit.incident_id)


_TAKE: dict[type, Callable[[Fork, Any], None]] = {
    asked.TeamLostEdit: _lose_team,
    asked.TeamAddedEdit: _add_team,
    asked.ReleaseTeamEdit: _release_team,
    asked.IncidentAddedEdit: _add_incident,
    asked.NeedAddedEdit: _add_need,
    asked.NeedChangedEdit: _change_need,
    asked.NeedRemovedEdit: _remove_need,
    asked.StockFoundEdit: _find_stock,
    asked.StockLostEdit: _lose_stock,
    asked.RoadClosedEdit: _close_roads,
    asked.RoadOpenedEdit: _open_roads,
    asked.TimePassedEdit: _later(lambda edit: kinds.TimePassed(edit.seconds)),
    asked.PolicyChangedEdit: _later(lambda edit: kinds.PolicyChanged(edit.policy)),
    asked.PinEdit: _later(lambda edit: kinds.Pin(*_team_and_incident(edit))),
    asked.UnpinEdit: _later(lambda edit: kinds.Unpin(str(edit.team_id))),
    asked.ExcludeEdit: _later(lambda edit: kinds.Exclude(*_team_and_incident(edit))),
    asked.AllowEdit: _later(lambda edit: kinds.Allow(*_team_and_incident(edit))),
}
