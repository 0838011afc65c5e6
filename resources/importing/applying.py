"""Takes a list over in a few statements, whatever the number of rows, and takes it back likewise.

Balances of lots go through the ledger (``resources.service_counting``); everything else is written
from the rows of the preview by the database itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Uuid,
    case,
    cast,
    delete,
    func,
    literal,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from resources.importing import applying_before
from resources.importing.applying_lots import Step, apply_lots, depots_of
from resources.importing.kinds import KINDS
from resources.importing.models import EnteredPosition, ImportBatch, ImportRow
from resources.importing.queries_known import FACILITY_KINDS
from resources.models import Depot, Facility, Item, Lot, StockMovement, Team, TeamCapability, Truck
from resources.models_catalogue import SupplyClass
from resources.models_experts import Expert
from resources.service_counting import tell_depots_counted
from resources.service_counting_undo import undo_import
from resources.supply_codes import STANDARD

TABLES: Mapping[str, Any] = {
    "teams": Team,
    "depots": Depot,
    "trucks": Truck,
    "shelters": Facility,
    "hospitals": Facility,
    "lots": Lot,
    "experts": Expert,
    "items": Item,
    "classes": SupplyClass,
}
NOUNS = {"teams": "team", "depots": "depot", "shelters": "facility", "hospitals": "facility"}
_TYPES: Mapping[str, Any] = {
    "headcount": Integer,
    "turnout_s": Integer,
    "load_s": Integer,
    "capacity": Integer,
    "free": Integer,
    "payload_kg": Integer,
    "hazardous_permit": Boolean,
    "hazardous": Boolean,
    "reusable": Boolean,
    "kg": Float(53),
    "litres": Float(53),
    "depot_id": Uuid,
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "teams": ("code", "name", "kind", "jurisdiction_code", "address", "leader_name", "phone", "vehicle", "headcount", "turnout_s"),  # noqa: E501
    "depots": ("code", "name", "kind", "jurisdiction_code", "address", "keeper_name", "phone", "load_s"),  # noqa: E501
    "trucks": ("plate", "depot_id", "vehicle", "payload_kg", "hazardous_permit"),
    "shelters": ("code", "name", "jurisdiction_code", "address", "capacity", "free", "phone"),
    "hospitals": ("code", "name", "jurisdiction_code", "address", "capacity", "free", "phone"),
    "experts": ("code", "name", "jurisdiction_code", "expertise", "organisation", "post", "phone"),
    "items": ("code", "own_code", "name", "name_en", "unit", "unit_en", "kg", "litres", "hazardous", "reusable", "standard"),  # noqa: E501
    "classes": ("code", "parent_code", "name", "name_en"),
}  # fmt: skip

_FLOAT = Float(53)


def lock_targets(session: Session, batch: ImportBatch) -> None:
    """Lock what the list would change, in id order."""
    table = TABLES[batch.kind]
    mine = select(ImportRow.target_id).where(
        ImportRow.batch_id == batch.id, ImportRow.outcome.in_(("changed", "unchanged", "removed"))
    )
    session.execute(select(table.id).where(table.id.in_(mine)).order_by(table.id).with_for_update())


def apply_rows(session: Session, actor: Actor, batch: ImportBatch, step: Step) -> None:
    """Take over every row without a fault."""
    applying_before.keep(session, batch, TABLES[batch.kind], NOUNS.get(batch.kind))
    if batch.kind == "lots":
        apply_lots(session, actor, batch, step)
        note_versions(session, batch)
        return
    total = sum(batch.counts.get(name, 0) for name in ("added", "changed", "unchanged", "removed"))
    step("adding", 0, total)
    _add(session, batch)
    step("changing", batch.counts.get("added", 0), total)
    write_values(session, batch, ImportRow.values, ("changed",))
    _set_retired(session, batch, ImportRow.values, ("changed", "removed"))
    _vouch(session, batch)
    step("remembering", total, total)
    _remember_positions(session, batch)


def _given(source: Any, name: str) -> ColumnElement[Any]:
    """Return a value of a row, in the type of its column."""
    kind = _TYPES.get(name)
    text = source[name].astext
    return text if kind is None else cast(text, kind)


def _point(source: Any) -> ColumnElement[Any]:
    lon, lat = (cast(source[name].astext, _FLOAT) for name in ("lon", "lat"))
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326, type_=Geometry("POINT", 4326))


def _rows(batch: ImportBatch, outcomes: Sequence[str]) -> ColumnElement[bool]:
    return (ImportRow.batch_id == batch.id) & ImportRow.outcome.in_(outcomes)


def _add(session: Session, batch: ImportBatch) -> None:
    table = TABLES[batch.kind]
    now, name = clock.now(session), session.info.get("actor_name")
    values = {one: _given(ImportRow.values, one) for one in _COLUMNS[batch.kind]}
    values |= {"id": ImportRow.target_id} | _fixed(batch, now, name)
    if KINDS[batch.kind].is_placed:
        position = "home" if batch.kind == "teams" else "position"
        values[position] = _point(ImportRow.values)
    chosen = select(*values.values()).where(_rows(batch, ("added",)))
    session.execute(insert(table).from_select(list(values), chosen))
    if batch.kind == "teams":
        _enter_capabilities(session, batch, ImportRow.values, ("added",))


def _fixed(batch: ImportBatch, now: datetime, name: str | None) -> dict[str, Any]:
    """Return what every new entry has, whatever its row says."""
    table = TABLES[batch.kind]
    fixed: dict[str, Any] = {
        "confirmed_at": now, "confirmed_by": name, "confirmed_how": "import",
        "changed_at": now, "changed_by": name, "synthetic": False, "version": 1, "tier": 0,
    }  # fmt: skip
    if batch.kind in ("teams", "trucks"):
        fixed["state"] = "available"
    if batch.kind == "classes":
        fixed |= {"standard": STANDARD, "basis": "imported"}
    if batch.kind in FACILITY_KINDS:
        fixed["kind"] = FACILITY_KINDS[batch.kind]
    columns = table.__table__.columns
    return {
        one: literal(value, columns[one].type) for one, value in fixed.items() if one in columns
    }


def write_values(
    session: Session, batch: ImportBatch, source: Any, outcomes: Sequence[str]
) -> None:
    """Write what rows hold over what is there; a field a row does not hold stays as it is."""
    table = TABLES[batch.kind]
    values: dict[str, Any] = {
        one: case((source.has_key(one), _given(source, one)), else_=table.__table__.columns[one])
        for one in _COLUMNS[batch.kind]
    }
    if KINDS[batch.kind].is_placed:
        position = table.home if batch.kind == "teams" else table.position
        values[position.key] = case((source.has_key("lon"), _point(source)), else_=position)
    session.execute(
        update(table)
        .where(_rows(batch, outcomes), table.id == ImportRow.target_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if batch.kind == "teams":
        _enter_capabilities(session, batch, source, outcomes)


def _enter_capabilities(
    session: Session, batch: ImportBatch, source: Any, outcomes: Sequence[str]
) -> None:
    """Write what teams can do; the grade of what they still can stays as it was."""
    telling = _rows(batch, outcomes) & source.has_key("capabilities")
    each = func.jsonb_each_text(source["capabilities"]).table_valued("key", "value").lateral()
    brought = select(ImportRow.target_id, each.c.key, cast(each.c.value, Integer))
    chosen = brought.select_from(ImportRow).join(each, true()).where(telling)
    here = select(ImportRow.target_id).where(telling)
    named = tuple_(TeamCapability.team_id, TeamCapability.capability_code)
    still = chosen.with_only_columns(ImportRow.target_id, each.c.key)
    session.execute(
        delete(TeamCapability)
        .where(TeamCapability.team_id.in_(here), named.not_in(still))
        .execution_options(synchronize_session=False)
    )
    entered = insert(TeamCapability).from_select(["team_id", "capability_code", "units"], chosen)
    session.execute(
        entered.on_conflict_do_update(
            index_elements=["team_id", "capability_code"], set_={"units": entered.excluded.units}
        )
    )


def _set_retired(
    session: Session, batch: ImportBatch, source: Any, outcomes: Sequence[str]
) -> None:
    """Take out of the inventory, or bring back, what rows say so of."""
    table = TABLES[batch.kind]
    gone = cast(source["retired"].astext, Boolean)
    if batch.kind == "trucks":
        before = func.coalesce(ImportRow.before["state"].astext, "available")
        stood = case((before == "retired", "available"), else_=before)
        values: dict[str, Any] = {"state": case((gone, "retired"), else_=stood)}
    elif hasattr(table, "retired_at"):
        values = {"retired_at": case((gone, literal(clock.now(session))), else_=None)}
    else:
        return
    session.execute(
        update(table)
        .where(_rows(batch, outcomes), source.has_key("retired"), table.id == ImportRow.target_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _vouch(session: Session, batch: ImportBatch) -> None:
    """Note that the office vouches for every row it listed, and which version that made."""
    table = TABLES[batch.kind]
    columns = table.__table__.columns
    now, name = clock.now(session), session.info.get("actor_name")
    values: dict[str, Any] = {
        "confirmed_at": now, "confirmed_by": name, "confirmed_how": "import",
        "changed_at": now, "changed_by": name,
    }  # fmt: skip
    known = {one: value for one, value in values.items() if one in columns}
    known["version"] = table.version + 1
    session.execute(
        update(table)
        .where(_rows(batch, ("changed", "unchanged", "removed")), table.id == ImportRow.target_id)
        .values(known)
        .execution_options(synchronize_session=False)
    )
    note_versions(session, batch)


def note_versions(session: Session, batch: ImportBatch) -> None:
    """Note on every row the version that applying it made: undoing asks whether it still stands.

    What a list adds begins with the first version: nothing needs to be noted.
    """
    table = TABLES[batch.kind]
    session.execute(
        update(ImportRow)
        .where(_rows(batch, ("changed", "unchanged", "removed")), table.id == ImportRow.target_id)
        .values(applied_version=table.version)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _remember_positions(session: Session, batch: ImportBatch) -> None:
    """Keep for every position what the list had said of it."""
    noun = NOUNS.get(batch.kind)
    if noun is None:
        return
    telling = _rows(batch, ("added", "changed")) & ImportRow.values.has_key("source")
    session.execute(
        delete(EnteredPosition)
        .where(
            EnteredPosition.noun == noun,
            EnteredPosition.object_id.in_(select(ImportRow.target_id).where(telling)),
        )
        .execution_options(synchronize_session=False)
    )
    source = ImportRow.values["source"]
    values = {
        "noun": literal(noun),
        "object_id": ImportRow.target_id,
        "batch_id": ImportRow.batch_id,
        "datum": source["datum"].astext,
        "lon": cast(source["lon"].astext, _FLOAT),
        "lat": cast(source["lat"].astext, _FLOAT),
        "approximate": source["place_name"].astext.is_not(None),
        "place_name": source["place_name"].astext,
        "at": literal(clock.now(session)),
    }
    chosen = select(*values.values()).where(telling)
    session.execute(insert(EnteredPosition).from_select(list(values), chosen))


def undo_rows(session: Session, actor: Actor, batch: ImportBatch, note: str) -> None:
    """Put back what the list changed and take away what it brought."""
    if batch.kind == "lots":
        _undo_lots(session, actor, batch, note)
        applying_before.put_back(session, batch, Lot, None)
        return
    write_values(session, batch, ImportRow.old, ("changed",))
    _set_retired(session, batch, ImportRow.old, ("changed", "removed"))
    _take_away(session, batch)
    _vouch_no_longer(session, batch)
    applying_before.put_back(session, batch, TABLES[batch.kind], NOUNS.get(batch.kind))


def _take_away(session: Session, batch: ImportBatch) -> None:
    """Teams and depots leave the inventory and keep their past; vehicles and facilities go."""
    table = TABLES[batch.kind]
    mine = select(ImportRow.target_id).where(_rows(batch, ("added",)))
    if hasattr(table, "retired_at"):
        change: Any = update(table).where(table.id.in_(mine)).values(retired_at=clock.now(session))
    else:
        change = delete(table).where(table.id.in_(mine))
    session.execute(change.execution_options(synchronize_session=False))


def _vouch_no_longer(session: Session, batch: ImportBatch) -> None:
    table = TABLES[batch.kind]
    mine = _rows(batch, ("added", "changed", "unchanged", "removed"))
    session.execute(
        update(table)
        .where(mine, table.id == ImportRow.target_id)
        .values(version=table.version + 1)
        .execution_options(synchronize_session=False)
    )


def _undo_lots(session: Session, actor: Actor, batch: ImportBatch, note: str) -> None:
    moved = select(ImportRow.number).where(
        _rows(batch, ("added", "changed", "removed")), ImportRow.values.has_key("quantity")
    )
    if session.scalar(select(moved.exists())):
        undo_import(session, actor, batch.id, note)
    told = select(Lot.depot_id).join(StockMovement).where(StockMovement.import_id == batch.id)
    tell_depots_counted(session, depots_of(session, batch) - set(session.scalars(told)))
    dated = _rows(batch, ("changed", "unchanged", "removed"))
    values = {
        name: case(
            (ImportRow.old.has_key(name), func.to_date(ImportRow.old[name].astext, "YYYY-MM-DD")),
            else_=getattr(Lot, name),
        )
        for name in ("made_on", "expires_on")
    }
    session.execute(
        update(Lot)
        .where(dated, Lot.id == ImportRow.target_id)
        .values(**values, version=Lot.version + 1)
        .execution_options(synchronize_session=False)
    )
