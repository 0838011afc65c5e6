"""The city the screen is measured on: 2,000 teams, incidents and a base map, served for real."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import func, select, update

import incidents.schemas
import incidents.service
import incidents.service_needs
from app.basemap import make
from app.bench.rivals import build_arena, duty_officer, propose_to_all
from app.seed.generator import generate
from app.seed.load import seed_demo
from app.testing.databases import cloned_database, cluster_address, make_template
from app.testing.server import anew, running_server
from core.config import Environment, Settings
from core.db import Database
from core.wire import Point
from resources.lifecycle import TeamState
from resources.models import Team, TeamCapability

TEAMS, INCIDENTS, NEEDS, PICKS = 2_000, 20, 3, 40
USERNAME = "duty"


@dataclass(frozen=True)
class City:
    """A served city: where it is reached, its database, and the incidents in it."""

    address: str
    url: str
    folder: Path
    incident_ids: list[UUID]


@contextmanager
def served_city() -> Iterator[City]:
    """Seed the city and serve it as long as the block."""
    with ExitStack() as stack:
        cluster = stack.enter_context(cluster_address())
        make_template(cluster)
        url = stack.enter_context(cloned_database(cluster))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-")))
        incident_ids = _load(url)
        make(Settings(data_dir=folder / "data"), url, lambda _line: None)
        environment = {"MUSTER_ENVIRONMENT": "demo"}
        server = stack.enter_context(running_server(url, folder, environment, start=anew))
        yield City(server.address, url, folder, incident_ids)


def _load(url: str) -> list[UUID]:
    database = Database(url)
    try:
        records = generate(database.clock(), teams=TEAMS)
        quiet = Settings(environment=Environment.TEST)
        seed_demo(database, quiet, lambda _line: None, records=records)
        chance = Random(20261122)
        propose_to_all(build_arena(database, rivals=1, teams=PICKS), PICKS, chance)
        with database.transaction() as session:
            session.execute(update(Team).values(state=TeamState.EN_ROUTE))
        return _report_incidents(database, chance)
    finally:
        database.dispose()


def _report_incidents(database: Database, chance: Random) -> list[UUID]:
    """Report incidents where teams have their homes, each with a few needs."""
    duty = duty_officer(database)
    with database.transaction() as session:
        homes = session.execute(select(func.ST_X(Team.home), func.ST_Y(Team.home))).tuples()
        places = chance.sample(sorted(homes), INCIDENTS)
        codes = sorted(set(session.scalars(select(TeamCapability.capability_code))))
        found = []
        for number, (lon, lat) in enumerate(places, 1):
            report = incidents.schemas.IncidentIn(
                kind="fire_explosion",
                title=f"测试事件 {number}",
                position=Point(lon=lon, lat=lat),
                place_name="测试地点",
                priority=chance.randint(1, 5),
            )
            found.append(incidents.service.report_incident(session, duty, report).id)
            for code in chance.sample(codes, NEEDS):
                need = incidents.schemas.NeedIn(capability_code=code, quantity=2, within_s=3600)
                incidents.service_needs.raise_need(session, duty, found[-1], need)
    return found
