"""Lists in: 100,000 rows previewed, applied and undone; 2,000 hostile files that harm nothing."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select

from app.bench.inventory_hostile import hostile
from app.bench.inventory_scale import measure_lists
from app.bench.registry import Asked, Figure, benchmark
from app.seed.load import seed_demo_at
from app.testing.databases import cloned_database, cluster_address, make_template
from core.auth import Actor
from core.db import LIVE, Database
from core.grants import Grant
from core.ids import new_id
from resources.importing import service
from resources.importing.models import ImportBatch
from resources.importing.schemas import PreviewIn
from resources.importing.work import ImportWork
from resources.importing.writing import Column, workbook_of
from resources.models import Depot, Item, Lot

ROWS, QUICK_ROWS = 100_000, 5_000
FILES, QUICK_FILES = 2_000, 100
PREVIEW_TARGET_S, APPLY_TARGET_S = 20.0, 15.0
HEADINGS = ("物资库", "物资", "批次", "数量", "单位", "生产日期", "有效期至", "备注")


@benchmark("inventory", "a list of 100,000 lots brought in and taken back; 2,000 hostile files")
def measure(asked: Asked) -> Iterator[Figure]:
    """Time a long list from file to stock, then send what is meant to do harm."""
    if asked.wants("list"):
        yield from _long_list(QUICK_ROWS if asked.quick else ROWS)
    if asked.wants("lists"):
        yield from measure_lists(asked)
    if asked.wants("hostile"):
        yield from hostile(QUICK_FILES if asked.quick else FILES)


def _long_list(rows: int) -> Iterator[Figure]:
    with ExitStack() as stack:
        address = stack.enter_context(cluster_address())
        make_template(address)
        url = stack.enter_context(cloned_database(address))
        seed_demo_at(url, lambda _line: None)
        database = Database(url)
        stack.callback(database.dispose)
        content = _list_of(database, rows)
        office = _Office(database)
        read_s = office.bring_in(content)
        preview_s = office.ask("preview")
        apply_s = office.ask("apply")
        held = office.lots()
        undo_s = office.ask("undo")
    yield Figure("read and previewed", read_s + preview_s, "s", rows, target=PREVIEW_TARGET_S)
    yield Figure("applied", apply_s, "s", rows, target=APPLY_TARGET_S)
    yield Figure("undone", undo_s, "s", rows)
    yield Figure("rows not applied", rows - held, "rows", rows, target=0)


def _list_of(database: Database, rows: int) -> bytes:
    rng = Random(20261122)
    with database.picture() as session:
        depots = list(session.scalars(select(Depot).order_by(Depot.code)))
        items = list(session.scalars(select(Item).order_by(Item.code)))

    def line(number: int) -> list[object]:
        depot, item = depots[number % len(depots)], items[number % len(items)]
        made_on = date(2025, 1, 1) + timedelta(days=rng.randrange(500))
        expires_on = made_on + timedelta(days=1500)
        named = depot.code if number % 2 else depot.name
        amount = rng.randrange(1, 500)
        return [named, item.name, f"B{number}", amount, item.unit, made_on, expires_on, "备注"]

    return workbook_of("库存", [Column(name) for name in HEADINGS], (line(n) for n in range(rows)))


class _Office:
    """The city's office with one list, and the worker that works on it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.work = ImportWork(database, LIVE)
        grant = Grant("duty_officer", "420100", "420100", "4201")
        may = frozenset({"lots.write"})
        self.actor = Actor(new_id(), "bench", "bench", "zh-CN", None, LIVE, (grant,), may, None)
        self.batch_id = new_id()

    def bring_in(self, content: bytes) -> float:
        """Bring the file in and return how long reading took, in seconds."""
        with self.database.transaction() as session:
            batch = service.bring_in(session, self.actor, "lots", "list.xlsx", content)
            self.batch_id = batch.id
        return self._work()

    def ask(self, action: str) -> float:
        """Have it previewed, applied or undone and return how long that took, in seconds."""
        with self.database.transaction() as session:
            batch = session.get_one(ImportBatch, self.batch_id)
            who = (session, self.actor, batch.id, batch.version)
            if action == "preview":
                service.ask_preview(*who, PreviewIn(mapping=batch.options["mapping"]))
            elif action == "apply":
                service.ask_apply(*who)
            else:
                service.ask_undo(*who)
        return self._work()

    def _work(self) -> float:
        begun_s = time.perf_counter()
        self.work.do_next()
        return time.perf_counter() - begun_s

    def lots(self) -> int:
        """Return how many lots of the list are in stock."""
        with self.database.picture() as session:
            mine = select(func.count()).where(Lot.batch.startswith("B"), Lot.quantity > 0)
            return session.scalar(mine) or 0
