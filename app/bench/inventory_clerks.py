"""Sixteen clerks edit the same few lots at once: no edit is lost, nothing falls below zero."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.bench.registry import Asked, Figure, benchmark
from app.bench.rivals import duty_officer
from app.seed.load import seed_demo_at
from app.testing.databases import cloned_database, cluster_address, make_template
from core.auth import Actor
from core.db import Database
from core.errors import Conflict, StaleVersion
from resources import queries_stock, schemas, schemas_stock, service_movements, service_stock
from resources.models import Depot, Item, Lot, StockMovement
from resources.stock import StockLine

CLERKS = 16
LOTS = 8
EDITS = 100_000
QUICK_EDITS = 2_000
OPENING = 60
_LARGEST = 25


@dataclass
class Tally:
    """What one clerk was told: what each lot gained, what was refused, how long an edit took."""

    gained: Counter[UUID] = field(default_factory=Counter)
    promised: Counter[UUID] = field(default_factory=Counter)
    done: int = 0
    stale: int = 0
    refused: int = 0
    broken: list[str] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Store:
    """The lots that everybody edits."""

    database: Database
    actor: Actor
    depot_id: UUID
    lot_ids: list[UUID]
    items: dict[UUID, str]


@benchmark("inventory-clerks", "16 clerks editing the same 8 lots, 100,000 conflicting edits")
def measure(asked: Asked) -> Iterator[Figure]:
    """Compare what the clerks were told with what the lots and their ledger say."""
    edits = QUICK_EDITS if asked.quick else EDITS
    with ExitStack() as stack:
        address = stack.enter_context(cluster_address())
        make_template(address)
        url = stack.enter_context(cloned_database(address))
        seed_demo_at(url, lambda _line: None)
        database = Database(url)
        stack.callback(database.dispose)
        store = open_store(database)
        began = time.perf_counter()
        tallies = work(store, edits)
        took_s = time.perf_counter() - began
        yield from figures(store, tallies, took_s)


def open_store(database: Database) -> Store:
    """Enter the lots that everybody will edit."""
    actor = duty_officer(database)
    with database.transaction() as session:
        depot = session.scalars(select(Depot.id).order_by(Depot.code).limit(1)).one()
        codes = list(session.scalars(select(Item.code).order_by(Item.code).limit(2)))
        lots = [
            service_stock.enter_lot(
                session,
                actor,
                schemas.LotIn(
                    depot_id=depot, item_code=codes[k % 2], batch=uuid4().hex, quantity=OPENING
                ),
            )
            for k in range(LOTS)
        ]
    return Store(
        database, actor, depot, [lot.id for lot in lots], {lot.id: lot.item_code for lot in lots}
    )


def work(store: Store, edits: int) -> list[Tally]:
    """Let every clerk try until all edits together have been tried."""
    left = threading.Semaphore(edits)
    tallies = [Tally() for _ in range(CLERKS)]
    clerks = [
        threading.Thread(target=_clerk, args=(store, left, tally, Random(k)))
        for k, tally in enumerate(tallies)
    ]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    return tallies


def _clerk(store: Store, left: threading.Semaphore, tally: Tally, chance: Random) -> None:
    orders: dict[UUID, list[UUID]] = {lot_id: [] for lot_id in store.lot_ids}
    while left.acquire(blocking=False):
        began = time.perf_counter()
        try:
            _edit(store, tally, chance, orders)
            tally.done += 1
        except StaleVersion:
            tally.stale += 1
        except Conflict:
            tally.refused += 1
        except Exception as error:
            tally.broken.append(repr(error)[:200])
        tally.took_s.append(time.perf_counter() - began)


def _edit(store: Store, tally: Tally, chance: Random, orders: dict[UUID, list[UUID]]) -> None:
    """One edit, as a clerk makes it: look, then change what was seen; told gains are tallied."""
    lot_id = chance.choice(store.lot_ids)
    amount = chance.randint(1, _LARGEST)
    kind = chance.choice(("receive", "lose", "count", "reserve", "unreserve"))
    with store.database.picture() as session:
        seen = queries_stock.lots_by_id(session, [lot_id])[lot_id]
    with store.database.transaction() as session:
        gained, promised = _do(session, store, seen, kind, amount, orders[lot_id])
    tally.gained[lot_id] += gained
    tally.promised[lot_id] += promised


def _do(
    session: Session, store: Store, seen: schemas.Lot, kind: str, amount: int, orders: list[UUID]
) -> tuple[int, int]:
    """Make the change; return by how much stock and promises grew."""
    if kind == "receive":
        came = schemas_stock.ReceiptIn(quantity=amount)
        service_movements.receive(session, store.actor, seen.id, seen.version, came)
        return amount, 0
    if kind == "lose":
        loss = schemas_stock.LossIn(quantity=amount, note="bench")
        service_movements.lose(session, store.actor, seen.id, seen.version, loss)
        return -amount, 0
    if kind == "count":
        counted = max(0, seen.quantity + (amount if amount % 2 else -amount))
        patch = schemas.LotPatch(quantity=counted, note="bench")
        service_stock.correct_lot(session, store.actor, seen.id, seen.version, patch)
        return counted - seen.quantity, 0
    if kind == "reserve" or not orders:
        order = uuid4()
        service_stock.reserve(session, [StockLine(seen.id, 1)], order)
        orders.append(order)
        return 0, 1
    service_stock.unreserve(session, [StockLine(seen.id, 1)], orders.pop())
    return 0, -1


def figures(store: Store, tallies: list[Tally], took_s: float) -> Iterator[Figure]:
    """Compare what was told with what is there."""
    tried = sum(len(tally.took_s) for tally in tallies)
    lost, unbalanced, negative = _faults(store, tallies)
    broken = [text for tally in tallies for text in tally.broken]
    stale = sum(tally.stale for tally in tallies)
    took = sorted(one for tally in tallies for one in tally.took_s)
    yield Figure("lost updates", lost, "units", tried, target=0)
    yield Figure("balance and ledger apart", unbalanced, "lots", LOTS, target=0)
    yield Figure("negative balances", negative, "lots", LOTS, target=0)
    yield Figure("other errors", len(broken), "edits", tried, target=0, facts={"first": broken[:1]})
    yield Figure("edits carried out", sum(t.done for t in tallies), "edits", tried)
    yield Figure("edits told that somebody was faster", stale, "edits", tried)
    yield Figure("edits refused, too little there", sum(t.refused for t in tallies), "edits", tried)
    yield Figure("edits a second", round(tried / took_s, 1), "edits/s", tried)
    yield Figure("edit p95", round(took[int(len(took) * 0.95)] * 1000, 1), "ms", tried)


def _faults(store: Store, tallies: list[Tally]) -> tuple[int, int, int]:
    lost = unbalanced = negative = 0
    with store.database.picture() as session:
        for lot_id in store.lot_ids:
            lot = session.get_one(Lot, lot_id)
            sums = select(
                func.sum(StockMovement.quantity_change), func.sum(StockMovement.reserved_change)
            ).where(StockMovement.lot_id == lot_id)
            ledger = session.execute(sums).one()
            gained = OPENING + sum(tally.gained[lot_id] for tally in tallies)
            promised = sum(tally.promised[lot_id] for tally in tallies)
            lost += abs(lot.quantity - gained) + abs(lot.reserved - promised)
            unbalanced += (lot.quantity, lot.reserved) != tuple(ledger)
            negative += min(lot.quantity, lot.reserved, lot.quantity - lot.reserved) < 0
    return lost, unbalanced, negative
