"""Keeps the lots of a world in memory and true: read once, then whatever events say has changed.

Sequence order of events is commit order, so whoever has followed all events up to the last one
knows every lot that was changed. Only membership and order of a list come from here; what a list
shows is read from the database by identifier. A transaction that has itself written, or one on a
database that keeps nothing, reads for itself.
"""

import logging
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from psycopg import sql
from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.db import LIVE, Database
from core.models import Event, Jurisdiction
from resources.lot_choice import DepotNamed
from resources.lot_columns import NEVER_DAY, NEVER_US, RECORD, LotColumns
from resources.models import Depot, Lot

logger = logging.getLogger("muster.lots")
_FOLLOWED = ("lot.%", "depot.%", "import_batch.%")
_MOST_EVENTS = 20_000
"""Who missed more reads everything anew."""
_MOST_DEPOTS = 500


@dataclass
class LotBook:
    """The lots of one world, true up to an event."""

    lots: LotColumns = field(default_factory=LotColumns)
    depots: list[DepotNamed] = field(default_factory=list)
    seq: int | None = None
    lock: Lock = field(default_factory=Lock)

    def catch_up(self, session: Session) -> None:
        """Take over what has changed since the last time; whoever calls this holds the lock."""
        last = session.scalar(select(func.max(Event.seq))) or 0
        if self.seq is not None and last <= self.seq:
            return
        news = None if self.seq is None else _news(session, self.seq, last)
        if news is None:
            self.lots = _all_lots(session)
        else:
            self._take(session, news)
        if news is None or news.depots or len(self.depots) < len(self.lots.depots.names):
            self.depots = _depots(session, self.lots)
        self.seq = last

    def _take(self, session: Session, news: "_News") -> None:
        if news.lots:
            _read(session, self.lots, sql.SQL("WHERE id = ANY(%s)"), [list(news.lots)])
        if news.counted:
            _read(session, self.lots, sql.SQL("WHERE depot_id = ANY(%s)"), [list(news.counted)])


def _all_lots(session: Session) -> LotColumns:
    lots = LotColumns()
    lots.reserve(session.scalar(select(func.count()).select_from(Lot)) or 0)
    _read(session, lots, sql.SQL(""), [])
    lots.gather_batches()
    return lots


@dataclass
class _News:
    """What events say is to be read again."""

    lots: set[UUID] = field(default_factory=set)
    counted: set[UUID] = field(default_factory=set)
    depots: bool = False


def book_of(session: Session) -> LotBook:
    """Return the book that belongs to a session's database and world, or one of its own."""
    kept: dict[str, Any] | None = session.info.get("kept")
    has_written = session.info.get("happenings") or session.new or session.dirty
    if kept is None or has_written:
        return LotBook()
    book: LotBook = kept.setdefault(f"lots of {_world(session)}", LotBook())
    return book


def warm(database: Database) -> None:
    """Read the lots of the live world before somebody asks; without a database nothing is read."""
    try:
        with database.picture() as session:
            book = book_of(session)
            with book.lock:
                book.catch_up(session)
    except (SQLAlchemyError, psycopg.Error):
        logger.warning("the lots could not be read ahead", exc_info=True)


def _world(session: Session) -> str:
    return str(session.info.get("world", LIVE))


def _news(session: Session, after: int, upto: int) -> _News | None:
    """Return what has changed between two events; None where it is easier to read everything."""
    if upto - after > _MOST_EVENTS:
        return None
    followed = or_(*(Event.kind.like(pattern) for pattern in _FOLLOWED))
    lot, depot = (cast(Event.data[noun]["id"].astext, Text) for noun in ("lot", "depot"))
    query = select(Event.kind, lot, depot).where(Event.seq > after, Event.seq <= upto, followed)
    news = _News()
    for kind, lot_id, depot_id in session.execute(query):
        if kind == "import_batch.undone":
            return None
        news.depots |= not kind.startswith("lot.")
        if kind == "depot.counted":
            news.counted.add(UUID(depot_id))
        elif lot_id:
            news.lots.add(UUID(lot_id))
    return None if len(news.counted) > _MOST_DEPOTS else news


_COLUMNS = sql.SQL("""
    batch || E'\\x1f' || coalesce(confirmed_by, '') || E'\\x1f' || coalesce(changed_by, '')
      || E'\\x1f' || confirmed_how,
    id, depot_id, item_code::int4,
    coalesce(made_on - date '1970-01-01', {never_day}),
    coalesce(expires_on - date '1970-01-01', {never_day}),
    quantity, reserved, on_the_way, delivered,
    (extract(epoch from confirmed_at) * 1000000)::int8,
    coalesce((extract(epoch from changed_at) * 1000000)::int8, {never_us}), synthetic
""").format(never_day=sql.Literal(int(NEVER_DAY)), never_us=sql.Literal(int(NEVER_US)))
_WIRE = np.dtype(
    [
        part
        for name in RECORD.names or ()
        for part in ((f"length of {name}", ">i4"), (name, RECORD[name]))
    ]
)
"""A row of COPY in binary after its first field: before each value its length."""
_HEADER = 19
_BATCH = 100_000


def _read(
    session: Session, lots: LotColumns, where: sql.Composable, parameters: Sequence[Any]
) -> None:
    """Read lots from the database into the columns, some hundred thousand at a time."""
    statement = sql.SQL("COPY (SELECT {} FROM {} {}) TO STDOUT (FORMAT BINARY)").format(
        _COLUMNS, sql.Identifier(_world(session), "lot"), where
    )
    driver = session.connection().connection.driver_connection
    assert driver is not None
    rows = bytearray()
    texts: list[list[str]] = []
    with driver.cursor() as cursor, cursor.copy(statement, parameters) as copy:
        for line in _lines(copy):
            (length,) = _LENGTH.unpack_from(line, 2)
            texts.append(bytes(line[6 : 6 + length]).decode().split("\x1f"))
            rows += line[6 + length :]
            if len(texts) == _BATCH:
                _put(lots, rows, texts)
                rows, texts = bytearray(), []
    _put(lots, rows, texts)


_LENGTH = struct.Struct(">i")


def _lines(copy: Iterable[Any]) -> Iterable[memoryview]:
    """Return the rows without the header of the file and without its end."""
    for number, line in enumerate(copy):
        row = memoryview(line)[_HEADER if number == 0 else 0 :]
        if len(row) > 2:
            yield row


def _put(lots: LotColumns, rows: bytearray, texts: Sequence[Sequence[str]]) -> None:
    if not texts:
        return
    wire = np.frombuffer(bytes(rows), dtype=_WIRE)
    records = np.empty(len(wire), dtype=RECORD)
    for name in RECORD.names or ():
        records[name] = wire[name]
    lots.put(records, texts)


def _depots(session: Session, lots: LotColumns) -> list[DepotNamed]:
    """Return the depots in the order of their numbers; those without lots get the last ones."""
    query = select(
        Depot.id,
        Depot.code,
        Depot.name,
        Depot.jurisdiction_code,
        Jurisdiction.name,
        func.ST_X(Depot.position),
        func.ST_Y(Depot.position),
        Depot.retired_at.is_(None),
    ).outerjoin(Jurisdiction, Jurisdiction.code == func.left(Depot.jurisdiction_code, 6))
    found = {
        lots.depots.number(row[0].bytes): DepotNamed(*row[1:]) for row in session.execute(query)
    }
    return [found[number] for number in range(len(lots.depots.names))]
