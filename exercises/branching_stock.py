"""What lies in stock in a branched world: as the log and the ledger say for that moment.

Promised and loaded is what the orders that came along promise and carry; what was promised
otherwise is free.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert

from core.ids import new_id
from exercises.branching_rows import Taken, ids_in
from exercises.copying import Start, table_in


def branch_stock(connection: Connection, start: Start, taken: Taken) -> None:
    """Open the ledger of the copied lots with what they held; later lots are not there."""
    lots = table_in("lot", start.world)
    later = [UUID(one) for one in taken.entered_later]
    connection.execute(delete(lots).where(lots.c.id.in_(later)))
    here = ids_in(connection, start.world, "order")
    promised, loaded = goods_of(one for one in taken.of("order").values() if one["id"] in here)
    rows = [
        _opening(start, lot_id, held, promised[lot_id], loaded[lot_id])
        for lot_id in sorted(ids_in(connection, start.world, "lot"))
        if (held := _held(taken, lot_id)) > 0 or loaded[lot_id] > 0
    ]
    if rows:
        connection.execute(insert(table_in("stock_movement", start.world)), rows)


def goods_of(orders: Iterable[Mapping[str, Any]]) -> tuple[Counter[str], Counter[str]]:
    """Return how much of each lot orders promise, and how much they carry."""
    promised: Counter[str] = Counter()
    loaded: Counter[str] = Counter()
    for order in orders:
        for line in order["lines"]:
            if line["state"] == "reserved":
                promised[line["lot_id"]] += line["amount"]
            elif line["state"] == "loaded":
                loaded[line["lot_id"]] += line["amount"]
    return promised, loaded


def _held(taken: Taken, lot_id: str) -> int:
    told = taken.of("lot").get(lot_id)
    return int(told["quantity"]) if told is not None else taken.stock.get(lot_id, 0)


def _opening(start: Start, lot_id: str, held: int, promised: int, loaded: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "lot_id": UUID(lot_id),
        "kind": "opening",
        "quantity_change": held,
        "reserved_change": min(promised, held),
        "on_the_way_change": loaded,
        "delivered_change": 0,
        "at": start.begins_at,
    }
