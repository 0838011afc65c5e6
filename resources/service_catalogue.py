"""Writes of the catalogue of supplies: the official table taken over, whole or not at all."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from resources.catalogue_file import ClassRow, Fault
from resources.models import Item
from resources.models_catalogue import SupplyClass
from resources.supply_codes import STANDARD, SupplyCode


class Taken(NamedTuple):
    """What taking over a table did; ``clashes`` are local items whose code it gives a meaning."""

    added: int
    changed: int
    unchanged: int
    faults: list[Fault]
    clashes: list[str]


def take_over_classes(session: Session, rows: Sequence[ClassRow]) -> Taken:
    """Enter or rename classes of the standard; a class whose parent nobody knows refuses all."""
    known = {row.code: row for row in session.scalars(select(SupplyClass))}
    codes = {row.code for row in rows} | set(known)
    faults = [
        Fault(row.line, row.code, "parent_unknown")
        for row in rows
        if (parent := SupplyCode(row.code).parent) is not None and parent.text not in codes
    ]
    if faults:
        return Taken(0, 0, 0, faults, [])
    fresh = [row for row in rows if row.code not in known]
    changed = [row for row in rows if row.code in known and known[row.code].name != row.name]
    _put(session, sorted([*fresh, *changed], key=lambda row: SupplyCode(row.code).depth))
    unchanged = len(rows) - len(fresh) - len(changed)
    return Taken(len(fresh), len(changed), unchanged, [], _clashes(session, rows))


def _put(session: Session, rows: Sequence[ClassRow]) -> None:
    for row in rows:
        parent = SupplyCode(row.code).parent
        values = {
            "code": row.code,
            "parent_code": parent.text if parent else None,
            "name": row.name,
            "name_en": row.name_en,
            "standard": STANDARD,
            "basis": "imported",
        }
        put = insert(SupplyClass).values(values)
        session.execute(
            put.on_conflict_do_update(
                index_elements=["code"],
                set_={name: put.excluded[name] for name in ("name", "name_en", "basis")},
            )
        )


def _clashes(session: Session, rows: Sequence[ClassRow]) -> list[str]:
    """Return local items whose code the table now uses for something else."""
    query = select(Item.code, Item.name).where(
        Item.code.in_([row.code for row in rows]), Item.standard != STANDARD
    )
    names = {row.code: row.name for row in rows}
    found = session.execute(query.order_by(Item.code))
    return [f"{code} {name} / {names[code]}" for code, name in found if name != names[code]]
