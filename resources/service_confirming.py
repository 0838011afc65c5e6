"""Writes of trust: somebody vouches for many rows in one go; what was changed meanwhile is left."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import audience, require_visible, sees
from resources import queries, queries_experts, queries_stock, schemas, schemas_trust
from resources.errors import NoteRequired
from resources.events import DepotChanged, TeamChanged
from resources.models import Depot, Facility, Lot, Team, Truck
from resources.models_experts import Expert
from resources.service import lock_teams
from resources.service_directory import (
    lock_experts,
    lock_facilities,
    tell_experts,
    tell_facilities,
)
from resources.service_ledger import Entry, lock_lots, mark_changed, post, tell_lots, vouch
from resources.service_trucks import lock_trucks_of, vouch_for_trucks
from resources.stock import MovementKind

Left = list[schemas_trust.NotConfirmed]


def confirm_rows(
    session: Session, actor: Actor, wanted: schemas_trust.ConfirmIn
) -> schemas_trust.Confirmed:
    """Vouch for rows of one's own jurisdictions as they were seen; a count that differs is entered.

    A row that somebody changed meanwhile is left alone and handed back with its present record.
    Locks teams, lorries, lots, depots, facilities and experts, in this order, each in id order.
    """
    left: Left = []
    done = _confirm_teams(session, actor, wanted, left)
    trucks = lock_trucks_of(session, list(_named(wanted, "depot")))
    lots, corrected = _confirm_lots(session, actor, wanted, left)
    done += lots + _confirm_depots(session, actor, wanted, trucks, left)
    done += _confirm_facilities(session, actor, wanted, left)
    done += _confirm_experts(session, actor, wanted, left)
    return schemas_trust.Confirmed(confirmed=done, corrected=corrected, left=left)


def _named(wanted: schemas_trust.ConfirmIn, noun: str) -> dict[UUID, schemas_trust.ConfirmedRow]:
    return {row.id: row for row in wanted.rows if row.noun == noun}


def _leave(
    left: Left, row: schemas_trust.ConfirmedRow, reason: Any, record: Any | None = None
) -> None:
    left.append(
        schemas_trust.NotConfirmed(
            noun=row.noun,
            id=row.id,
            reason=reason,
            record=None if record is None else record.model_dump(mode="json"),
        )
    )


def _confirm_teams(
    session: Session, actor: Actor, wanted: schemas_trust.ConfirmIn, left: Left
) -> int:
    asked = _named(wanted, "team")
    teams = {team.id: team for team in lock_teams(session, asked)} if asked else {}
    records = queries.teams_by_id(session, list(teams))
    good = _as_seen(actor, asked, teams, records, left)
    for team in good:
        _mark(session, team, wanted.how)
    session.flush()
    for record in queries.teams_by_id(session, [team.id for team in good]).values():
        heard_by = audience(record.jurisdiction_code, teams=[record.id])
        outbox.record(session, TeamChanged(team=record), audience=heard_by)
    return len(good)


def _as_seen(
    actor: Actor,
    asked: dict[UUID, schemas_trust.ConfirmedRow],
    rows: dict[UUID, Any],
    records: dict[UUID, Any],
    left: Left,
) -> list[Any]:
    """Return the locked rows that are as they were seen; hand back the others."""
    good = []
    for row_id, seen in asked.items():
        row, record = rows.get(row_id), records.get(row_id)
        if row is None or record is None or not sees(actor.prefixes, record.jurisdiction_code):
            _leave(left, seen, "not_there")
        elif row.version != seen.version:
            _leave(left, seen, "stale", record)
        else:
            good.append(row)
    return good


def _mark(
    session: Session, row: Team | Depot | Facility | Expert, how: schemas.ConfirmedHow
) -> None:
    row.confirmed_at = clock.now(session)
    row.confirmed_by = session.info.get("actor_name")
    row.confirmed_how = how
    row.version += 1


def _confirm_lots(
    session: Session, actor: Actor, wanted: schemas_trust.ConfirmIn, left: Left
) -> tuple[int, int]:
    asked = _named(wanted, "lot")
    lots = {lot.id: lot for lot in lock_lots(session, asked)} if asked else {}
    records = queries_stock.lots_by_id(session, list(lots))
    good = _as_seen(actor, asked, lots, records, left)
    counted = [lot for lot in good if asked[lot.id].quantity not in (None, lot.quantity)]
    for lot in [lot for lot in counted if (asked[lot.id].quantity or 0) < lot.reserved]:
        _leave(left, asked[lot.id], "below_reserved", records[lot.id])
        good.remove(lot)
        counted.remove(lot)
    _correct(session, counted, asked, wanted.note)
    for lot in good:
        vouch(session, lot, wanted.how)
        mark_changed(session, lot)
    tell_lots(session, [lot.id for lot in good])
    return len(good), len(counted)


def _correct(
    session: Session,
    counted: Sequence[Lot],
    asked: dict[UUID, schemas_trust.ConfirmedRow],
    note: str | None,
) -> None:
    if not counted:
        return
    if not note:
        raise NoteRequired(field="note")
    entries = [
        Entry(
            lot.id, MovementKind.STOCKTAKE, (asked[lot.id].quantity or 0) - lot.quantity, note=note
        )
        for lot in counted
    ]
    post(session, counted, entries)


def _confirm_depots(
    session: Session,
    actor: Actor,
    wanted: schemas_trust.ConfirmIn,
    trucks: Sequence[Truck],
    left: Left,
) -> int:
    asked = _named(wanted, "depot")
    depots = {depot.id: depot for depot in _lock_depots(session, list(asked))} if asked else {}
    records = queries.depots_by_id(session, list(depots))
    good = _as_seen(actor, asked, depots, records, left)
    for depot in good:
        _mark(session, depot, wanted.how)
    _confirm_trucks(session, trucks, {depot.id for depot in good}, wanted.how)
    _tell_depots(session, [depot.id for depot in good])
    return len(good)


def _confirm_facilities(
    session: Session, actor: Actor, wanted: schemas_trust.ConfirmIn, left: Left
) -> int:
    asked = _named(wanted, "facility")
    rows = {row.id: row for row in lock_facilities(session, list(asked))} if asked else {}
    records = queries.facilities_by_id(session, list(rows))
    good = _as_seen(actor, asked, rows, records, left)
    for row in good:
        _mark(session, row, wanted.how)
    tell_facilities(session, [row.id for row in good])
    return len(good)


def _confirm_experts(
    session: Session, actor: Actor, wanted: schemas_trust.ConfirmIn, left: Left
) -> int:
    """Confirm experts; to somebody who may not keep them they are not there."""
    asked = _named(wanted, "expert")
    may = actor.may("experts.write")
    rows = {row.id: row for row in lock_experts(session, list(asked))} if asked and may else {}
    records = queries_experts.experts_by_id(session, list(rows))
    good = _as_seen(actor, asked, rows, records, left)
    for row in good:
        _mark(session, row, wanted.how)
    tell_experts(session, [row.id for row in good])
    return len(good)


def _lock_depots(session: Session, depot_ids: Sequence[UUID]) -> list[Depot]:
    query = select(Depot).where(Depot.id.in_(depot_ids)).order_by(Depot.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _confirm_trucks(
    session: Session, trucks: Sequence[Truck], depot_ids: set[UUID], how: schemas.ConfirmedHow
) -> None:
    """Whoever vouches for a depot vouches for the lorries that stand there."""
    there = [truck for truck in trucks if truck.depot_id in depot_ids]
    vouch_for_trucks(session, there, how)
    for truck in there:
        truck.version += 1
    session.flush()


def _tell_depots(session: Session, depot_ids: Sequence[UUID]) -> dict[UUID, schemas.Depot]:
    session.flush()
    records = queries.depots_by_id(session, depot_ids)
    for record in records.values():
        heard_by = audience(record.jurisdiction_code)
        outbox.record(session, DepotChanged(depot=record), audience=heard_by)
    return records


def change_depot(
    session: Session, actor: Actor, depot_id: UUID, seen: int | None, patch: schemas.DepotPatch
) -> schemas.Depot:
    """Change or confirm a depot of one's own; its lots and lorries have steps of their own."""
    trucks = lock_trucks_of(session, [depot_id]) if patch.confirmed else []
    found = _lock_depots(session, [depot_id])
    if not found:
        raise NotFound(noun="depot")
    [depot] = found
    require_visible(actor.prefixes, depot.jurisdiction_code, "depot")
    record = queries.depots_by_id(session, [depot_id])[depot_id]
    require_version(seen, depot.version, record.model_dump(mode="json"))
    changes = patch.model_dump(exclude_unset=True, exclude={"confirmed", "how"})
    for name, value in changes.items():
        if value is not None or name in ("keeper_name", "phone"):
            setattr(depot, name, value)
    depot.changed_at = clock.now(session)
    depot.changed_by = session.info.get("actor_name")
    depot.version += 1
    if patch.confirmed:
        depot.confirmed_at = clock.now(session)
        depot.confirmed_by = session.info.get("actor_name")
        depot.confirmed_how = patch.how
        _confirm_trucks(session, trucks, {depot.id}, patch.how)
    return _tell_depots(session, [depot.id])[depot.id]
