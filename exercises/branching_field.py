"""The simulated field of a branched exercise: it goes on as it stood at the moment.

Each row is taken as it was noted last before it. Of a moment before the first note, and of a log
of the live world, there is none: the field then begins with what the picture tells.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from exercises.branching_rows import Taken, as_column, ids_in
from exercises.copying import Start, table_in
from exercises.field.commander import DECIDES
from exercises.models_field import NOTED, SimNote, note_of

_OWNER = {"sim_order": ("order_id", "order"), "sim_scene": ("incident_id", "incident")}
"""Rows come along with what they are about."""


def field_at(session: Session, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the simulated field as they stood at an instant, by table."""
    newest = (
        select(SimNote.name, SimNote.row)
        .where(SimNote.at <= at)
        .ext(distinct_on(SimNote.name, SimNote.key))
        .order_by(SimNote.name, SimNote.key, SimNote.id.desc())
    )
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in NOTED}
    for name, row in session.execute(newest):
        found[name].append(row)
    return found


def branch_field(connection: Connection, start: Start, taken: Taken) -> int:
    """Enter the rows whose order or incident came along, noted anew; return how many."""
    entered = 0
    for name, rows in taken.simulated.items():
        kept = list(_along(connection, start.world, name, rows))
        if not kept:
            continue
        table = table_in(name, start.world)
        values = [{one: as_column(table.c[one], row[one]) for one in row} for row in kept]
        connection.execute(insert(table), values)
        notes = [note_of(name, row, start.begins_at) for row in kept]
        connection.execute(insert(table_in("sim_note", start.world)), notes)
        entered += len(kept)
    return entered


def _along(
    connection: Connection, world: str, name: str, rows: Iterable[dict[str, Any]]
) -> Iterable[dict[str, Any]]:
    """Leave out what is about something that is not there; answers accepted are counted anew."""
    if name not in _OWNER:
        return (row for row in rows if row["thing"].partition(" ")[0] != DECIDES)
    column, owner = _OWNER[name]
    here = ids_in(connection, world, owner)
    return (row for row in rows if row[column] in here)
