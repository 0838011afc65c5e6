"""Edits of one or many lots in one go: looked at first if wished, all or none, to be taken back.

A cell edited in the grid, a pasted block and an action on a selection all go this way. What was
done is kept in one row, from which ``service_bulk_undo`` takes it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import DomainError
from core.ids import new_id
from resources import (
    queries_lots,
    schemas_bulk,
    schemas_stock,
    service_counting,
    service_movements,
    service_transfers,
)
from resources.bulk import PLAIN, Change, Plan, plan_edit, plan_taking
from resources.errors import LotAlreadyEntered, NamedTwice, NoteRequired, SameDepot, UnknownDepot
from resources.errors_bulk import (
    BulkRefused,
    DestinationMissing,
    LotChangedMeanwhile,
    LotNotThere,
    SafetyToldTwice,
)
from resources.models import Depot, Lot
from resources.models_edits import StockEdit
from resources.schemas_lots import LotRow
from resources.service_counting import TOLD_ONE_BY_ONE
from resources.service_ledger import Entry, lock_lots, mark_changed, post, tell_lots, vouch
from resources.stock import MovementKind

Plans = dict[UUID, Plan]
Rows = Mapping[UUID, LotRow]


def edit_many(
    session: Session, actor: Actor, wanted: schemas_bulk.LotsEditIn, locale: str
) -> schemas_bulk.BulkOut:
    """Carry out an action on lots of one's own jurisdictions, all rows or none.

    With ``dry_run`` only says what would become of each row. Reasons come in the reader's language.
    """
    ids = [row.id for row in wanted.rows]
    if len(set(ids)) < len(ids):
        raise NamedTwice(field="rows", value=next(str(one) for one in ids if ids.count(one) > 1))
    _require_what_the_action_needs(session, wanted)
    lots = {lot.id: lot for lot in _locked(session, wanted)}
    seen = {row.id: row for row in queries_lots.rows_by_id(session, actor.prefixes, ids, own=True)}
    plans = _plans(session, wanted, seen)
    if wanted.dry_run:
        return told(plans, seen, wanted.action, locale, dry_run=True)
    refuse(plans, seen, wanted.action, locale)
    changing = [lots[one] for one in ids if plans[one].changes]
    if not changing:
        return told(plans, seen, wanted.action, locale)
    kept = _carry_out(session, actor, wanted, changing, plans, seen)
    tell(session, changing + _sharing(lots.values(), changing, plans))
    edit = _remember(session, actor, wanted, kept)
    after = {row.id: row for row in queries_lots.rows_by_id(session, actor.prefixes, ids, own=True)}
    return told(plans, after, wanted.action, locale, edit_id=edit.id)


def _locked(session: Session, wanted: schemas_bulk.LotsEditIn) -> list[Lot]:
    """Lock the lots; where a safety stock is set also those that share it, all in one order."""
    ids = [row.id for row in wanted.rows]
    told = [wanted.set, *wanted.rows] if wanted.set else wanted.rows
    if any("safety_stock" in one.model_fields_set for one in told):
        return service_movements.lock_with_siblings(session, ids)
    return lock_lots(session, ids)


def _sharing(lots: Iterable[Lot], changing: Sequence[Lot], plans: Plans) -> list[Lot]:
    """Return the other lots whose safety stock was set with that of the changed ones."""
    ruled = {
        (lot.depot_id, lot.item_code) for lot in changing if "safety_stock" in plans[lot.id].after
    }
    mine = {lot.id for lot in changing}
    return [one for one in lots if one.id not in mine and (one.depot_id, one.item_code) in ruled]


def _require_what_the_action_needs(session: Session, wanted: schemas_bulk.LotsEditIn) -> None:
    if wanted.action == "write_off" and not wanted.note:
        raise NoteRequired(field="note")
    if wanted.action != "move":
        return
    if wanted.to_depot_id is None:
        raise DestinationMissing(field="to_depot_id")
    depot = session.get(Depot, wanted.to_depot_id)
    if depot is None or depot.retired_at:
        raise UnknownDepot(field="to_depot_id", value=str(wanted.to_depot_id))


def _plans(session: Session, wanted: schemas_bulk.LotsEditIn, seen: Rows) -> Plans:
    plans = {row.id: _plan(wanted, row, seen.get(row.id)) for row in wanted.rows}
    if wanted.action == "edit":
        _refuse_taken_batches(session, plans, seen)
        _refuse_two_safety_stocks(plans, seen)
    return plans


def _plan(
    wanted: schemas_bulk.LotsEditIn, row: schemas_bulk.LotsEditRow, lot: LotRow | None
) -> Plan:
    if lot is None:
        return Plan(refusal=LotNotThere())
    if row.version != lot.version:
        return Plan(refusal=LotChangedMeanwhile(seen=row.version, current=lot.version))
    for_all = wanted.set.model_dump(exclude_unset=True) if wanted.set else {}
    values = for_all | row.model_dump(exclude_unset=True, exclude={"id", "version"})
    match wanted.action:
        case "edit":
            return plan_edit(lot, values, wanted.note)
        case "confirm":
            return Plan([_confirmation(lot, wanted.how)])
        case "move" if lot.depot_id == wanted.to_depot_id:
            return Plan(refusal=SameDepot())
        case _:
            return plan_taking(lot, values)


def _confirmation(lot: LotRow, how: str) -> Change:
    return Change("confirmed_how", lot.confirmed_how, how)


def _refuse_taken_batches(session: Session, plans: Plans, seen: Rows) -> None:
    """Refuse a batch that another lot of the same item in the same depot has or is to get."""
    renamed = {
        one: (seen[one].depot_id, seen[one].item_code, plan.after["batch"])
        for one, plan in plans.items()
        if plan.refusal is None and "batch" in plan.after
    }
    if not renamed:
        return
    key = tuple_(Lot.depot_id, Lot.item_code, Lot.batch)
    taken = session.execute(
        select(Lot.depot_id, Lot.item_code, Lot.batch).where(key.in_(renamed.values()))
    )
    names = [tuple(row) for row in taken] + list(renamed.values())
    for one, name in renamed.items():
        if names.count(name) > 1:
            plans[one].refusal = LotAlreadyEntered(field="batch", item_code=name[1], batch=name[2])


def _refuse_two_safety_stocks(plans: Plans, seen: Rows) -> None:
    told_of: dict[tuple[UUID, str], Any] = {}
    for one, plan in plans.items():
        if plan.refusal is None and "safety_stock" in plan.after:
            key = seen[one].depot_id, seen[one].item_code
            if told_of.setdefault(key, plan.after["safety_stock"]) != plan.after["safety_stock"]:
                plan.refusal = SafetyToldTwice(field="safety_stock")


def refuse(plans: Plans, seen: Rows, action: schemas_bulk.Action, locale: str) -> None:
    """Refuse everything where one row cannot be done; the refusal names every such row."""
    out = told(plans, seen, action, locale)
    if out.refused:
        bad = [row.model_dump(mode="json") for row in out.rows if row.outcome == "refused"]
        raise BulkRefused(refused=out.refused, asked=len(plans), rows=bad)


def told(
    plans: Plans,
    seen: Rows,
    action: schemas_bulk.Action,
    locale: str,
    *,
    edit_id: UUID | None = None,
    dry_run: bool = False,
) -> schemas_bulk.BulkOut:
    """Return what became of all rows, or would."""
    rows = [_told(one, plan, seen.get(one), locale) for one, plan in plans.items()]
    counts = {name: sum(row.outcome == name for row in rows) for name in _OUTCOMES}
    return schemas_bulk.BulkOut(
        edit_id=edit_id, action=action, dry_run=dry_run, rows=rows, **counts
    )


_OUTCOMES = ("done", "unchanged", "refused")


def _told(lot_id: UUID, plan: Plan, lot: LotRow | None, locale: str) -> schemas_bulk.BulkOutcome:
    why: DomainError | None = plan.refusal
    outcome: schemas_bulk.Outcome = "done" if plan.changes else "unchanged"
    return schemas_bulk.BulkOutcome(
        id=lot_id,
        outcome="refused" if why else outcome,
        code=why.code if why else None,
        message=why.message(locale) if why else None,
        facts=why.facts if why else {},
        changes=[
            schemas_bulk.FieldChange(
                field=c.field, before=written(c.before), after=written(c.after)
            )
            for c in plan.changes
        ],
        lot=lot,
    )


def _change(one: Change) -> schemas_bulk.FieldChange:
    return schemas_bulk.FieldChange(
        field=one.field, before=written(one.before), after=written(one.after)
    )


def written(value: Any) -> Any:
    """Return a value as it is kept and told: days and instants as text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _carry_out(
    session: Session,
    actor: Actor,
    wanted: schemas_bulk.LotsEditIn,
    lots: Sequence[Lot],
    plans: Plans,
    seen: Rows,
) -> list[dict[str, Any]]:
    """Do it, and return of each lot what is to be kept for taking it back."""
    match wanted.action:
        case "edit":
            return _edit(session, actor, wanted, lots, plans, seen)
        case "confirm":
            return [_confirm(session, lot, wanted.how) for lot in lots]
        case "write_off":
            return _write_off(session, wanted, lots, plans)
        case "move":
            return [_move(session, actor, wanted, lot, plans[lot.id]) for lot in lots]


def _edit(
    session: Session,
    actor: Actor,
    wanted: schemas_bulk.LotsEditIn,
    lots: Sequence[Lot],
    plans: Plans,
    seen: Rows,
) -> list[dict[str, Any]]:
    counted = [lot for lot in lots if "quantity" in plans[lot.id].after]
    lines = _stocktake(session, counted, plans, wanted)
    kept = []
    for lot in lots:
        plan = plans[lot.id]
        trust = _confirm(session, lot, wanted.how) if lot.id in lines else {"lot_id": str(lot.id)}
        for name in PLAIN:
            if name in plan.after:
                setattr(lot, name, plan.after[name])
        if lot.id not in lines and any(name in plan.after for name in PLAIN):
            mark_changed(session, lot)
        plain = [c for c in plan.changes if c.field in (*PLAIN, "safety_stock")]
        set_to = {c.field: [written(c.before), written(c.after)] for c in plain}
        kept.append(trust | {"movement_id": lines.get(lot.id), "set": set_to})
    session.flush()
    _set_safety_stocks(session, actor, plans, seen)
    return kept


def _stocktake(
    session: Session, lots: Sequence[Lot], plans: Plans, wanted: schemas_bulk.LotsEditIn
) -> dict[UUID, str]:
    """Write what was counted, and return the line of each lot."""
    entries = [
        Entry(
            lot.id,
            MovementKind.STOCKTAKE,
            plans[lot.id].after["quantity"] - lot.quantity,
            paper_number=wanted.paper_number,
            note=wanted.note,
        )
        for lot in lots
    ]
    return {line.lot_id: str(line.id) for line in post(session, lots, entries)} if lots else {}


def _set_safety_stocks(session: Session, actor: Actor, plans: Plans, seen: Rows) -> None:
    asked = {
        (seen[one].depot_id, seen[one].item_code): plan.after["safety_stock"]
        for one, plan in plans.items()
        if "safety_stock" in plan.after
    }
    for (depot_id, item_code), quantity in sorted(asked.items()):
        one = schemas_stock.SafetyStockIn(
            depot_id=depot_id, item_code=item_code, quantity=quantity or 0
        )
        service_movements.set_safety_stock(session, actor, one)


def _confirm(session: Session, lot: Lot, how: Any) -> dict[str, Any]:
    """Vouch for a lot, and return how it was vouched for before."""
    before = [written(lot.confirmed_at), lot.confirmed_by, lot.confirmed_how]
    vouch(session, lot, how)
    mark_changed(session, lot)
    after = [written(lot.confirmed_at), lot.confirmed_by, lot.confirmed_how]
    return {"lot_id": str(lot.id), "confirmed": [before, after]}


def _write_off(
    session: Session, wanted: schemas_bulk.LotsEditIn, lots: Sequence[Lot], plans: Plans
) -> list[dict[str, Any]]:
    entries = [
        Entry(
            lot.id,
            MovementKind.LOSS,
            lot.quantity - plans[lot.id].after["quantity"],
            paper_number=wanted.paper_number,
            note=wanted.note,
        )
        for lot in lots
    ]
    lines = post(session, lots, entries)
    return [{"lot_id": str(line.lot_id), "movement_id": str(line.id)} for line in lines]


def _move(
    session: Session, actor: Actor, wanted: schemas_bulk.LotsEditIn, lot: Lot, plan: Plan
) -> dict[str, Any]:
    assert wanted.to_depot_id is not None
    transfer = service_transfers.send(
        session,
        actor,
        schemas_stock.TransferIn(
            from_lot_id=lot.id,
            to_depot_id=wanted.to_depot_id,
            quantity=lot.quantity - plan.after["quantity"],
            due_on=wanted.due_on,
            paper_number=wanted.paper_number,
            note=wanted.note,
        ),
    )
    return {"lot_id": str(lot.id), "transfer_id": str(transfer.id)}


def tell(session: Session, lots: Sequence[Lot]) -> None:
    """Tell everybody how lots stand now: one by one, or many by their depots."""
    session.flush()
    if len(lots) <= TOLD_ONE_BY_ONE:
        tell_lots(session, [lot.id for lot in lots])
    else:
        service_counting.tell_depots_counted(session, {lot.depot_id for lot in lots})


def _remember(
    session: Session, actor: Actor, wanted: schemas_bulk.LotsEditIn, kept: list[dict[str, Any]]
) -> StockEdit:
    edit = StockEdit(
        id=new_id(),
        action=wanted.action,
        at=clock.now(session),
        by=actor.account_id,
        by_name=actor.name,
        note=wanted.note,
        lots=len(kept),
        rows=kept,
    )
    session.add(edit)
    session.flush()
    return edit
