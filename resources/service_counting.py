"""Counts of many lots at once, as a list or a spreadsheet brings them: whole or not at all.

A handful of statements whatever the number of rows. What the ledger says differs from what was
counted becomes a stocktake line; a lot nobody knew becomes one with an opening line.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Text, Uuid, cast, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound
from core.ids import new_id
from core.visibility import audience, sees
from resources import queries, queries_stock, schemas
from resources.errors import CountRefused
from resources.events import DepotCounted, LotChanged, LotEntered
from resources.models import Depot, Item, Lot, StockMovement
from resources.stock import UNDOABLE, MovementKind

TOLD_ONE_BY_ONE = 200
"""Above so many lots one event a depot says that it was counted, not one a lot."""

Key = tuple[UUID, str, str]


@dataclass(frozen=True, slots=True)
class CountRow:
    """How much of one batch of one item somebody says lies in a depot.

    ``seen`` is the version of the lot that the count is based on; None where the lot was unknown
    or nobody looked. Dates that are None leave the lot's own.
    """

    depot_id: UUID
    item_code: str
    batch: str
    quantity: int
    made_on: date | None = None
    expires_on: date | None = None
    seen: int | None = None

    @property
    def key(self) -> Key:
        """What identifies the lot."""
        return self.depot_id, self.item_code, self.batch


class CountFault(NamedTuple):
    """Why one row cannot be taken over; ``row`` counts from zero."""

    row: int
    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count did; the lots stand in the order of its rows."""

    entered: int
    changed: int
    confirmed: int
    lot_ids: list[UUID]


class _Held(NamedTuple):
    id: UUID
    quantity: int
    reserved: int
    version: int


def count_many(
    session: Session,
    actor: Actor,
    rows: Sequence[CountRow],
    *,
    how: schemas.ConfirmedHow = "import",
    import_id: UUID | None = None,
    paper_number: str | None = None,
    note: str | None = None,
) -> Counted:
    """Take over the counts of many lots in depots of one's own jurisdiction, all or none.

    Refuses with every fault of every row. Lots that are not known yet are entered; all of them are
    confirmed now. Lines carry ``import_id``, by which ``undo_import`` takes them back.
    """
    _refuse(_faults_of_rows(session, actor, rows))
    fresh = _enter_unknown(session, rows, how)
    held = _locked(session, rows)
    _refuse(_faults_of_lots(rows, held, fresh))
    marks = {"import_id": import_id, "paper_number": paper_number, "note": note}
    changed = _write_lines(session, rows, held, fresh, marks)
    _vouch(session, rows, held, how)
    _tell(session, rows, held, fresh)
    entered = len(fresh)
    return Counted(
        entered, changed - entered, len(rows) - changed, [held[row.key].id for row in rows]
    )


def _refuse(faults: Sequence[CountFault]) -> None:
    if faults:
        raise CountRefused(
            faults=len(faults), rows=[fault._asdict() for fault in sorted(faults)[:1000]]
        )


def _faults_of_rows(session: Session, actor: Actor, rows: Sequence[CountRow]) -> list[CountFault]:
    depots = _own_depots(session, actor, {row.depot_id for row in rows})
    codes = {row.item_code for row in rows}
    items = set(session.scalars(select(Item.code).where(Item.code.in_(codes))))
    named = Counter(row.key for row in rows)
    checks: tuple[tuple[str, Callable[[CountRow], bool]], ...] = (
        ("unknown_depot", lambda row: row.depot_id not in depots),
        ("unknown_item", lambda row: row.item_code not in items),
        ("named_twice", lambda row: named[row.key] > 1),
        ("negative_quantity", lambda row: row.quantity < 0),
        ("made_after_expiry", _is_made_after_expiry),
    )
    return [
        CountFault(k, code, {"item_code": row.item_code, "batch": row.batch})
        for k, row in enumerate(rows)
        for code, wrong in checks
        if wrong(row)
    ]


def _is_made_after_expiry(row: CountRow) -> bool:
    return bool(row.made_on and row.expires_on and row.made_on > row.expires_on)


def _own_depots(session: Session, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    query = select(Depot.id, Depot.jurisdiction_code).where(
        Depot.id.in_(list(ids)), Depot.retired_at.is_(None)
    )
    return {row[0] for row in session.execute(query) if sees(actor.prefixes, row[1])}


def _enter_unknown(
    session: Session, rows: Sequence[CountRow], how: schemas.ConfirmedHow
) -> set[UUID]:
    """Enter the lots that are not known yet, empty; return their ids."""
    given = _table(
        id=(Uuid(), [new_id() for _ in rows]),
        depot_id=(Uuid(), [row.depot_id for row in rows]),
        item_code=(Text(), [row.item_code for row in rows]),
        batch=(Text(), [row.batch for row in rows]),
        made_on=(Date(), [row.made_on for row in rows]),
        expires_on=(Date(), [row.expires_on for row in rows]),
    )
    names = ["id", "depot_id", "item_code", "batch", "made_on", "expires_on"]
    known = (
        select(Lot.id)
        .where(
            Lot.depot_id == given.c.depot_id,
            Lot.item_code == given.c.item_code,
            Lot.batch == given.c.batch,
        )
        .exists()
    )
    found = select(
        *(given.c[name] for name in names),
        literal(clock.now(session)),
        literal(session.info.get("actor_name"), Text()),
        literal(how),
        literal(False),
    ).where(~known)
    entering = (
        insert(Lot)
        .from_select([*names, "confirmed_at", "confirmed_by", "confirmed_how", "synthetic"], found)
        .on_conflict_do_nothing()
        .returning(Lot.id)
    )
    return set(session.scalars(entering))


def _table(**columns: tuple[Any, Sequence[Any]]) -> TableValuedAlias:
    """Return values as a table of the statement, one array a column."""
    arrays = [cast(literal(list(v), ARRAY(kind)), ARRAY(kind)) for kind, v in columns.values()]
    named = [column(name, kind) for name, (kind, _values) in columns.items()]
    return func.unnest(*arrays).table_valued(*named, name="given").render_derived()


def _locked(session: Session, rows: Sequence[CountRow]) -> dict[Key, _Held]:
    """Lock the lots of the rows in id order and return how they stand."""
    given = _table(
        depot_id=(Uuid(), [row.depot_id for row in rows]),
        item_code=(Text(), [row.item_code for row in rows]),
        batch=(Text(), [row.batch for row in rows]),
    )
    query = (
        select(
            Lot.depot_id, Lot.item_code, Lot.batch, Lot.id, Lot.quantity, Lot.reserved, Lot.version
        )
        .join(
            given,
            (Lot.depot_id == given.c.depot_id)
            & (Lot.item_code == given.c.item_code)
            & (Lot.batch == given.c.batch),
        )
        .order_by(Lot.id)
        .with_for_update(of=Lot)
    )
    return {(row[0], row[1], row[2]): _Held(*row[3:]) for row in session.execute(query)}


def _faults_of_lots(
    rows: Sequence[CountRow], held: Mapping[Key, _Held], fresh: set[UUID]
) -> list[CountFault]:
    faults = []
    for k, row in enumerate(rows):
        lot = held[row.key]
        facts = {"lot_id": str(lot.id), "item_code": row.item_code, "batch": row.batch}
        if row.seen is not None and row.seen != lot.version and lot.id not in fresh:
            now = {"seen": row.seen, "current": lot.version, "quantity": lot.quantity}
            faults.append(CountFault(k, "stale_version", facts | now))
        if row.quantity < lot.reserved:
            faults.append(CountFault(k, "below_reserved", facts | {"reserved": lot.reserved}))
    return faults


def _write_lines(
    session: Session,
    rows: Sequence[CountRow],
    held: Mapping[Key, _Held],
    fresh: set[UUID],
    marks: dict[str, Any],
) -> int:
    """Write a line for every lot that is new or differs; return how many there are."""
    lots = [(row, held[row.key]) for row in rows]
    differing = [(row, lot) for row, lot in lots if row.quantity != lot.quantity or lot.id in fresh]
    kinds = {True: MovementKind.OPENING.value, False: MovementKind.STOCKTAKE.value}
    given = _table(
        id=(Uuid(), [new_id() for _ in differing]),
        lot_id=(Uuid(), [lot.id for _row, lot in differing]),
        kind=(Text(), [kinds[lot.id in fresh] for _row, lot in differing]),
        quantity_change=(Integer(), [row.quantity - lot.quantity for row, lot in differing]),
    )
    fixed = _by_whom(session) | marks
    names = ["id", "lot_id", "kind", "quantity_change"]
    lines = select(
        *(given.c[name] for name in names),
        *(literal(value, StockMovement.__table__.c[name].type) for name, value in fixed.items()),
    )
    session.execute(insert(StockMovement).from_select([*names, *fixed], lines))
    return len(differing)


def _by_whom(session: Session) -> dict[str, Any]:
    return {
        "at": clock.now(session),
        "by": session.info.get("actor_id"),
        "by_name": session.info.get("actor_name"),
        "reserved_change": 0,
    }


def _vouch(
    session: Session,
    rows: Sequence[CountRow],
    held: Mapping[Key, _Held],
    how: schemas.ConfirmedHow,
) -> None:
    """Note that all lots are confirmed now, and the dates that were told."""
    given = _table(
        id=(Uuid(), [held[row.key].id for row in rows]),
        made_on=(Date(), [row.made_on for row in rows]),
        expires_on=(Date(), [row.expires_on for row in rows]),
    )
    now, name = clock.now(session), session.info.get("actor_name")
    session.execute(
        update(Lot)
        .where(Lot.id == given.c.id)
        .values(
            made_on=func.coalesce(given.c.made_on, Lot.made_on),
            expires_on=func.coalesce(given.c.expires_on, Lot.expires_on),
            confirmed_at=now,
            confirmed_by=name,
            confirmed_how=how,
            changed_at=now,
            changed_by=name,
            version=Lot.version + 1,
        )
        .execution_options(synchronize_session=False)
    )


def _tell(
    session: Session, rows: Sequence[CountRow], held: Mapping[Key, _Held], fresh: set[UUID]
) -> None:
    depots = {row.depot_id for row in rows}
    ids = [lot.id for lot in held.values()]
    if len(ids) <= TOLD_ONE_BY_ONE:
        for lot in queries_stock.lots_by_id(session, ids).values():
            happening = LotEntered(lot=lot) if lot.id in fresh else LotChanged(lot=lot)
            outbox.record(session, happening, audience=audience(lot.jurisdiction_code))
    tell_depots_counted(session, depots)


def tell_depots_counted(session: Session, depot_ids: Iterable[UUID]) -> None:
    """Give depots whose stock was counted a new version, in id order, and tell everybody."""
    for depot_id in sorted(depot_ids):
        session.execute(update(Depot).where(Depot.id == depot_id).values(version=Depot.version + 1))
    for depot in queries.depots_by_id(session, depot_ids).values():
        heard_by = audience(depot.jurisdiction_code)
        outbox.record(session, DepotCounted(depot=depot), audience=heard_by)


def undo_import(session: Session, actor: Actor, import_id: UUID, note: str) -> int:
    """Take back all lines of one import by counter-movements; return how many there were.

    Refused as a whole where a lot has meanwhile promised or given away what the import brought.
    """
    taken_back = select(StockMovement.undoes_id).where(StockMovement.undoes_id.is_not(None))
    lines = session.execute(
        select(StockMovement.id, StockMovement.lot_id, StockMovement.quantity_change)
        .where(StockMovement.import_id == import_id, StockMovement.id.not_in(taken_back))
        .where(StockMovement.kind.in_([MovementKind.OPENING, *UNDOABLE]))
    ).all()
    if not lines:
        raise NotFound(noun="import")
    query = select(Lot.id, Lot.depot_id, Lot.quantity, Lot.reserved).where(
        Lot.id.in_(select(StockMovement.lot_id).where(StockMovement.import_id == import_id))
    )
    lots = {row.id: row for row in session.execute(query.order_by(Lot.id).with_for_update())}
    depots = {lot.depot_id for lot in lots.values()}
    if depots - _own_depots(session, actor, depots):
        raise NotFound(noun="import")
    brought: Counter[UUID] = Counter()
    for line in lines:
        brought[line.lot_id] += line.quantity_change
    faults = [
        CountFault(k, "no_longer_there", {"lot_id": str(lot_id), "quantity": lots[lot_id].quantity})
        for k, (lot_id, amount) in enumerate(brought.items())
        if lots[lot_id].quantity - amount < lots[lot_id].reserved
    ]
    _refuse(faults)
    _write_undoing(session, lines, note)
    tell_depots_counted(session, depots)
    return len(lines)


def _write_undoing(session: Session, lines: Sequence[Any], note: str) -> None:
    given = _table(
        id=(Uuid(), [new_id() for _ in lines]),
        lot_id=(Uuid(), [line.lot_id for line in lines]),
        undoes_id=(Uuid(), [line.id for line in lines]),
        quantity_change=(Integer(), [-line.quantity_change for line in lines]),
    )
    fixed = _by_whom(session) | {"kind": MovementKind.UNDO.value, "note": note}
    names = ["id", "lot_id", "undoes_id", "quantity_change"]
    found = select(
        *(given.c[name] for name in names),
        *(literal(value, StockMovement.__table__.c[name].type) for name, value in fixed.items()),
    )
    session.execute(insert(StockMovement).from_select([*names, *fixed], found))
