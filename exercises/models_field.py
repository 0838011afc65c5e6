"""Tables of the simulated field, in its own world: what it must remember between two steps.

All that is drawn follows from the exercise's seed and is not kept; what happened is. How each row
stood is noted whenever it changes, so that an exercise can be branched off any moment.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, ForeignKey, Identity, event, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session

from core import clock
from core.models import WORLD, Base
from dispatch.models import Order
from incidents.models import Incident


class SimOrder(Base):
    """How an order goes in the simulated field.

    ``thing`` names it alike in every run of a scenario: whom it went to and the how-manieth order
    that was. ``way_s`` and ``eta_at`` are the way last seen and its predicted end, ``lost_s`` was
    lost on it, ``stuck_since`` when it was told that there is no way, ``ends_at`` when the work is
    over, ``supplies_at`` when supplies run out. Before ``next_at`` nothing happens to it.
    """

    __tablename__ = "sim_order"
    __table_args__ = ({"schema": WORLD},)

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey(Order.id, ondelete="CASCADE"), primary_key=True
    )
    thing: Mapped[str]
    state: Mapped[str]
    way_s: Mapped[int | None]
    lost_s: Mapped[float] = mapped_column(default=0.0)
    turned: Mapped[int] = mapped_column(default=0)
    eta_at: Mapped[datetime | None]
    stuck_since: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    supplies_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]


class SimScene(Base):
    """How far the scene of an incident has grown, and what was last told of it."""

    __tablename__ = "sim_scene"
    __table_args__ = ({"schema": WORLD},)

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey(Incident.id, ondelete="CASCADE"), primary_key=True
    )
    thing: Mapped[str]
    scene: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    next_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    controlled_at: Mapped[datetime | None]


class SimDeed(Base):
    """What somebody played by the system is about to do, or has done: once, and when."""

    __tablename__ = "sim_deed"
    __table_args__ = ({"schema": WORLD},)

    role: Mapped[str] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    remark: Mapped[str | None]


class SimNote(Base):
    """How a row of the simulated field stood from an instant on; ``name`` is that of its table."""

    __tablename__ = "sim_note"
    __table_args__ = ({"schema": WORLD},)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str]
    key: Mapped[str]
    row: Mapped[dict[str, Any]]


NOTED: dict[str, type[SimOrder | SimScene | SimDeed]] = {
    "sim_order": SimOrder,
    "sim_scene": SimScene,
    "sim_deed": SimDeed,
}


def note_of(name: str, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Return the note on how a row stands, its values as JSON has them."""
    told = {column: _as_json(value) for column, value in row.items()}
    key = "/".join(str(told[one.name]) for one in NOTED[name].__table__.primary_key)
    return {"at": at, "name": name, "key": key, "row": told}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _note_change(mapper: Mapper[Any], connection: Connection, kept: Any) -> None:
    session = object_session(kept)
    if session is not None and session.is_modified(kept):
        _note(mapper, connection, kept)


def _note(_mapper: Mapper[Any], connection: Connection, kept: Any) -> None:
    session = object_session(kept)
    assert session is not None
    table = kept.__table__
    row = {column.name: getattr(kept, column.name) for column in table.columns}
    connection.execute(insert(SimNote), note_of(table.name, row, clock.now(session)))


for _noted in NOTED.values():
    event.listen(_noted, "after_insert", _note)
    event.listen(_noted, "after_update", _note_change)
