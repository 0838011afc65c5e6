"""The solver worker as a process: killed in the middle of a solve, cut off from the database."""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import func, select

import incidents.schemas
import incidents.service
import incidents.service_needs
from app.bench.rivals import duty_officer
from app.embedded_db import SUPERUSER
from app.testing.databases import Address
from app.testing.server import running_process
from core.db import Database
from core.wire import Point
from dispatch.models import Proposal
from resources.models import TeamCapability

PATIENCE_S = 180.0

ENDLESS = """
import time
from pathlib import Path
from app.worker import Worker
from core.config import get_settings
from core.db import Database
from geo.road_book import RoadBook

def think_for_ever(problem, **options):
    time.sleep(600)

settings = get_settings()
database = Database(settings.required_database_url)
Worker(settings, database, RoadBook(None, Path()), solver=think_for_ever).run()
"""


@contextmanager
def worker_that_never_finishes(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process whose solver thinks for ever."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(ENDLESS)],
        env={**os.environ, "MUSTER_DATABASE_URL": url, "MUSTER_DATA_DIR": str(folder)},
        cwd=Path(__file__).resolve().parents[2],
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def raise_need(database: Database) -> UUID:
    """Report a fire and raise a need."""
    duty = duty_officer(database)
    with database.transaction() as session:
        code = session.scalars(
            select(TeamCapability.capability_code)
            .group_by(TeamCapability.capability_code)
            .order_by(func.count().desc())
            .limit(1)
        ).one()
        report = incidents.schemas.IncidentIn(
            kind="fire_explosion",
            title="厂房火灾",
            position=Point(lon=114.35, lat=30.53),
            place_name="演示地点",
        )
        scene = incidents.service.report_incident(session, duty, report).id
        wanted = incidents.schemas.NeedIn(capability_code=code, quantity=2, within_s=3600)
        return incidents.service_needs.raise_need(session, duty, scene, wanted).id


def wait_for(database: Database, wanted: Callable[[Proposal], bool]) -> Proposal:
    """Wait until a proposal is as wanted."""
    give_up_at_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at_s:
        with database.picture() as session:
            rows = list(session.scalars(select(Proposal).order_by(Proposal.number)))
        for row in rows:
            if wanted(row):
                return row
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {[(row.number, row.state, row.error) for row in rows]}")


@pytest.fixture
def environment(data_dir: Path) -> dict[str, str]:
    return {"MUSTER_DATA_DIR": str(data_dir), "MUSTER_ENVIRONMENT": "demo"}


def test_a_proposal_left_by_a_killed_worker_is_solved_by_the_next(
    city: Database, city_url: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    with worker_that_never_finishes(city_url, tmp_path) as doomed:
        raise_need(city)
        left = wait_for(city, lambda row: row.state == "solving")
        assert left.attempt == 1
        with running_process("worker", city_url, tmp_path, environment):
            time.sleep(2)
            with city.picture() as session:
                assert session.get_one(Proposal, left.id).attempt == 1, "a standby only waits"
            doomed.kill()
            solved = wait_for(city, lambda row: row.id == left.id and row.state == "proven")
    assert solved.attempt == 2
    assert solved.picks


def test_a_worker_whose_connections_are_all_cut_goes_on_by_itself(
    city: Database, city_url: str, cluster: Address, tmp_path: Path, environment: dict[str, str]
) -> None:
    with running_process("worker", city_url, tmp_path, environment) as worker:
        raise_need(city)
        first = wait_for(city, lambda row: row.state == "proven")
        cut_all_connections(cluster, city)
        raise_need(city)
        again = wait_for(city, lambda row: row.state == "proven" and row.number > first.number)
        assert worker.poll() is None
    assert len({pick["incident_id"] for pick in again.picks}) == 2


def cut_all_connections(cluster: Address, database: Database) -> None:
    """Do to every connection what a restart of the database does."""
    name = database.engine.url.database
    database.dispose()
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(cluster("postgres", SUPERUSER), autocommit=True) as connection:
        rows: list[Any] = connection.execute(cut, [name]).fetchall()
    assert rows


def test_a_proposal_that_no_worker_survives_is_given_up_and_says_so(
    city: Database, city_url: str, tmp_path: Path
) -> None:
    for attempt in (1, 2, 3):
        with worker_that_never_finishes(city_url, tmp_path):
            if attempt == 1:
                raise_need(city)
            wait_for(city, lambda row, n=attempt: row.state == "solving" and row.attempt == n)
    with worker_that_never_finishes(city_url, tmp_path):
        given_up = wait_for(city, lambda row: row.state == "failed")
    assert "3 attempts" in (given_up.error or "")


def test_a_worker_ends_cleanly_when_asked(
    city: Database, city_url: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    with running_process("worker", city_url, tmp_path, environment) as worker:
        raise_need(city)
        wait_for(city, lambda row: row.state == "proven")
        worker.terminate()
        assert worker.wait(15) == 0
