"""Plans tested by night at the size of a large city: 30 plans, 13 districts, 2,000 teams.

The whole way is timed as the night's run takes it: reading, drive times, cases, single losses
(teams, depots, roads), actions, storing.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from app.bench.inventory_scale_seed import fill
from app.bench.registry import Asked, Figure, benchmark
from app.readiness import RunJob
from app.seed import shared_rows as shared
from app.seed.bulk import copy_rows
from app.seed.load import seed_demo_at
from app.seed.plans_data.every import PLANS as SHIPPED
from app.seed.plans_data.shape import Ask, PlanData
from app.testing.databases import cloned_database, cluster_address, make_template
from app.wiring import DEMO_ROADS
from core.config import Settings, get_settings
from core.db import LIVE, Database
from core.ids import new_id
from geo.road_book import RoadBook
from plans import queries_readiness, service_readiness
from plans.models import Plan, Requirement, RunCard, TaskTemplate
from resources.models import Depot, Truck

PLANS, QUICK_PLANS = 30, 6
TEAMS, QUICK_TEAMS = 2_000, 600
LOTS, QUICK_LOTS = 50_000, 8_000
DEPOTS, QUICK_DEPOTS = 200, 60
TARGET_S = 180.0
STAGES = ("reading", "travel", "cases", "losses", "roads", "actions", "storing")


@benchmark("readiness", "plans tested by night: 30 plans x 4 levels x 13 districts, 2,000 teams")
def measure(asked: Asked) -> Iterator[Figure]:
    """Fill a city, test all its plans, and say how long each part took."""
    with ExitStack() as stack:
        address = stack.enter_context(cluster_address())
        make_template(address)
        url = stack.enter_context(cloned_database(address))
        seed_demo_at(url, lambda _line: None)
        database = Database(url)
        stack.callback(database.dispose)
        _fill(database, quick=asked.quick)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        yield from _figures(database, folder, get_settings())


def _figures(database: Database, folder: Path, settings: Settings) -> Iterator[Figure]:
    roads = RoadBook(DEMO_ROADS, folder)
    roads.open()
    watch = _Watch()
    with database.transaction() as session:
        run_id = service_readiness.request(session, "asked", None).id
    begun_s = time.perf_counter()
    RunJob(database, roads, settings, run_id, watch.told).run()
    whole_s = time.perf_counter() - begun_s
    with database.picture() as session:
        row = queries_readiness.find_run(session, run_id)
        view = queries_readiness.run_view(row)
    counts = view.counts
    if counts is None:
        yield Figure("whole run", None, "s", 0, target=TARGET_S, facts={"trouble": view.trouble})
        return
    facts = {name: value for name, value in counts.model_dump().items() if name != "roads"}
    yield Figure("whole run", round(whole_s, 1), "s", counts.cases, target=TARGET_S, facts=facts)
    for stage, spent_s in watch.spent(begun_s + whole_s).items():
        yield Figure(f"of that {stage}", round(spent_s, 2), "s", counts.cases)
    yield Figure("a case", round(1000 * whole_s / max(1, counts.cases), 2), "ms", counts.cases)
    yield Figure("told how far it is", watch.count, "times", 1, target=10, more_is_better=True)
    yield Figure("cases left open", counts.unclear, "cases", counts.cases, target=0)


class _Watch:
    """Hears the stages of a run and when each began."""

    def __init__(self) -> None:
        self.began: dict[str, float] = {"reading": time.perf_counter()}
        self.count = 0

    def told(self, stage: str, _done: int, _total: int) -> None:
        """Note the beginning of a stage, and that something was told."""
        self.began.setdefault(stage, time.perf_counter())
        self.count += 1

    def spent(self, ended_s: float) -> dict[str, float]:
        """How long each stage took, s."""
        starts = [*self.began.items(), ("", ended_s)]
        return {name: after - at for (name, at), (_next, after) in pairwise(starts)}


def _fill(database: Database, *, quick: bool) -> None:
    depots, lots, teams, plans = (
        (QUICK_DEPOTS, QUICK_LOTS, QUICK_TEAMS, QUICK_PLANS)
        if quick
        else (DEPOTS, LOTS, TEAMS, PLANS)
    )
    fill(database, depots, lots, teams)
    _give_lorries(database)
    with database.engine.begin() as connection:
        for number in range(len(SHIPPED), plans):
            plan = _like(SHIPPED[number % len(SHIPPED)], number)
            copy_rows(connection, Plan, [shared.plan_row(plan)], LIVE)
            copy_rows(connection, RunCard, shared.run_card_rows(plan), LIVE)
            copy_rows(connection, Requirement, shared.requirement_rows(plan), LIVE)
            copy_rows(connection, TaskTemplate, shared.task_rows(plan), LIVE)


def _like(plan: PlanData, number: int) -> PlanData:
    """A plan like a shipped one, with other amounts and times."""
    more, slower = number // len(SHIPPED), 1 + number % 4
    asks = tuple(_ask_like(one, more, slower) for one in plan.asks)
    return replace(plan, code=f"BENCH-{number:02d}", title=f"{plan.title}{number}", asks=asks)


def _ask_like(ask: Ask, more: int, slower: int) -> Ask:
    one, two, three, four = (
        None if text is None else f"({text}) + {more}" for text in ask.quantities
    )
    return ask._replace(quantities=(one, two, three, four), within_min=ask.within_min + 5 * slower)


def _give_lorries(database: Database) -> None:
    """The depots that were added get a lorry each, as the demo's own have."""
    with database.picture() as session:
        have = select(Truck.depot_id)
        bare = list(
            session.scalars(select(Depot).where(Depot.id.not_in(have)).order_by(Depot.code))
        )
    rows = [
        {
            "id": new_id(),
            "depot_id": depot.id,
            "plate": f"鄂B{number:05d}",
            "vehicle": "heavy_truck",
            "payload_kg": 8_000,
            "hazardous_permit": number % 5 == 0,
            "state": "available",
            "confirmed_at": depot.confirmed_at,
            "confirmed_how": "seen",
        }
        for number, depot in enumerate(bare)
    ]
    with database.engine.begin() as connection:
        copy_rows(connection, Truck, rows, LIVE)
