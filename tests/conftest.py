"""Fixtures for tests on a real database; nothing is started for a test that asks for none.

``session`` is rolled back after the test. ``committed`` is a database of the test's own, for what
must really commit: races, live push, server processes.
"""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.testing.databases import Address, cloned_database, cluster_address, make_template
from core.db import LIVE, Database, world_role
from core.models import WORLD


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_this_machine() -> None:
    """A setting in the developer's environment must not change what a test sees."""
    for name in list(os.environ):
        if name.startswith("MUSTER_") and name not in (
            "MUSTER_TEST_CLUSTER_URL",
            "MUSTER_CHROMIUM",
        ):
            del os.environ[name]
    os.environ["MUSTER_ENVIRONMENT"] = "test"


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
