"""A million lots and 20,000 teams: lists, filters, search and the nearest lots, over HTTP.

Asked as clerks and the city's duty officer ask, one after the other, of one real server. Every
kind of question has its percentiles; beside them stands what the plain statement takes that a
database would answer without columns in memory, in the same run.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sqlalchemy import select, text

from app.bench.inventory_scale_seed import DEPOTS, QUICK_DEPOTS, fill
from app.bench.registry import Asked, Figure
from app.seed.load import DEMO_PASSWORD, seed_demo_at
from app.testing.clients import Caller
from app.testing.databases import cloned_database, cluster_address, make_template
from app.testing.server import anew, running_server
from core.db import Database
from resources.lot_filter import SORT_KEYS
from resources.models import Depot, Item

LOTS, QUICK_LOTS = 1_000_000, 50_000
TEAMS, QUICK_TEAMS = 20_000, 2_000
ASKED, QUICK_ASKED = 200, 30
TARGET_MS = 150.0
SUMMED_UP = 10
Question = tuple[str, dict[str, Any]]


def measure_lists(asked: Asked) -> Iterator[Figure]:
    """Fill a city, start a server on it, and time what people ask of it."""
    lots, teams, count = (
        (QUICK_LOTS, QUICK_TEAMS, QUICK_ASKED) if asked.quick else (LOTS, TEAMS, ASKED)
    )
    with ExitStack() as stack:
        address = stack.enter_context(cluster_address())
        make_template(address)
        url = stack.enter_context(cloned_database(address))
        seed_demo_at(url, lambda _line: None)
        database = Database(url)
        stack.callback(database.dispose)
        begun_s = time.perf_counter()
        fill(database, QUICK_DEPOTS if asked.quick else DEPOTS, lots, teams)
        yield Figure("filled with lots and teams", time.perf_counter() - begun_s, "s", lots)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(running_server(url, folder, start=anew))
        duty = stack.enter_context(Caller(server.address, "duty", DEMO_PASSWORD))
        clerk = stack.enter_context(Caller(server.address, "clerk-hongshan", DEMO_PASSWORD))
        begun_s = time.perf_counter()
        total = duty.get("/lots", limit=1)["total"]
        yield Figure("first list after a start", time.perf_counter() - begun_s, "s", total)
        yield from _asked_of(database, duty, clerk, count)
        yield from _after_an_edit(clerk, count)
        yield from _agreement(database, duty)
        yield Figure("server process", _memory_mb(server.process.pid), "MB", total)


def _asked_of(database: Database, duty: Caller, clerk: Caller, count: int) -> Iterator[Figure]:
    chance = Random(1)
    names = _Names(database)
    kinds: dict[str, Callable[[Random], Question]] = {
        "list": _page,
        "filter": names.filtered,
        "search": names.searched,
        "nearest 100": names.near,
        "teams": names.teams,
    }
    plain_ms = _plain(database)
    for kind, question in kinds.items():
        for who, caller in (("city", duty), ("county", clerk)):
            took = [_took_ms(caller, *question(chance)) for _ in range(count)]
            yield Figure(f"{kind}, {who}, p50", _percentile(took, 50), "ms", count)
            yield Figure(
                f"{kind}, {who}, p95",
                _percentile(took, 95),
                "ms",
                count,
                baseline=plain_ms[kind],
                target=TARGET_MS,
            )


def _page(chance: Random) -> Question:
    """A page anywhere in a list in any order."""
    sort = chance.choice(SORT_KEYS)
    if chance.random() < 0.5:
        sort = f"-{sort},{chance.choice(SORT_KEYS)}"
    offset = chance.choice((0, 0, 100, 10_000, chance.randrange(50_000)))
    return "/lots", {"sort": sort, "offset": offset, "limit": 100}


class _Names:
    """What people look for: depots, items and their beginnings in Chinese and in letters."""

    def __init__(self, database: Database) -> None:
        with database.picture() as session:
            self.items = list(session.execute(select(Item.code, Item.name, Item.name_en)))
            self.depots = list(session.execute(select(Depot.id, Depot.name)))

    def filtered(self, chance: Random) -> Question:
        """One to four conditions as a clerk sets them, in some order."""
        day = date(2026, 11, 22) + timedelta(days=chance.randrange(-300, 600))
        least = chance.randrange(400)
        possible: list[dict[str, Any]] = [
            {
                "depot_id": [
                    str(chance.choice(self.depots)[0]) for _ in range(chance.choice((1, 9)))
                ]
            },
            {"item_code": [chance.choice(self.items)[0] for _ in range(chance.choice((1, 5)))]},
            {"jurisdiction_code": "420111"},
            {"expired": chance.random() < 0.5},
            {"expires_before": day.isoformat()},
            {"confirmed_before": f"{day - timedelta(days=300)}T00:00:00Z"},
            {"quantity_min": least, "quantity_max": least + 50},
            {"free_max": chance.randrange(20)},
            {"below_safety": True},
            {"reusable": True},
        ]
        given: dict[str, Any] = {}
        for one in chance.sample(possible, chance.randrange(1, 5)):
            given |= one
        _path, page = _page(chance)
        return "/lots", {**given, **page, "offset": 0}

    def searched(self, chance: Random) -> Question:
        """The beginning of a name in Chinese, English or initials, a batch, or a depot."""
        code, name, english = chance.choice(self.items)
        cut = chance.randrange(1, 4)
        typed = chance.choice(
            (name[:cut], english[: cut + 2], code[:5], chance.choice(self.depots)[1][:5],
             f"2024{chance.randrange(1, 13):02d}-00{chance.randrange(99):02d}", "kz", "zhangpeng",
             "fhf")
        )  # fmt: skip
        _path, page = _page(chance)
        return "/lots", {"q": typed, **page, "offset": 0}

    def near(self, chance: Random) -> Question:
        """The nearest lots of an item to a place in the city."""
        place = {"lon": chance.uniform(114.1, 114.5), "lat": chance.uniform(30.4, 30.7)}
        code = chance.choice(self.items)[0]
        return "/lots/near", {"item_code": code, **place, "limit": 100}

    def teams(self, chance: Random) -> Question:
        """Teams by state, kind or what they can do, or by a part of their name."""
        given = chance.choice(
            ({}, {"state": "available"}, {"q": "第1"}, {"q": "xiaofang"}, {"q": "消防"},
             {"jurisdiction_code": "420111"}, {"on_duty": True, "state": "standby"})
        )  # fmt: skip
        sort = chance.choice(("code", "-name", "state,-confirmed_at", "kind,name"))
        return "/teams", {**given, "sort": sort, "limit": 100, "offset": chance.choice((0, 100))}


def _took_ms(caller: Caller, path: str, given: dict[str, Any]) -> float:
    begun_s = time.perf_counter()
    answer = caller.http.get(f"/api{path}", params=given)
    took_s = time.perf_counter() - begun_s
    answer.raise_for_status()
    return took_s * 1000


def _percentile(values: Sequence[float], share: float) -> float:
    return round(float(np.percentile(values, share)), 1)


_PLAIN = {
    "list": "SELECT count(*) FROM live.lot JOIN live.depot ON depot.id = depot_id"
    " WHERE starts_with(jurisdiction_code, '4201')",
    "filter": "SELECT count(*) FROM live.lot JOIN live.depot ON depot.id = depot_id"
    " WHERE starts_with(jurisdiction_code, '4201') AND expires_on < '2027-01-01' AND quantity > 99",
    "search": "SELECT count(*) FROM live.lot WHERE batch ILIKE '%2024-03%'",
    "nearest 100": "SELECT lot.id FROM live.lot JOIN live.depot ON depot.id = depot_id"
    " WHERE item_code = (SELECT max(item_code) FROM live.lot) AND quantity > reserved"
    " ORDER BY position <-> ST_SetSRID(ST_MakePoint(114.3, 30.6), 4326) LIMIT 100",
    "teams": "SELECT count(*) FROM live.team WHERE name ILIKE '%消防%' OR address ILIKE '%消防%'",
}
"""What the database takes for the like of each question: a plain count, a nearest by air."""


def _plain(database: Database) -> dict[str, float]:
    return {kind: _statement_ms(database, statement) for kind, statement in _PLAIN.items()}


def _statement_ms(database: Database, statement: str) -> float:
    took = []
    with database.engine.connect() as connection:
        for _ in range(SUMMED_UP):
            begun_s = time.perf_counter()
            connection.execute(text(statement)).all()
            took.append((time.perf_counter() - begun_s) * 1000)
    return round(float(np.median(took)), 1)


def _after_an_edit(clerk: Caller, count: int) -> Iterator[Figure]:
    """A list asked for right after an edit shows it: what changed is read first."""
    took, edits, undone, wrong = [], [], [], 0
    for number in range(count // 4):
        row = clerk.get("/lots", own=True, limit=1, offset=number, sort="batch")["rows"][0]
        body = {"id": row["id"], "version": row["version"], "quantity": row["quantity"] + 1}
        begun_s = time.perf_counter()
        edit = clerk.post("/lots/bulk", {"action": "edit", "rows": [body], "note": "bench"})
        edits.append((time.perf_counter() - begun_s) * 1000)
        asked = {"batch": row["batch"], "quantity_min": row["quantity"] + 1, "limit": 5}
        took.append(_took_ms(clerk, "/lots", asked))
        wrong += clerk.get("/lots", **asked)["total"] != 1
        begun_s = time.perf_counter()
        clerk.post(f"/stock-edits/{edit['edit_id']}/undo")
        undone.append((time.perf_counter() - begun_s) * 1000)
    n = len(took)
    yield Figure("cell edited, p95", _percentile(edits, 95), "ms", n)
    yield Figure("edit taken back, p95", _percentile(undone, 95), "ms", n)
    yield Figure("list right after an edit, p95", _percentile(took, 95), "ms", n, target=TARGET_MS)
    yield Figure("lists that missed an edit", wrong, "lists", n, target=0)


_COUNTED = {
    "": "true",
    "expired=true": "expires_on < (now() AT TIME ZONE 'Asia/Shanghai')::date",
    "quantity_min=490": "quantity >= 490",
    "free_max=0": "quantity - reserved <= 0",
    "batch=202403": "batch ILIKE '%202403%'",
}


def _agreement(database: Database, duty: Caller) -> Iterator[Figure]:
    """Totals are those of the database itself."""
    apart = 0
    for asked, condition in _COUNTED.items():
        told = duty.http.get(f"/api/lots?own=true&limit=1&{asked}").json()["total"]
        with database.engine.connect() as connection:
            counted = connection.scalar(text(_PLAIN["list"] + " AND " + condition))
        apart += told != counted
    yield Figure("totals unlike the database's", apart, "totals", len(_COUNTED), target=0)


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    held = next(line for line in lines if line.startswith("VmRSS"))
    return round(int(held.split()[1]) / 1024, 1)
