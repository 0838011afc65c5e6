"""A new exercise out of any moment of a log: the world as it stood then, to go on from otherwise.

What the log tells is put as it stood: incidents with their report clocks, needs, plans in force,
tasks, orders with their goods, closures, danger areas, sitreps, remarks, how one drives, where
teams are and what they do, what lies in stock, the simulated field. Columns that no event carries
come from the row as it is now, and so do vehicles, equipment and everything that was never told to
change. Not taken along: proposals (the dispatcher makes its own), alarms (they are raised again),
goods promised by holds, loans and transfers (they are free), help asked from other counties,
injects.
Nobody's name or telephone comes along.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from core.db import Database
from core.models import Event
from dispatch.service_solving import new_proposal
from exercises import replay_log
from exercises.branching_field import branch_field, field_at
from exercises.branching_rows import Taken, enter, free_whose_orders_stayed, order_rows
from exercises.branching_stock import branch_stock
from exercises.copying import Start
from exercises.from_incident_names import SOMEBODY
from exercises.from_incident_reading import known_names
from exercises.replay import fold
from exercises.replay_log import Span
from incidents.models import Need
from resources.models import StockMovement
from resources.service_traces import trace_until

HELD = frozenset({*replay_log.NOUNS, "lot", "road_condition"}) - {"proposal", "alarm"}


def begin_branch(
    database: Database, start: Start, branch: Mapping[str, Any]
) -> tuple[Start, Taken]:
    """Return from where a branch copies, and the picture of the moment it begins with."""
    start = replace(start, source=branch["world"], shift=timedelta(0), opens_ledger=False)
    return start, take(database, branch["world"], branch["seq"], start.begins_at)


def take(database: Database, world: str, seq: int, at: datetime) -> Taken:
    """Read the picture of an instant from the log of its world, at that instant up to an event.

    Who replays one incident alone names the last event of that one; what happened elsewhere before
    the instant belongs to the picture all the same.
    """
    with database.picture(world) as session:
        taken = Taken(world, at, known_names(session))
        seq = max(seq, replay_log.last_before(session, at))
        for row in replay_log.base(session, Span(after=seq), HELD):
            data = json.loads(row.text)
            fold(taken.picture, {"kind": row.kind, "seq": row.seq} | data)
            if row.kind.startswith("incident."):
                taken.heard[data["incident"]["id"]] = row.audience
        taken.positions += trace_until(session, at)
        taken.entered_later |= _entered_later(session, seq)
        taken.stock |= _stock_then(session, at)
        taken.simulated |= field_at(session, at)
    return taken


def branch_off(connection: Connection, start: Start, taken: Taken) -> int:
    """Make a world, into which resources were copied, stand as the picture does; count its rows."""
    rows = enter(connection, start, taken)
    rows += order_rows(connection, start, taken)
    free_whose_orders_stayed(connection, start)
    branch_stock(connection, start, taken)
    return rows + branch_field(connection, start, taken)


def ask_dispatcher(session: Session) -> None:
    """Ask for a proposal: what was proposed at the moment did not come along."""
    if session.scalar(select(Need.id).where(Need.state == "open").limit(1)) is not None:
        new_proposal(session, [{"code": "requested_by_officer", "facts": {"name": SOMEBODY}}])


def _entered_later(session: Session, seq: int) -> set[str]:
    """Return the teams and lots that did not exist yet."""
    kinds = ("team.entered", "lot.entered")
    query = select(Event.kind, Event.data).where(Event.seq > seq, Event.kind.in_(kinds))
    return {data[kind.partition(".")[0]]["id"] for kind, data in session.execute(query)}


def _stock_then(session: Session, at: datetime) -> dict[str, int]:
    """Return what each lot held by the ledger at an instant."""
    held = func.sum(StockMovement.quantity_change)
    query = select(StockMovement.lot_id, held).where(StockMovement.at <= at)
    return {str(lot): int(n) for lot, n in session.execute(query.group_by(StockMovement.lot_id))}
