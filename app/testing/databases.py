"""Databases for tests: a migrated template made once, and copies of it made in a moment."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql

from app.embedded_db import APP_ROLE, SUPERUSER, add_extensions
from app.migrate import upgrade
from app.testing.run import CLUSTER_VARIABLE, throwaway_cluster

TEMPLATE = "muster_template"
TEMPLATE_LOCK = 20_260_101

Address = Callable[[str, str], str]


@contextmanager
def cluster_address() -> Iterator[Address]:
    """How to reach a database of the test cluster: that of the whole run, or one started now."""
    given = os.environ.get(CLUSTER_VARIABLE)
    if given:
        yield lambda database, role: given.format(database=database, role=role)
        return
    with throwaway_cluster() as cluster:
        yield cluster.url


def empty_database(address: Address, name: str) -> str:
    """Create a database with the extensions and nothing else; return its address."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(APP_ROLE)
    )
    _as_superuser(address, statement)
    add_extensions(address(name, SUPERUSER))
    return address(name, APP_ROLE)


def make_template(address: Address) -> None:
    """Create the migrated template once, however many test processes ask for it."""
    with psycopg.connect(address("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]
        ).fetchone()
        if known:
            return
        unfinished = f"{TEMPLATE}_{uuid4().hex[:8]}"
        upgrade(empty_database(address, unfinished))
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(TEMPLATE)
            )
        )


@contextmanager
def cloned_database(address: Address) -> Iterator[str]:
    """The address of a fresh copy of the template, which is dropped afterwards."""
    name = f"muster_test_{uuid4().hex[:12]}"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(TEMPLATE), sql.Identifier(APP_ROLE)
    )
    _as_superuser(address, copy)
    try:
        yield address(name, APP_ROLE)
    finally:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        _as_superuser(address, drop)


def _as_superuser(address: Address, statement: sql.Composed) -> None:
    with psycopg.connect(address("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute(statement)
