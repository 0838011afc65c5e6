"""Which live rows an exercise starts from, and how they are changed on their way.

Resources of its area come along as they stand, free of every promise: teams are where they are at
home, stock counts what lies there, and the ledger opens with it. Nobody's telephone or name comes
along, so nothing in an exercise leads to a real phone. Times keep their age: what was confirmed
three days ago was confirmed three days before the exercise begins. What has happened in the live
world stays there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    FromClause,
    MetaData,
    Table,
    case,
    func,
    insert,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import insert as insert_once

from core.db import LIVE
from core.models import WORLD, Base

Value = Callable[[FromClause], ColumnElement[Any]]
COUNTED = {"preserve_rowcount": True}
"""Without it nobody knows how many rows a copying statement wrote."""
_BUSY = ("assigned", "en_route", "on_scene", "returning", "restocking")


def _nothing(_live: FromClause) -> ColumnElement[Any]:
    return null()


def _zero(_live: FromClause) -> ColumnElement[Any]:
    return literal(0)


def _free(live: FromClause) -> ColumnElement[Any]:
    """What is busy in the live world is free in an exercise."""
    return case((live.c.state.in_(_BUSY), "available"), else_=live.c.state)


@dataclass(frozen=True)
class Copied:
    """One table that comes along: whose rows, and what is written in place of some columns."""

    table: str
    of: str = "everybody"
    instead: Mapping[str, Value] = field(default_factory=dict)


COPIED = (
    Copied("policy"),
    Copied("cover_standard"),
    Copied("alarm_limit"),
    Copied("timer_limit"),
    Copied("speed_table"),
    Copied("facility", "area", {"phone": _nothing}),
    Copied("hazard_source", "area", {"phone": _nothing}),
    Copied("depot", "area", {"keeper_name": _nothing, "phone": _nothing}),
    Copied("truck", "depot", {"state": _free}),
    Copied(
        "team",
        "area",
        {
            "leader_name": _nothing,
            "phone": _nothing,
            "state": _free,
            "committed_at": _nothing,
        },
    ),
    Copied("team_capability", "team"),
    Copied("safety_stock", "depot"),
    Copied(
        "lot",
        "depot",
        {"quantity": _zero, "reserved": _zero, "on_the_way": _zero, "delivered": _zero},
    ),
)
"""In an order in which references hold."""


@dataclass(frozen=True)
class Start:
    """Where and when an exercise begins; ``shift`` is from the present instant to that one.

    ``source`` is the world it is copied from. A branch opens its ledger itself, with what its
    moment held.
    """

    world: str
    prefix: str
    begins_at: datetime
    shift: timedelta
    source: str = LIVE
    opens_ledger: bool = True


def copy_resources(connection: Connection, start: Start) -> int:
    """Copy what an exercise starts from into its world and return how many rows came along."""
    rows = sum(_copy(connection, one, start).rowcount for one in COPIED)
    if start.opens_ledger:
        _open_the_ledger(connection, start)
    return rows


def table_in(name: str, world: str) -> Table:
    """Return a table as it stands in one world."""
    table = Base.metadata.tables[f"{WORLD}.{name}"]
    return table.to_metadata(MetaData(), schema=world, referred_schema_fn=lambda *_one: world)


def _copy(connection: Connection, one: Copied, start: Start) -> CursorResult[Any]:
    live, copy = table_in(one.table, start.source), table_in(one.table, start.world)
    columns = [column for column in copy.columns if column.identity is None]
    values = [_value(one, live, column, start.shift) for column in columns]
    rows = select(*values).where(_belongs(one.of, live, start))
    names = [column.name for column in columns]
    if one.of != "everybody":
        return connection.execute(insert(copy).from_select(names, rows), execution_options=COUNTED)
    entered = insert_once(copy).from_select(names, rows).on_conflict_do_nothing()
    return connection.execute(entered, execution_options=COUNTED)


def _value(one: Copied, live: FromClause, column: Any, shift: timedelta) -> ColumnElement[Any]:
    if column.name in one.instead:
        return one.instead[column.name](live).label(column.name)
    value: ColumnElement[Any] = live.c[column.name]
    return value + shift if isinstance(column.type, TIMESTAMP) else value


def _belongs(of: str, live: FromClause, start: Start) -> ColumnElement[bool]:
    if of == "everybody":
        return true()
    if of == "area":
        lies_there = func.starts_with(live.c.jurisdiction_code, start.prefix)
        return lies_there & live.c.retired_at.is_(None) if "retired_at" in live.c else lies_there
    owner = table_in(of, start.source)
    here = select(owner.c.id).where(_belongs("area", owner, start))
    return live.c[f"{of}_id"].in_(here)


def _open_the_ledger(connection: Connection, start: Start) -> None:
    """Count into each copied lot what the live one holds, as the ledger's first line."""
    live, copy = table_in("lot", start.source), table_in("lot", start.world)
    ledger = table_in("stock_movement", start.world)
    told = {
        "id": func.gen_random_uuid(),
        "lot_id": copy.c.id,
        "kind": literal("opening"),
        "quantity_change": live.c.quantity,
        "reserved_change": literal(0),
        "on_the_way_change": literal(0),
        "delivered_change": literal(0),
        "at": literal(start.begins_at),
    }
    rows = select(*told.values()).join_from(copy, live, live.c.id == copy.c.id)
    counted = rows.where(live.c.quantity > 0)
    connection.execute(insert(ledger).from_select(list(told), counted, include_defaults=False))
