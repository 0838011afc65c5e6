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

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    cast,
    column,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias

from core import clock, outbox
from core.auth import Actor
from core.ids import new_id
from core.visibility import audience, sees
from resources import queries, queries_stock, schemas
from resources.errors import CountRefused
from resources.events import DepotCounted, LotChanged, LotEntered
from resources.models import Depot, Item, Lot, StockMovement
from resources.stock import MovementKind

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
    refuse(_faults_of_rows(session, actor, rows))
    fresh = _enter_unknown(session, rows, how)
    held = _locked(session, rows)
    refuse(_faults_of_lots(rows, held, fresh))
    marks = {"import_id": import_id, "paper_number": paper_number, "note": note}
    changed = _write_lines(session, rows, held, fresh, marks)
    _vouch(session, rows, held, how)
    ids = [lot.id for lot in held.values()]
    tell_counted(session, ids, fresh, {row.depot_id for row in rows})
    entered = len(fresh)
    return Counted(
        entered, changed - entered, len(rows) - changed, [held[row.key].id for row in rows]
    )


def refuse(faults: Sequence[CountFault]) -> None:
    """Refuse counts as a whole, with every fault of every row."""
    if faults:
        raise CountRefused(
            faults=len(faults), rows=[fault._asdict() for fault in sorted(faults)[:1000]]
        )


def _faults_of_rows(session: Session, actor: Actor, rows: Sequence[CountRow]) -> list[CountFault]:
    depots = own_depots(session, actor, {row.depot_id for row in rows})
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


def own_depots(session: Session, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these depots are in use and of one's own jurisdiction."""
    query = select(Depot.id, Depot.jurisdiction_code).where(
        Depot.id.in_(list(ids)), Depot.retired_at.is_(None)
    )
    return {row[0] for row in session.execute(query) if sees(actor.prefixes, row[1])}


def require_own_depots(session: Session, actor: Actor, depot_ids: Iterable[UUID]) -> None:
    """Refuse counts in depots that are closed, or not of one's own jurisdiction."""
    strange = set(depot_ids) - own_depots(session, actor, depot_ids)
    refuse([CountFault(0, "unknown_depot", {"batch": str(one)}) for one in sorted(strange)])


def write_counts(session: Session, counts: Select[Any], **marks: Any) -> None:
    """Write a line for every lot, kind and change that a query returns; locks are the caller's."""
    found = counts.subquery("counted")
    lot_id, kind, change = found.c
    fixed = by_whom(session) | marks
    named = {
        "id": func.gen_random_uuid(),
        "lot_id": lot_id,
        "kind": kind,
        "quantity_change": change,
    }
    columns = StockMovement.__table__.c
    zeros = dict.fromkeys(("on_the_way_change", "delivered_change"), 0)
    values = [literal(value, columns[name].type) for name, value in (fixed | zeros).items()]
    lines = select(*named.values(), *values)
    session.execute(insert(StockMovement).from_select([*named, *fixed, *zeros], lines))


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
    fixed = by_whom(session) | marks
    names = ["id", "lot_id", "kind", "quantity_change"]
    lines = select(
        *(given.c[name] for name in names),
        *(literal(value, StockMovement.__table__.c[name].type) for name, value in fixed.items()),
    )
    session.execute(insert(StockMovement).from_select([*names, *fixed], lines))
    return len(differing)


def by_whom(session: Session) -> dict[str, Any]:
    """Return what every line of a count says of who wrote it."""
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


def tell_counted(
    session: Session, lot_ids: Sequence[UUID], fresh: set[UUID], depots: Iterable[UUID]
) -> None:
    """Tell of lots one by one where they are few, and of every depot that was counted."""
    if len(lot_ids) <= TOLD_ONE_BY_ONE:
        for lot in queries_stock.lots_by_id(session, lot_ids).values():
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
