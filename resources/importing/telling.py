"""What is told of a list: to everybody when it was applied, to its clerk why it could not be."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from core import outbox
from core.visibility import audience
from resources import queries as inventory
from resources.events import DepotChanged, TeamChanged, TeamEntered, TeamRetired
from resources.importing import queries_known
from resources.importing.applying import TABLES
from resources.importing.fields import Kind
from resources.importing.kinds import KINDS
from resources.importing.matching import Known, key_of
from resources.importing.models import ImportBatch, ImportRow
from resources.importing.schemas import ImportNote
from resources.models import Lot, Truck

TOLD_ONE_BY_ONE = 200
"""Above so many teams or depots everybody reads them again instead of hearing of each."""

SHOWN = 20
FIRST_VERSION = 1
"""What a list adds begins with this version, so none is noted with its row."""


def note_of(batch: ImportBatch) -> ImportNote:
    """Return the part of a batch that everybody hears of."""
    return ImportNote.model_validate(batch)


def tell_rows(session: Session, batch: ImportBatch, *, undone: bool = False) -> None:
    """Tell of the teams and depots of a short list one by one; lots are told of by the ledger."""
    query = select(ImportRow.target_id, ImportRow.outcome).where(
        ImportRow.batch_id == batch.id, ImportRow.outcome.in_(("added", "changed", "removed"))
    )
    outcomes = {row[0]: row[1] for row in session.execute(query) if row[0] is not None}
    if not outcomes or len(outcomes) > TOLD_ONE_BY_ONE:
        return
    session.flush()
    session.expire_all()
    if batch.kind == "teams":
        _tell_teams(session, outcomes, undone=undone)
    elif batch.kind in ("depots", "trucks"):
        _tell_depots(session, batch, list(outcomes))


def _tell_teams(session: Session, outcomes: Mapping[UUID, str], *, undone: bool) -> None:
    for team in inventory.teams_by_id(session, list(outcomes)).values():
        entered = outcomes[team.id] == "added" and not undone
        happening: type[TeamEntered | TeamChanged | TeamRetired]
        happening = TeamEntered if entered else TeamChanged
        if team.retired_at is not None:
            happening = TeamRetired
        heard_by = audience(team.jurisdiction_code, teams=[team.id])
        outbox.record(session, happening(team=team), audience=heard_by)


def _tell_depots(session: Session, batch: ImportBatch, ids: Sequence[UUID]) -> None:
    if batch.kind == "trucks":
        ids = _depots_of_trucks(session, batch, ids)
    for depot in inventory.depots_by_id(session, ids).values():
        heard_by = audience(depot.jurisdiction_code)
        outbox.record(session, DepotChanged(depot=depot), audience=heard_by)


def _depots_of_trucks(session: Session, batch: ImportBatch, ids: Sequence[UUID]) -> list[UUID]:
    """Return where the lorries of a list stand now, and where those it moved stood before."""
    here = set(session.scalars(select(Truck.depot_id).where(Truck.id.in_(ids))))
    moved = (ImportRow.batch_id == batch.id, ImportRow.old.has_key("depot_id"))
    for rows in (ImportRow.old, ImportRow.values):
        here |= {
            UUID(one) for one in session.scalars(select(rows["depot_id"].astext).where(*moved))
        }
    return sorted(here)


def stale_rows(session: Session, batch: ImportBatch) -> list[str]:
    """Return the rows whose target is no longer as the preview showed it."""
    query = select(
        ImportRow.number, ImportRow.label, ImportRow.outcome, ImportRow.target_id,
        ImportRow.seen_version, ImportRow.values, ImportRow.old,
    ).where(
        ImportRow.batch_id == batch.id, ImportRow.outcome != "error", ImportRow.target_id.is_not(None)  # noqa: E501
    )  # fmt: skip
    rows = session.execute(_doubtful(query) if batch.kind == "lots" else query).all()
    if not rows:
        return []
    kind = KINDS[batch.kind]
    known = _known_now(session, batch)
    by_id = {one.id: one for one in known}
    keys = {key_of(kind, one.values) for one in known}
    return [
        f"{row.number} {row.label}"
        for row in rows
        if (
            key_of(kind, row.values) in keys
            if row.outcome == "added"
            else _is_stale(kind, row, by_id.get(row.target_id))
        )
    ]


def _doubtful(query: Select[Any]) -> Select[Any]:
    """Narrow rows of a list of lots down to those whose lot is not as it was seen."""
    lot, taken = aliased(Lot), aliased(Lot)
    key = (
        taken.depot_id == cast(ImportRow.values["depot_id"].astext, Uuid),
        taken.item_code == ImportRow.values["item_code"].astext,
        taken.batch == ImportRow.values["batch"].astext,
    )
    added = ImportRow.outcome == "added"
    return (
        query.outerjoin(lot, lot.id == ImportRow.target_id)
        .outerjoin(taken, and_(added, *key))
        .where(
            or_(
                and_(added, taken.id.is_not(None)),
                and_(~added, or_(lot.id.is_(None), lot.version != ImportRow.seen_version)),
            )
        )
    )


def _known_now(session: Session, batch: ImportBatch) -> list[Known]:
    named = None
    if batch.kind == "lots" and not batch.options["whole"]:
        lots, table = ImportRow.values["depot_id"].astext, TABLES["lots"]
        added = select(lots).where(ImportRow.batch_id == batch.id, ImportRow.outcome == "added")
        known = (
            select(table.depot_id)
            .join(ImportRow, ImportRow.target_id == table.id)
            .where(ImportRow.batch_id == batch.id)
        )
        named = {str(one) for one in (*session.scalars(added), *session.scalars(known))}
    return queries_known.known_of(session, KINDS[batch.kind], batch.jurisdiction_code, named)


def _is_stale(kind: Kind, row: Any, known: Known | None) -> bool:
    """A newer version alone is no harm: what the row would change must still be what it was."""
    if known is None:
        return True
    if kind.name == "trucks" and known.state == "assigned" and row.old:
        return True  # a vehicle that was sent out meanwhile is left alone
    if known.version == row.seen_version:
        return False
    now = known.values | {"retired": known.retired}
    changed = any(now.get(name) != value for name, value in row.old.items())
    return changed or row.values.get("quantity", known.reserved) < known.reserved


def changed_rows(session: Session, batch: ImportBatch) -> list[str]:
    """Return the rows whose target somebody changed after the list was applied."""
    table = TABLES[batch.kind]
    query = select(ImportRow.number, ImportRow.label).where(
        ImportRow.batch_id == batch.id, ImportRow.target_id == table.id
    )
    touched = ImportRow.outcome.in_(("added", "changed", "removed"))
    entered = func.coalesce(ImportRow.applied_version, FIRST_VERSION)
    query = query.where(touched, entered != table.version).order_by(ImportRow.number)
    return [f"{number} {label}" for number, label in session.execute(query)]


def shortened(rows: Sequence[str]) -> list[str]:
    """Return as many rows as fit into a sentence."""
    return list(rows[:SHOWN]) + (["…"] if len(rows) > SHOWN else [])


def ledger_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the ledger refused, short enough to be read."""
    rows = [
        f"{one['code']} {one['facts'].get('batch', '')}".strip() for one in facts.get("rows", [])
    ]
    return {"number": facts.get("faults", len(rows)), "rows": shortened(rows)}
