"""Fixtures for tests on a real database; nothing is started for a test that asks for none.

``session`` is rolled back after the test. ``committed`` is a database of the test's own, for what
must really commit: races, live push, server processes. ``city_url`` is the same with the demo city
in it, and ``serve`` starts real processes on such a database.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app.testing.databases import (
    CITY_TEMPLATE,
    Address,
    cloned_database,
    cluster_address,
    make_city_template,
    make_template,
)
from app.testing.run import DATA_VARIABLE
from app.testing.server import RunningServer, Serve, running_process, running_server
from core.db import LIVE, Database, world_role
from core.models import WORLD

KEPT_VARIABLES = ("MUSTER_TEST_CLUSTER_URL", DATA_VARIABLE, "MUSTER_CHROMIUM")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_this_machine() -> None:
    """A setting in the developer's environment must not change what a test sees."""
    for name in list(os.environ):
        if name.startswith("MUSTER_") and name not in KEPT_VARIABLES:
            del os.environ[name]
    os.environ["MUSTER_ENVIRONMENT"] = "test"


@pytest.fixture(scope="session", autouse=True)
def _demo_passwords_cost_little() -> Iterator[None]:
    """The demo city's passwords are hashed so that the hundreds of sign-ins of a run cost little.

    How a password is hashed stands in its hash, so services check these as they are.
    """
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.seed.load.PasswordHasher", cheap)
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Address]:
    """The address of any database of the test cluster: ``cluster(database, role)``."""
    with cluster_address() as address:
        yield address


@pytest.fixture(scope="session")
def template(cluster: Address) -> Address:
    """The cluster, with the migrated template database in it."""
    make_template(cluster)
    return cluster


@pytest.fixture(scope="session")
def city_template(template: Address) -> Address:
    """The cluster, with the demo city's template database in it."""
    make_city_template(template)
    return template


@pytest.fixture
def committed_url(template: Address) -> Iterator[str]:
    """The address of a fresh migrated database of this test's own."""
    with cloned_database(template) as url:
        yield url


@pytest.fixture
def committed(committed_url: str) -> Iterator[Database]:
    """A fresh migrated database of this test's own; what it commits nobody else sees."""
    database = Database(committed_url)
    yield database
    database.dispose()


@pytest.fixture
def city_url(city_template: Address) -> Iterator[str]:
    """The address of a database of this test's own that holds the demo city."""
    with cloned_database(city_template, CITY_TEMPLATE) as url:
        yield url


@pytest.fixture
def city(city_url: str) -> Iterator[Database]:
    """A database of this test's own that holds the demo city."""
    database = Database(city_url)
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def shared_city_url(city_template: Address) -> Iterator[str]:
    """The address of a demo city that the tests of one file share."""
    with cloned_database(city_template, CITY_TEMPLATE) as url:
        yield url


@pytest.fixture(scope="module")
def shared_server(
    shared_city_url: str, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """One service on that city, for tests that do not disturb each other."""
    settings = {"MUSTER_DATA_DIR": str(data_dir)}
    with running_server(shared_city_url, tmp_path_factory.mktemp("shared"), settings) as server:
        yield server


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where server processes keep caches, such as the prepared roads: shared by the whole run."""
    given = os.environ.get(DATA_VARIABLE)
    return Path(given) if given else tmp_path_factory.mktemp("data")


@pytest.fixture
def serve(data_dir: Path, tmp_path: Path) -> Iterator[Serve]:
    """Start real processes: ``serve(url, workers=1, environment={...})`` returns the server."""
    with ExitStack() as running:

        def start(
            url: str, *, workers: int = 0, environment: Mapping[str, str] | None = None
        ) -> RunningServer:
            settings = {"MUSTER_DATA_DIR": str(data_dir), **(environment or {})}
            for _ in range(workers):
                running.enter_context(running_process("worker", url, tmp_path, settings))
            return running.enter_context(running_server(url, tmp_path, settings))

        yield start


@pytest.fixture(scope="session")
def rolled_back_database(template: Address) -> Iterator[Database]:
    """The migrated database that all rolled-back sessions of this run share."""
    with cloned_database(template) as url:
        database = Database(url)
        yield database
        database.dispose()


@pytest.fixture
def session(rolled_back_database: Database) -> Iterator[Session]:
    """A session in the live world; even what it commits is undone after the test."""
    engine = rolled_back_database.engine.execution_options(schema_translate_map={WORLD: LIVE})
    with engine.connect() as connection:
        outer = connection.begin()
        session = Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        session.info.update(world=LIVE, clock=rolled_back_database.clock, role=world_role(LIVE))
        yield session
        session.close()
        outer.rollback()
